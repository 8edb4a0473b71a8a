"""Envelopes: what the tree hashes of an event.

An envelope carries ids only and a salted commitment to the payload, so that the payload
can be erased by law and the tree still stands. Its bytes are canonical JSON with these
keys, in this order and no others (`docs/format.md`):

{"actor":…,"commitment":…,"hash":"sha256","kind":…,"seq":…,"subject":…,"time":…,"v":1}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

__all__ = ["SALT_BYTES", "Envelope", "EnvelopeInvalid", "commitment", "envelope", "parse", "scan"]

SALT_BYTES = 16
"""Length of the random salt before each payload."""

_ID = r"[0-9A-Za-z][0-9A-Za-z._-]{0,127}"
_FORM = re.compile(
    (
        r'\{"actor":"(' + _ID + r')","commitment":"([0-9a-f]{64})","hash":"sha256","kind":"([a-z][a-z0-9-]{0,63})",'
        r'"seq":(0|[1-9][0-9]{0,17}),"subject":"(' + _ID + r')",'
        r'"time":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)","v":1\}'
    ).encode()
)


class EnvelopeInvalid(ValueError):
    """The bytes are no envelope of version 1, or the values make none."""


@dataclass(frozen=True, slots=True)
class Envelope:
    seq: int
    kind: str
    subject: str
    actor: str
    time: str
    commitment: str


def commitment(salt: bytes, body: bytes) -> str:
    """Hex SHA-256 over salt and payload: binds the event to a payload it does not show."""
    return sha256(salt + body).hexdigest()


def envelope(seq: int, kind: str, subject: str, actor: str, time: str, commitment: str) -> bytes:
    """The canonical envelope. `time` is UTC with milliseconds and Z, a claim of this machine's clock.

    Raises EnvelopeInvalid where a value is not of its form, so that nothing enters the
    tree that `parse` would refuse.
    """
    data = (
        f'{{"actor":"{actor}","commitment":"{commitment}","hash":"sha256","kind":"{kind}","seq":{seq},'
        f'"subject":"{subject}","time":"{time}","v":1}}'
    ).encode()
    if _FORM.fullmatch(data) is None:
        raise EnvelopeInvalid(f"the values of event {seq} make no envelope: {data!r}")
    return data


def parse(data: bytes) -> Envelope:
    """The envelope in `data`. Raises EnvelopeInvalid unless it is canonical to the byte."""
    match = _FORM.fullmatch(data)
    if match is None:
        raise EnvelopeInvalid("the envelope is not in the canonical form of version 1")
    actor, bound, kind, seq, subject, time = (group.decode("ascii") for group in match.groups())
    return Envelope(int(seq), kind, subject, actor, time, bound)


def scan(data: bytes) -> tuple[bytes, bytes] | None:
    """Sequence number and commitment as they stand, None if `data` is no canonical envelope.

    The part of `parse` that a verification of millions of events can afford.
    """
    match = _FORM.fullmatch(data)
    return None if match is None else (match[4], match[2])
