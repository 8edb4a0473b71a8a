"""The contract of an anchor, as tests: subclass it, and give fixtures `anchor` and `where` (a place that works)."""

from __future__ import annotations

import pytest

from archive.hooks.answers import wrong_object
from archive.hooks.contracts import Anchor, AnchorReceipt, AnchorRefusal, AnchorStatement

__all__ = ["AnchorContract", "statement"]

_HOME = "h-0123456789abcdef"
_NOTE = f"safety-archive/{_HOME}\n3\n{'A' * 43}=\n\n— safety-archive/{_HOME} {'A' * 92}\n"


def statement(*, language: str = "zh", why_not: str | None = None) -> AnchorStatement:
    """A statement as the archive makes them; `why_not` is what it says of every earlier checkpoint."""

    def follows(_earlier: str) -> str | None:
        return why_not

    return AnchorStatement(
        home=_HOME,
        note=_NOTE,
        size=3,
        root="A" * 43 + "=",
        sm3=None,
        time="2026-11-24T08:00:00.000Z",
        key=b"-----BEGIN PUBLIC KEY-----\n",
        language=language,
        certificate=None,
        follows=follows,
    )


class AnchorContract:
    """Every anchor must pass these."""

    def test_it_can_be_offered(self, anchor: Anchor) -> None:
        assert wrong_object("archive_anchors", anchor) is None

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_it_keeps_a_statement_and_says_when(self, anchor: Anchor, where: str, language: str) -> None:
        receipt = anchor.place(statement(language=language), where)
        assert isinstance(receipt, AnchorReceipt), receipt
        assert len(receipt.time) == len("2026-11-24T08:00:00.000Z")
        assert receipt.time.endswith("Z")
        assert receipt.token or receipt.files, "something is kept"
        assert not (receipt.checked and receipt.token is None)

    @pytest.mark.parametrize("nowhere", ["/no/such/place", "::", "http://127.0.0.1:9/"])
    def test_a_place_that_is_none_is_refused_with_a_reason(self, anchor: Anchor, nowhere: str) -> None:
        refusal = anchor.place(statement(), nowhere)
        assert isinstance(refusal, AnchorRefusal)
        assert refusal.reason.strip()
