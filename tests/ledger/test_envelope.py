"""Envelopes: one form, to the byte."""

import json
from hashlib import sha256

import pytest

from archive.ledger import canonical
from archive.ledger.envelope import EnvelopeInvalid, commitment, envelope, parse, scan

BOUND = commitment(bytes(16), b"{}")
GOOD = envelope(7, "accessioned", "k3v9", "a-1f", "2026-11-23T18:42:00.123Z", BOUND)


def test_is_canonical_json_with_exactly_these_keys() -> None:
    assert canonical.encode(json.loads(GOOD)) == GOOD
    assert set(json.loads(GOOD)) == {"actor", "commitment", "hash", "kind", "seq", "subject", "time", "v"}
    assert json.loads(GOOD)["hash"] == "sha256"
    assert json.loads(GOOD)["v"] == 1


def test_reads_back() -> None:
    read = parse(GOOD)
    assert (read.seq, read.kind, read.subject, read.actor) == (7, "accessioned", "k3v9", "a-1f")
    assert read.commitment == BOUND
    assert scan(GOOD) == (b"7", BOUND.encode())


def test_commitment_binds_salt_and_body() -> None:
    assert commitment(b"s" * 16, b"body") == sha256(b"s" * 16 + b"body").hexdigest()


@pytest.mark.parametrize(
    ("part", "other"),
    [
        (b'"seq":7', b'"seq":07'), (b'"seq":7', b'"seq":-7'), (b'"seq":7', b'"seq":"7"'), (b'"v":1', b'"v":2'),
        (b"sha256", b"sm3"), (b'{"actor"', b'{ "actor"'), (b"18:42", b"1842"), (b"accessioned", b"Accessioned"),
        (BOUND.encode(), BOUND.upper().encode()), (b"k3v9", "检".encode()), (b"}", b"}\n"), (b"}", b""),
        (b"Z", b"+08:00"), (b'"kind"', b'"x":1,"kind"'),
    ],
)  # fmt: skip
def test_anything_else_is_refused(part: bytes, other: bytes) -> None:
    broken = GOOD.replace(part, other)
    assert broken != GOOD
    assert scan(broken) is None
    with pytest.raises(EnvelopeInvalid):
        parse(broken)


@pytest.mark.parametrize(
    ("subject", "actor", "time"),
    [
        ("张三", "a-1", "2026-11-23T18:42:00.123Z"),
        ('x","v":2,"', "a-1", "2026-11-23T18:42:00.123Z"),
        ("x", "", "2026-11-23T18:42:00.123Z"),
        ("x", "a-1", "2026-11-23 18:42"),
        ("x\n", "a-1", "2026-11-23T18:42:00.123Z"),
    ],
)
def test_names_and_loose_times_do_not_enter(subject: str, actor: str, time: str) -> None:
    with pytest.raises(EnvelopeInvalid):
        envelope(0, "placed", subject, actor, time, BOUND)
