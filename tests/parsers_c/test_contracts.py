"""The parsers of old and rare formats pass the contract that outsiders' parsers must pass."""

from __future__ import annotations

import gzip

import pytest
from archive_plugins.containers.tarred import TarParser
from archive_plugins.containers.zipped import ZipParser
from archive_plugins.legacy_office.outlook import OutlookParser
from archive_plugins.legacy_office.powerpoint import PowerPointParser
from archive_plugins.legacy_office.word import WordParser
from archive_plugins.ofd.reader import OfdParser

from archive.testing import ParserContract
from archive.testing.parser import ParserSample


class TestWord(ParserContract):
    @pytest.fixture
    def parser(self):
        return WordParser()

    @pytest.fixture
    def samples(self, made):
        data = made.word("安全检查记录\r表\x07二\x07\x07\r")
        return [ParserSample(data, "application/msword", ("安全检查记录", "表\t二"))]


class TestPowerPoint(ParserContract):
    @pytest.fixture
    def parser(self):
        return PowerPointParser()

    @pytest.fixture
    def samples(self, made):
        return [ParserSample(made.powerpoint(["应急演练"]), "application/vnd.ms-powerpoint", ("应急演练",))]


class TestOutlook(ParserContract):
    @pytest.fixture
    def parser(self):
        return OutlookParser()

    @pytest.fixture
    def samples(self, made):
        data = made.outlook({0x37: "通知", 0x1000: "请整改"})
        return [ParserSample(data, "application/vnd.ms-outlook", ("通知", "请整改"))]


class TestOfd(ParserContract):
    @pytest.fixture
    def parser(self):
        return OfdParser()

    @pytest.fixture
    def samples(self, made):
        return [ParserSample(made.ofd([made.text_object(10, 10, "安全生产")]), "application/ofd", ("安全生产",))]


class TestZip(ParserContract):
    @pytest.fixture
    def parser(self):
        return ZipParser()

    @pytest.fixture
    def samples(self, made):
        return [ParserSample(made.zipped({"记录.txt": b"1"}), "application/zip", ("记录.txt",))]


class TestTar(ParserContract):
    @pytest.fixture
    def parser(self):
        return TarParser()

    @pytest.fixture
    def samples(self):
        return [ParserSample(gzip.compress(b"1" * 100, mtime=0), "application/gzip", ("document",))]
