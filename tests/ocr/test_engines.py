"""The real engines on pages that are drawn here: run by `make ocr`, because a page takes seconds."""

from __future__ import annotations

import io
import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive_plugins.ocr.rapid import RapidParser
from archive_plugins.ocr.tesseract import TesseractParser
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from archive.ingest.backlog import SLOW_LIMITS
from archive.model.parsed import Outcome, ParseReport
from archive.parsing.pool import Pool

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)  # fmt: skip
FONT = next((font for font in FONTS if Path(font).exists()), None)
LINES = (
    "现场检查记录",
    "（青）应急检记〔2026〕12号",
    "被检查单位：青州恒安化工有限公司",
    "统一社会信用代码：91370781MA3C4D5E6F",
    "检查时间：2026年3月12日9时至11时",
    "一、受限空间作业未办理作业票，气体检测记录不全；",
    "二、危险化学品仓库可燃气体报警器未定期检定；",
    "三、从业人员安全教育培训档案缺少考核记录；",
    "四、应急救援预案未按规定组织演练并评估。",
    "检查人员（签名）：王建国　李明",
)

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(os.environ.get("ARCHIVE_OCR") != "1", reason="pages take seconds each: run 'make ocr'"),
    pytest.mark.skipif(FONT is None, reason="no Chinese font is installed"),
]


def page() -> Image.Image:
    assert FONT is not None
    picture = Image.new("RGB", (1654, 1500), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 36, index=2 if "Noto" in FONT else 0)
    for number, line in enumerate(LINES):
        pen.text((150, 120 + number * 110), line, font=font, fill="black")
    return picture


def noisy(picture: Image.Image) -> Image.Image:
    """As from a scanner: a little askew, soft, with dust."""
    picture = picture.rotate(0.8, fillcolor="white").filter(ImageFilter.GaussianBlur(0.8))
    chance, pen = random.Random(1), ImageDraw.Draw(picture)
    for _ in range(3000):
        pen.point((chance.randrange(picture.width), chance.randrange(picture.height)), fill="grey")
    return picture


def photographed(picture: Image.Image) -> Image.Image:
    """As from a telephone: from the side, with a shade."""
    width, height = picture.size
    corners = (-60, -40, 40, height + 60, width + 80, height - 20, width - 30, 30)
    picture = picture.transform(picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="grey")
    shade = Image.linear_gradient("L").resize(picture.size).point(lambda value: 255 - value // 3)
    return Image.composite(picture, Image.new("RGB", picture.size, "black"), shade)


def recall(text: str) -> float:
    """Share of the letters and digits of the page that were read, whatever their order."""
    wanted, found = (Counter(filter(str.isalnum, each)) for each in ("".join(LINES), text))
    return sum((wanted & found).values()) / sum(wanted.values())


@pytest.fixture(scope="module", params=["rapidocr", "tesseract"])
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, Pool]]:
    parser = RapidParser if request.param == "rapidocr" else TesseractParser
    if parser.if_installed() is None:
        pytest.skip(f"{request.param} is not installed")
    with Pool(1, slow=True, only=request.param, limits=SLOW_LIMITS) as pool:
        yield request.param, pool


def read(pool: Pool, folder: Path, data: bytes) -> ParseReport:
    path = folder / "page"
    path.write_bytes(data)
    return pool.parse(path, "page")


def saved(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def text_of(report: ParseReport) -> str:
    assert report.document is not None, report
    return report.document.text()


def in_order(text: str) -> bool:
    places = [text.find(word) for word in ("检查记录", "被检查单位", "检查时间", "报警器", "王建国")]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_however_it_lies(engine, tmp_path: Path, quarters: int) -> None:
    report = read(engine[1], tmp_path, saved(page().rotate(90 * quarters, expand=True)))
    assert recall(text_of(report)) >= 0.95
    assert in_order(text_of(report))


def test_a_scan_is_read(engine, tmp_path: Path) -> None:
    report = read(engine[1], tmp_path, saved(noisy(page()), "JPEG", quality=75))
    assert recall(text_of(report)) >= (0.95 if engine[0] == "rapidocr" else 0.8)


def test_a_photograph_is_read_by_the_better_engine(engine, tmp_path: Path) -> None:
    report = read(engine[1], tmp_path, saved(photographed(page()), "JPEG"))
    if engine[0] == "rapidocr":
        assert recall(text_of(report)) >= 0.9
        assert in_order(text_of(report))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"])
def test_every_format_is_read(engine, tmp_path: Path, form: str) -> None:
    assert recall(text_of(read(engine[1], tmp_path, saved(page(), form)))) >= 0.95


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "I;16", "RGBA"])
def test_every_kind_of_colour_is_read(engine, tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        picture = page().convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        picture = page().convert(mode)
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert recall(text_of(read(engine[1], tmp_path, saved(picture, form)))) >= 0.9


def test_pages_of_pdf_and_tiff_are_read_one_by_one(engine, tmp_path: Path) -> None:
    for form in ("PDF", "TIFF"):
        report = read(engine[1], tmp_path, saved(page(), form, save_all=True, append_images=[page()]))
        assert report.document is not None
        assert report.document.pages == 2
        assert {block.page for block in report.document.blocks} == {1, 2}


def test_a_film_is_read_as_its_first_picture(engine, tmp_path: Path) -> None:
    more = [Image.new("L", (1654, 1500))]
    report = read(engine[1], tmp_path, saved(page(), "GIF", save_all=True, append_images=more))
    assert report.document is not None
    assert report.document.pages == 1


def test_what_is_cut_off_is_read_as_far_as_it_goes(engine, tmp_path: Path) -> None:
    data = saved(page(), "JPEG")
    report = read(engine[1], tmp_path, data[: len(data) * 2 // 3])
    assert report.outcome is Outcome.PARTIAL
    assert "现场检查记录" in text_of(report)


def test_a_blank_page_has_no_text(engine, tmp_path: Path) -> None:
    report = read(engine[1], tmp_path, saved(Image.new("RGB", (1200, 1600), "white")))
    assert (report.outcome, text_of(report)) == (Outcome.OK, "")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nrubbish", b"\xff\xd8\xff\xe0", b"II*\0\x08\0\0\0"])
def test_rubbish_is_corrupt(engine, tmp_path: Path, data: bytes) -> None:
    assert read(engine[1], tmp_path, data).outcome is Outcome.CORRUPT


def test_a_bomb_is_refused(engine, tmp_path: Path) -> None:
    data = bytearray(saved(Image.new("1", (20, 20))))
    data[16:24] = (50_000).to_bytes(4, "big") * 2
    assert read(engine[1], tmp_path, bytes(data)).outcome in {Outcome.LIMIT, Outcome.CORRUPT}


def test_a_page_with_text_of_its_own_is_not_read_by_the_engine(engine, tmp_path: Path) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawString(72, 700, "This page has a text of its own and needs no engine")
    sheet.showPage()
    sheet.drawImage(ImageReader(page()), 0, 100, 590, 535)
    sheet.save()
    report = read(engine[1], tmp_path, out.getvalue())
    first, second = ([block.text for block in report.document.blocks if block.page == number] for number in (1, 2))
    assert first == ["This page has a text of its own and needs no engine"]
    assert recall("".join(second)) >= 0.95
