"""Bytes to text where nothing states the encoding: ordered tries, best for short Chinese text.

The order is byte order mark, strict UTF-8, the shape of UTF-16, strict GB18030 (which
holds GBK and GB 2312), Big5 where it reads clearly better, GB18030 with replacement. It
errs less than the statistical detectors below 200 characters (measured on lines of real
safety documents).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TEXT_CODECS = ("utf", "gb", "big5", "cp", "iso", "shift", "euc", "koi", "ascii")
_SAMPLE = 65_536
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
    "五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战"
    "先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白"
    "教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且"
    "究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值"
    "号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
    "這個來時們動會說產對發學經進過後現實點從當開關應還無與數氣線機體間處電設業務區檢規驗險紀錄證書隱患單位責員頭場車門長東馬風"
    "企检录隐患险责任训练负责签名称址限额受阻危害防护消防演应急预案培岗整改复措施落实督罚款违章操职卫健康监测岗位证编负姓名联系电话"
)
_LONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    confidence: float
    """0 to 1: 1 where the bytes say so themselves."""
    replaced: bool = False
    """Whether bytes that fit no character became U+FFFD."""


def decode(data: bytes, stated: str | None = None) -> Decoded:
    """The text of `data`, in the encoding that it states or that fits best; never raises.

    `stated` is what a header or a meta element claims; it is believed if the bytes agree.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replaced(data[len(mark) :], encoding, 1.0)
    if stated:
        decoded = _stated(data, stated)
        if decoded is not None:
            return decoded
    text = _strictly(data, "utf-8")
    wide = _utf16(data) if text is None or "\x00" in text else None
    if wide is not None:
        return wide
    if text is not None:
        return Decoded(text, "ascii" if data.isascii() else "utf-8", 1.0 if data.isascii() else 0.99)
    return _chinese(data)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _replaced(data: bytes, encoding: str, confidence: float) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, confidence, replaced="\ufffd" in text)


def _stated(data: bytes, stated: str) -> Decoded | None:
    try:
        encoding = codecs.lookup(stated).name
    except (LookupError, ValueError):
        return None
    if encoding in {"gb2312", "gbk", "hz"}:
        encoding = "gb18030"
    text = _strictly(data, encoding) if encoding.startswith(_TEXT_CODECS) else None
    if text is None or (encoding.startswith("iso8859") and _strictly(data, "utf-8") is not None):
        return None
    return Decoded(text, encoding, 0.98)


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: most units are ASCII, ideographs or Chinese punctuation one way and not the other."""
    if len(data) < 2:
        return None
    sample = data[: min(_SAMPLE, len(data)) & ~1]
    shares = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace")
        usual = sum(1 for c in text if " " <= c <= "~" or c in "\r\n\t" or c in _COMMON or "\u3000" <= c <= "\u303f")
        wide = sum(1 for c in text if "\u4e00" <= c <= "\u9fff" or "\uff00" <= c <= "\uff5e")
        shares[encoding] = (usual + 0.5 * wide) / len(text)
    best = max(shares, key=lambda encoding: shares[encoding])
    zeros = sample.count(0) * 20 > len(sample)
    if shares[best] < (0.6 if zeros else 0.7) or shares[best] < 1.5 * min(shares.values()):
        return None
    if not zeros and _reads_as_gb(sample, shares[best]):
        return None
    return _replaced(data, best, 0.9 if zeros else 0.7)


def _reads_as_gb(sample: bytes, share: float) -> bool:
    text = _strictly(sample, "gb18030")
    return text is not None and _share(text) >= share


def _share(text: str) -> float:
    """Share of common characters among the ideographs; 0 without any."""
    found = _IDEOGRAPH.findall(text[:_SAMPLE])
    return sum(1 for c in found if c in _COMMON) / len(found) if found else 0.0


def _western(data: bytes) -> Decoded | None:
    """Windows-1252 where bytes above 127 stand alone among ASCII, as accents and quotes do."""
    lone = len(_LONE.findall(data[:_SAMPLE]))
    high = sum(1 for byte in data[:_SAMPLE] if byte > 127)
    if high * 4 > min(len(data), _SAMPLE) or lone * 10 < high * 8:
        return None
    text = _strictly(data, "cp1252")
    return None if text is None else Decoded(text, "cp1252", 0.5)


def _chinese(data: bytes) -> Decoded:
    simplified = _strictly(data, "gb18030")
    traditional = _strictly(data, "big5hkscs")
    if simplified is None and traditional is None:
        return _western(data) or _replaced(data, "gb18030", 0.3)
    if simplified is None:
        assert traditional is not None
        if _share(traditional) > 0.2:
            return Decoded(traditional, "big5hkscs", 0.7)
        return _western(data) or _replaced(data, "gb18030", 0.3)
    gb = _share(simplified)
    big5 = _share(traditional) if traditional is not None else 0.0
    if traditional is not None and big5 > gb + 0.2:
        return Decoded(traditional, "big5hkscs", min(0.95, 0.5 + big5 - gb))
    if gb < 0.05 and not _IDEOGRAPH.search(simplified):
        return Decoded(simplified, "gb18030", 0.4)
    return Decoded(simplified, "gb18030", min(0.99, 0.6 + gb / 2))
