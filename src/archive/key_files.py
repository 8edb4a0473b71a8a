"""The files of the signing key, and how one key takes the place of another.

A new key lies at `checkpoint.key.next` before the ledger names it. From that commit on it is the home's, though its
files may not be in place yet: whoever opens the home for writing puts them there.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from archive.disk.atomic import rename, storage, write_file
from archive.errors import HomeUnusable, NotPermitted, StorageFailed
from archive.ledger.keys import KeyInvalid, Signer, refuse_exposed

if TYPE_CHECKING:
    from archive.disk.layout import Layout

__all__ = ["load_signer", "settle"]


def load_signer(layout: Layout) -> Signer:
    """The signing key. Raises NotPermitted, KeyExposed, HomeUnusable where it is missing or broken, StorageFailed."""
    path = layout.signing_key
    try:
        refuse_exposed(str(path), path.stat().st_mode)
        return Signer.from_pem(path.read_bytes())
    except PermissionError as error:
        raise NotPermitted(path=path) from error
    except (FileNotFoundError, IsADirectoryError, KeyInvalid) as error:
        raise HomeUnusable(home=layout.root, reason=f"its signing key is missing or broken ({error})") from error
    except OSError as error:
        raise StorageFailed(reason=os.strerror(error.errno or errno.EIO)) from error


def settle(layout: Layout, named: str | None) -> None:
    """Put the waiting key in its place if it is the one that the ledger names (SHA-256 of its public PEM).

    The public key first and the private one last, so that a crash in between is mended by the next call. Raises
    StorageFailed or NotPermitted.
    """
    path = layout.next_signing_key
    with storage(path):
        if not path.exists():
            return
        data = path.read_bytes()
    try:
        waiting = Signer.from_pem(data)
    except KeyInvalid:
        return  # it was never whole, so the ledger cannot name it
    if waiting.digest == named:
        write_file(layout.public_key, waiting.public_pem())
        rename(path, layout.signing_key)
