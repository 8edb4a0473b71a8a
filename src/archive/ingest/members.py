"""Members: records made of what lay inside another, in the transaction that files it.

They are received like any file: queued, read and filed in their turn, by whoever comes first after a crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from archive.errors import N_
from archive.ingest.children import Children, Taken, path_of
from archive.ingest.delivery import Folders
from archive.model.event import Accessioned, DeliveryData, Duplicate, Isolated, LinkData
from archive.model.record import State

if TYPE_CHECKING:
    from archive.model.placement import SecrecyMark
    from archive.transaction import Transaction

__all__ = ["add_members", "attachment", "become_duplicate", "isolate"]

Named = Callable[[str], bool]
"""Whether a folder's name names a unit, or a category."""
_SECRET_INSIDE = N_("A document inside it bears the mark.")
_SECRET_AROUND = N_("It lay inside a document that bears the mark.")


def add_members(
    tx: Transaction,
    parent: str,
    accession: Accessioned,
    children: Children,
    taken: Sequence[Taken],
    names_unit: Named,
    names_category: Named,
) -> tuple[str, ...]:
    """Accession each of `taken`; ids in their order. One that was accessioned from there before is passed over."""
    within = accession.get("within")
    depth = 1 if within is None else within["depth"] + 1
    attached = not children.is_container or (within is not None and within["inside"] == "document")
    inside: Literal["container", "document"] = "document" if attached else "container"
    records = []
    for number, child in enumerate(taken, 1):
        path = path_of(child.path) or f"{number}"
        if not children.is_container:
            path = path.rpartition("/")[2]
        key = hashlib.sha256(f"record:{parent}\0{path}\0{child.sha256}".encode()).hexdigest()
        if tx.catalogue.delivery(key) is not None:
            continue
        folders = _folders(accession["delivery"], path, names_unit, names_category)
        record = tx.new_id()
        member: Accessioned = {
            "original": {
                "sha256": child.sha256,
                "bytes": child.size,
                "name": path.rpartition("/")[2],
                "name_b64": None,
                "encoding": "plain",
            },
            "delivery": _delivery(accession["delivery"], parent, path, child.size, key, folders),
            "within": {"record": parent, "path": path, "depth": depth, "inside": inside},
        }
        tx.append("accessioned", record, member)
        records.append(record)
    return tuple(records)


def _folders(parent: DeliveryData, path: str, names_unit: Named, names_category: Named) -> Folders:
    """The convention of unit and category, read on below the folders of the parent."""
    unit, category = parent["folder_unit"], parent["folder_category"]
    ignored = list(parent["folders_ignored"])
    for level in path.split("/")[:-1]:
        if unit is None and names_unit(level):
            unit = level
        elif category is None and names_category(level):
            category = level
        else:
            ignored.append(level)
    return Folders(unit, category, tuple(ignored))


def _delivery(of: DeliveryData, parent: str, path: str, size: int, key: str, folders: Folders) -> DeliveryData:
    data: DeliveryData = {
        "key": key,
        "inbox": f"record:{parent}",
        "path": path,
        "path_b64": None,
        "device": 0,
        "inode": 0,
        "mtime_ns": 0,
        "ctime_ns": 0,
        "size": size,
        "links": 0,
        "depositor": of["depositor"],
        "folder_unit": folders.unit,
        "folder_category": folders.category,
        "folders_ignored": list(folders.ignored),
    }
    if "named" in of:
        data["named"] = of["named"]
    return data


def attachment(accession: Accessioned) -> tuple[LinkData, ...]:
    """The link from a member to the record that it lay in."""
    within = accession.get("within")
    return () if within is None else ({"type": "attachment-of", "record": within["record"], "doc_no": None},)


def become_duplicate(tx: Transaction, record: str, first: str, accession: Accessioned) -> None:
    """The record is a further delivery of `first`, which keeps the link to what this one lay in."""
    duplicate: Duplicate = {"of": first}
    tx.append("duplicate", record, duplicate)
    known = tx.catalogue.record(first)
    linked = {(each.type, each.record) for each in known.links} if known is not None else set()
    for link in attachment(accession):
        if (link["type"], link["record"]) not in linked and link["record"] != first:
            tx.append("linked", first, link)


def isolate(tx: Transaction, record: str, mark: SecrecyMark) -> tuple[str, ...]:
    """Isolate a record, all that holds its bytes, and all that was taken out of it; the other ids.

    What holds it is isolated because its original does; a record that was also delivered by itself and lies in
    it as a duplicate stays.
    """
    plain: Isolated = {"mark": mark.mark, "reason": mark.reason}
    tx.append("isolated", record, plain)
    others = []
    for ids, reason in ((tx.catalogue.enclosing(record), _SECRET_INSIDE), (tx.catalogue.inner(record), _SECRET_AROUND)):
        for other, found in tx.catalogue.records(ids).items():
            if found.state in (State.ISOLATED, State.DISPOSED):
                continue
            carried: Isolated = {"mark": mark.mark, "reason": reason, "member": record}
            tx.append("isolated", other, carried)
            others.append(other)
    return tuple(others)
