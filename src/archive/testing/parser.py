"""The contract of a parser, as tests: subclass it, and give fixtures `parser` and `samples`."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

from archive.hooks.answers import wrong_object
from archive.hooks.contracts import ParseContext, ParseFailed, Parser
from archive.model.parsed import Outcome, ParsedDocument
from archive.parsing.cleaning import clean_document, is_document
from archive.parsing.limits import Limits

__all__ = ["ParserContract", "ParserSample"]

_MOST = 100_000
_DAMAGED = 40
_RETURNED = frozenset({Outcome.OK, Outcome.PARTIAL, Outcome.NEEDS_OCR, Outcome.ENCRYPTED})


@dataclass(frozen=True, slots=True)
class ParserSample:
    """A small document that the parser can read."""

    data: bytes
    media_type: str
    """As `archive.parsing.sniff` names it."""
    contains: tuple[str, ...]
    """Lines or parts of lines that must be in the text."""


class ParserContract:
    """Every parser must pass these. They run it in this process, so give it no hostile sample."""

    def test_it_can_be_offered(self, parser: Parser) -> None:
        assert wrong_object("archive_parsers", parser) is None

    def test_it_takes_its_samples(self, parser: Parser, samples: Sequence[ParserSample]) -> None:
        assert len(samples) > 0
        for sample in samples:
            score = parser.score(sample.media_type, sample.data[:4096])
            assert type(score) is int, sample.media_type
            assert score > 0

    def test_it_declines_what_nobody_knows(self, parser: Parser) -> None:
        assert parser.score("application/x-nobody-knows", b"\x00\x01\x02") is None
        assert parser.score("application/x-nobody-knows", b"") is None

    def test_it_reads_its_samples(self, parser: Parser, samples: Sequence[ParserSample]) -> None:
        for sample in samples:
            document = self.read(parser, sample, sample.data)
            assert is_document(document), "every value of the document has the type that the model says"
            assert document.outcome in _RETURNED, "other outcomes are raised as ParseFailed"
            text = document.text()
            for part in sample.contains:
                assert part in text, part

    def test_the_same_bytes_give_the_same_text(self, parser: Parser, samples: Sequence[ParserSample]) -> None:
        for sample in samples:
            assert self.read(parser, sample, sample.data) == self.read(parser, sample, sample.data)

    def test_the_name_decides_nothing(self, parser: Parser, samples: Sequence[ParserSample]) -> None:
        for sample in samples:
            odd = parser.parse(io.BytesIO(sample.data), ParseContext(sample.media_type, "报告\x1b[31m.exe", _MOST))
            assert odd == self.read(parser, sample, sample.data)

    def test_damaged_files_end_in_an_exception_or_a_document(
        self, parser: Parser, samples: Sequence[ParserSample]
    ) -> None:
        """Cut off, turned about, empty: never a hang, never anything but an Exception."""
        for sample in samples:
            for data in damaged(sample.data):
                try:
                    document = self.read(parser, sample, data)
                except ParseFailed as failed:
                    self.check_failure(failed)
                except Exception:  # noqa: BLE001, S112 - any other exception means corrupt: that is the contract
                    continue
                else:
                    assert is_document(document)

    def test_its_text_can_be_stored(self, parser: Parser, samples: Sequence[ParserSample]) -> None:
        for sample in samples:
            document = clean_document(self.read(parser, sample, sample.data), Limits())
            document.text().encode("utf-8")

    def check_failure(self, failed: ParseFailed) -> None:
        """A failure says what it is and why."""
        assert isinstance(failed.outcome, Outcome)
        assert failed.reason, "an outcome without a reason helps nobody"

    def read(self, parser: Parser, sample: ParserSample, data: bytes) -> ParsedDocument:
        """What the parser makes of `data` as a document of the sample's type."""
        return parser.parse(io.BytesIO(data), ParseContext(sample.media_type, "sample", _MOST))


def damaged(data: bytes) -> list[bytes]:
    """The same 40 broken versions of `data` each time."""
    chance = random.Random(20_260_501)  # noqa: S311 - repeatable on purpose
    found = [b"", data[:1], data[: len(data) // 2], data[:-1]]
    while len(found) < _DAMAGED:
        turned = bytearray(data)
        for _ in range(chance.choice((1, 4, 32))):
            turned[chance.randrange(len(turned))] = chance.randrange(256)
        found.append(bytes(turned[: chance.choice((len(turned), chance.randrange(1, len(turned) + 1)))]))
    return found
