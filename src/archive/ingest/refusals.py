"""Why a file was not taken, in the ledger's words and in a clerk's."""

from __future__ import annotations

from typing import Literal

from archive.errors import N_

__all__ = ["Refusal", "in_words", "on_receipt"]

Refusal = Literal["empty", "too-large", "not-a-file", "unreadable", "missing", "litter", "sealed-inbox"]

_RECEIPT: dict[Refusal, str] = {
    "empty": N_("The file is empty."),
    "too-large": N_("The file is larger than this inbox may take."),
    "not-a-file": N_("It is no regular file (a link, a pipe, a socket or a device)."),
    "unreadable": N_("The file cannot be read."),
    "missing": N_("There is no such file."),
    "litter": N_("By its name it is a temporary or system file; rename it to have it taken."),
    "sealed-inbox": N_("It lies in a sealed inbox; 'archive watch' takes it from there."),
}

_FOLDER: dict[str, dict[Refusal, str]] = {
    "zh": {
        "empty": "文件是空的（0 字节）。请重新生成或重新扫描后再放入收件夹。",
        "too-large": "文件超过了本收件夹允许的大小。请拆分或压缩后再放入，或请管理员调整上限（max_bytes）。",
        "not-a-file": "这不是普通文件（可能是链接、管道、套接字或设备），没有移动。请放入文件本身。",
        "unreadable": "文件无法读取。请检查权限或介质后再放入。",
    },
    "en": {
        "empty": "The file is empty (0 bytes). Make or scan it again and drop it once more.",
        "too-large": "The file is larger than this inbox may take. Split it, or ask the keeper to raise max_bytes.",
        "not-a-file": "This is no regular file (a link, pipe, socket or device); it was left in place."
        " Drop the file itself.",
        "unreadable": "The file cannot be read. Check its permissions or the medium and drop it once more.",
    },
}


def on_receipt(refusal: Refusal) -> str:
    """One sentence, to be translated by whoever shows it."""
    return _RECEIPT[refusal]


def in_words(refusal: Refusal, language: str) -> str:
    """What the folder for rejected files says, in the language of the settings (zh or en)."""
    return _FOLDER[language][refusal]
