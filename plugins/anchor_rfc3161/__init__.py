"""Anchor: a time stamp of an authority (RFC 3161), asked over HTTP, its answer checked before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING

from archive.hooks import hookimpl
from archive.hooks.contracts import Anchor, AnchorReceipt, AnchorRefusal, AnchorStatement

if TYPE_CHECKING:
    from rfc3161_client import TimeStampRequest, TimeStampResponse

__all__ = ["archive_anchors"]

_SECONDS = 30
_MAX_BYTES = 1024 * 1024
_GRANTED = 0


class TimeStamp:
    name = "rfc3161"
    version = "1"
    description = "time stamp of an authority at a web address (RFC 3161) · 时间戳"

    def place(self, statement: AnchorStatement, where: str) -> AnchorReceipt | AnchorRefusal:
        """`where` is an http or https address. What is stamped is the signed checkpoint, to the byte.

        The token is the authority's whole answer, as `openssl ts -verify -data checkpoint -in FILE` reads it.
        """
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

        if not where.startswith(("http://", "https://")):
            return AnchorRefusal(f"{where} is no http or https address")
        data = statement.note.encode()
        request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
        try:
            answer = _asked(where, request.as_bytes())
            response = decode_timestamp_response(answer)
        except (OSError, ValueError) as error:  # what urllib raises is an OSError
            return AnchorRefusal(f"{where} gave no time stamp: {error}")
        why = _wrong(request, response, data) or _untrusted(request, response, data, statement.certificate)
        if why is not None:
            return AnchorRefusal(f"{where}: {why}")
        moment = response.tst_info.gen_time.astimezone(UTC)
        told = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
        return AnchorReceipt(where, told, outside=True, token=answer, checked=statement.certificate is not None)


def _asked(where: str, request: bytes) -> bytes:
    """The answer of the authority. Raises OSError, or ValueError for more than a time stamp can be."""
    from urllib.request import Request, urlopen

    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    with urlopen(Request(where, request, headers), timeout=_SECONDS) as opened:  # noqa: S310 - http and https only, looked at before
        data: bytes = opened.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ValueError("the answer is too long")
    return data


def _wrong(request: TimeStampRequest, response: TimeStampResponse, data: bytes) -> str | None:
    """Why this is no time stamp of that request."""
    if response.status != _GRANTED:
        return f"it refused ({', '.join(response.status_string) or response.status})"
    stamped = response.tst_info
    if stamped.message_imprint.message != sha256(data).digest():
        return "it stamped something else"
    return None if stamped.nonce == request.nonce else "it answered another request"


def _untrusted(
    request: TimeStampRequest, response: TimeStampResponse, data: bytes, certificate: bytes | None
) -> str | None:
    """Why the signature does not lead to the certificate; None where it does, or where none is named."""
    if certificate is None:
        return None
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerificationError, VerifierBuilder

    builder = VerifierBuilder.from_request(request)
    try:
        for each in load_pem_x509_certificates(certificate):
            builder = builder.add_root_certificate(each)
        builder.build().verify_message(response, data)
    except (VerificationError, ValueError) as error:
        return f"the stamp cannot be trusted ({error})"
    return None


@hookimpl
def archive_anchors() -> Iterable[Anchor]:
    """The one anchor of this plugin; none where its library is not installed."""
    from importlib.util import find_spec

    return (TimeStamp(),) if find_spec("rfc3161_client") else ()
