"""The head of a picture, read without any library; broken and hostile ones too."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from archive_plugins.ocr.picture import MOST_PAGES, PictureParser
from PIL import Image

from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Outcome
from archive.testing.parser import ParserContract, ParserSample

FORMATS = {"PNG": "png", "JPEG": "jpeg", "TIFF": "tiff", "BMP": "bmp", "WEBP": "webp", "GIF": "gif"}


def drawn(form: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB" if form != "GIF" else "L", size, "white" if form != "GIF" else 255).save(out, form, **options)
    return out.getvalue()


def read(data: bytes, form: str):
    return PictureParser().parse(io.BytesIO(data), ParseContext(f"image/{form}", "x", 1000))


def png(width: int, height: int) -> bytes:
    head = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">L", 13) + chunk + struct.pack(">L", zlib.crc32(chunk))


class TestContract(ParserContract):
    @pytest.fixture
    def parser(self) -> PictureParser:
        return PictureParser()

    @pytest.fixture
    def samples(self) -> list[ParserSample]:
        return [ParserSample(drawn(form), f"image/{name}", ()) for form, name in FORMATS.items()]


@pytest.mark.parametrize("form", FORMATS)
def test_size_and_pages_are_told(form: str) -> None:
    document = read(drawn(form), FORMATS[form])
    assert (document.outcome, document.pages, document.pictures) == (Outcome.NEEDS_OCR, 1, 1)
    assert (document.metadata["width"], document.metadata["height"]) == ("40", "30")


EXIF = b"Exif\0\0II*\0\x08" + bytes(9)


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False}, {"exif": EXIF}])
def test_every_kind_of_webp(options: dict[str, object]) -> None:
    assert read(drawn("WEBP", **options), "webp").metadata["width"] == "40"


def test_pages_of_a_tiff_are_counted(tmp_path) -> None:
    frames = [Image.new("1", (20, 20), 1) for _ in range(1000)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    document = read(out.getvalue(), "tiff")
    assert (document.pages, document.pictures) == (1000, 1000)


def test_a_tiff_whose_directories_run_in_a_circle_ends() -> None:
    entries = struct.pack("<HHHLLHHLLL", 2, 256, 3, 1, 20, 257, 3, 1, 20, 8)
    assert read(b"II*\0\x08\0\0\0" + entries, "tiff").pages == 1


def test_a_tiff_with_more_pages_than_are_read_is_bounded() -> None:
    entry = struct.pack("<HHHLLHHLL", 2, 256, 3, 1, 20, 257, 3, 1, 20)
    data = b"II*\0\x08\0\0\0"
    for number in range(MOST_PAGES + 500):
        data += entry + struct.pack("<L", 8 + (number + 1) * (len(entry) + 4))
    document = read(data, "tiff")
    assert document.pages > MOST_PAGES
    assert document.pictures == MOST_PAGES


@pytest.mark.parametrize("sides", [(50_000, 50_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_by_its_head(sides: tuple[int, int]) -> None:
    with pytest.raises(ParseFailed) as failed:
        read(png(*sides), "png")
    assert failed.value.outcome is Outcome.LIMIT


@pytest.mark.parametrize("form", FORMATS.values())
@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xd8\xff", b"II*\0", b"RIFF\0\0\0\0WEBP", b"BM" + bytes(40)])
def test_what_is_no_picture_is_corrupt(form: str, data: bytes) -> None:
    with pytest.raises(ParseFailed) as failed:
        read(data, form)
    assert failed.value.outcome is Outcome.CORRUPT


def test_an_empty_picture_is_corrupt() -> None:
    with pytest.raises(ParseFailed):
        read(png(0, 10), "png")
