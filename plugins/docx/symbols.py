"""Characters of symbol fonts as they print: boxes, ticks and bullets of forms."""

from __future__ import annotations

__all__ = ["symbol"]

_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x74: "◆", 0x75: "◆", 0x76: "❖", 0x77: "◆",
    0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0xA2: "■", 0x98: "●"}
_SYMBOL = {
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xA5: "∞", 0xAE: "→", 0x61: "α",
    0x62: "β", 0x67: "γ", 0x64: "δ", 0x6D: "μ", 0x70: "π", 0x57: "Ω", 0xD0: "∠", 0xD6: "√", 0xE5: "Σ", 0xF7: "÷",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def symbol(font: str, code: str) -> str:
    """The character that `w:sym` shows; empty where the font's private character says nothing to a reader of text."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= value <= 0xF0FF:
        value -= 0xF000
        return _FONTS.get(font.lower(), {}).get(value, "")
    if value < 0x100:
        return _FONTS.get(font.lower(), {}).get(value, "")
    return chr(value) if value <= 0xFFFF and not 0xD800 <= value <= 0xF8FF else ""
