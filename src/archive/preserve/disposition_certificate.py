"""Handing out the certificate of a destruction: what was signed then, byte for byte."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from archive.errors import Damaged, DisposalState
from archive.preserve.disposition_lists import find_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.store import Store

__all__ = ["certificate"]


def certificate(store: Store, reference: str) -> Mapping[str, bytes]:
    """The papers of an executed list by file name; beside each its detached signature (`….sig`, 64 bytes), and the
    public key. Each paper is compared with its digest in the ledger before it is handed out.

    Raises DisposalUnknown, DisposalState before the execution has come to its end, ObjectMissing or Damaged.
    """
    found = find_list(store, reference)
    if found.certified is None:
        raise DisposalState(list=found.id, state=found.state)
    files: dict[str, bytes] = {}
    for paper in found.certified.papers:
        with store.objects.open(paper.sha256) as source:
            data = source.read()
        if hashlib.sha256(data).hexdigest() != paper.sha256:
            raise Damaged(what=f"The object {paper.sha256} was changed")
        files[paper.name] = data
        files[f"{paper.name}.sig"] = paper.signature
    files["checkpoint.pub"] = store.layout.public_key.read_bytes()
    return files
