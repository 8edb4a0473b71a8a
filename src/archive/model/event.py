"""Event (事件): one fact in the ledger (存证账本), and the payload of each kind.

The payload is what the catalogue projects from, so that a rebuild needs nothing else.
Keys are part of the home's format (`docs/format.md`): they are added to, never changed.
Dates are YYYY-MM-DD, times UTC with Z, bytes base64, digests lower-case hex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

__all__ = [
    "Accessioned",
    "ActorKnown",
    "Anchored",
    "BackedUp",
    "CarriedData",
    "Certified",
    "Checked",
    "Confirmed",
    "Contested",
    "CorrectionWanted",
    "DeadlineMet",
    "DecisionData",
    "DeliveryData",
    "Described",
    "DetailData",
    "DisposalApproved",
    "DisposalBegun",
    "DisposalCertified",
    "DisposalProposed",
    "DisposalReviewed",
    "Disposed",
    "DueData",
    "Duplicate",
    "DutiesHandedOver",
    "DutyAssigned",
    "DutyData",
    "DutyEnded",
    "Event",
    "Exported",
    "Fields",
    "FindingData",
    "GridDefined",
    "GridUnits",
    "HazardLevel",
    "HazardStep",
    "HazardSupervised",
    "Held",
    "HoldReleased",
    "HolderData",
    "HomeCreated",
    "Imported",
    "IncidentOpened",
    "Isolated",
    "KeyRotated",
    "KeysBackedUp",
    "Kind",
    "LinkData",
    "Linked",
    "Looked",
    "NumberVoided",
    "Numbered",
    "OriginalData",
    "Parsed",
    "PartAdded",
    "PeopleDecided",
    "PersonData",
    "Placed",
    "Reasoned",
    "Refused",
    "Repaired",
    "ReportStep",
    "RestoreTried",
    "Restored",
    "RowData",
    "Sampled",
    "ScheduleRowData",
    "ScheduleSet",
    "Scrubbed",
    "SealData",
    "SealExcluded",
    "Sealed",
    "Superseded",
    "TokenData",
    "TombstoneData",
    "Unconfirmed",
    "UnitAliased",
    "UnitClosed",
    "UnitMerged",
    "UnitMoved",
    "UnitRecoded",
    "UnitRegistered",
    "UnitRenamed",
    "VolumeData",
    "WithinData",
]  # fmt: skip

Kind = Literal[
    "home-created",
    "actor-known",
    "unit-registered",
    "unit-renamed",
    "unit-recoded",
    "unit-aliased",
    "unit-moved",
    "unit-merged",
    "unit-closed",
    "confirmed",
    "unconfirmed",
    "contested",
    "accessioned",
    "delivered",
    "refused",
    "parsed",
    "placed",
    "duplicate",
    "isolated",
    "described",
    "withdrawn",
    "reinstated",
    "linked",
    "part-added",
    "superseded",
    "sampled",
    "held",
    "hold-released",
    "schedule-set",
    "correction-wanted",
    "checked",
    "numbered",
    "number-voided",
    "scrubbed",
    "incident",
    "repaired",
    "certified",
    "duty-assigned",
    "duty-ended",
    "duties-handed-over",
    "grid-defined",
    "grid-units",
    "sealed",
    "seal-excluded",
    "looked",
    "exported",
    "imported",
    "report-step",
    "hazard-step",
    "hazard-level",
    "hazard-supervised",
    "deadline-met",
    "people-merged",
    "people-split",
    "disposal-proposed",
    "disposal-reviewed",
    "disposal-approved",
    "disposal-begun",
    "disposed",
    "disposal-certified",
    "backed-up",
    "replicated",
    "restored",
    "restore-tried",
    "anchored",
    "keys-backed-up",
    "key-rotated",
]


@dataclass(frozen=True, slots=True)
class Event:
    seq: int
    """Place in the ledger, counted from 0 without gaps."""
    kind: str
    subject: str
    """Id of the record, unit, actor or home that it speaks of."""
    actor: str
    """Id of who did it; resolved in the erasable table of actors."""
    time: str
    """When it was claimed to happen: UTC, milliseconds, Z."""
    payload: dict[str, Any] | None
    """One of the dicts below, by kind; None once erased by law."""


class HomeCreated(TypedDict):
    home: str
    format: int
    key: str
    """SHA-256 of `checkpoint.pub`: whoever exchanges the key contradicts the ledger."""


class ActorKnown(TypedDict):
    """Subject: the actor's id."""

    name: str
    known_by: str
    """account, file-owner, inbox or service."""


class UnitRegistered(TypedDict):
    """Subject of all unit events: the unit's id."""

    code: str
    code_kind: str
    name: str
    kind: str
    parent: str | None
    aliases: list[str]
    since: str | None


class UnitRenamed(TypedDict):
    name: str
    since: str | None
    reason: str | None


class UnitRecoded(TypedDict):
    code: str
    code_kind: str
    since: str | None
    reason: str | None


class UnitAliased(TypedDict):
    alias: str


class UnitMoved(TypedDict):
    """Another parent or kind."""

    parent: str | None
    kind: str


class UnitMerged(TypedDict):
    into: str
    on: str | None
    reason: str | None


class UnitClosed(TypedDict):
    on: str | None
    reason: str | None


class Confirmed(TypedDict):
    """Subject: the unit that a printed value means, said a person."""

    field: str
    """unit_name."""
    value: str
    """As printed in the addressee's place."""
    record: str
    """For which it was said."""
    reason: str


class Unconfirmed(TypedDict):
    """Subject: the unit. The value is no longer taken to mean it."""

    field: str
    value: str
    reason: str


class Contested(TypedDict):
    """Subject: the record. A correction that was not made: somebody else had corrected it since."""

    wanted: dict[str, str]
    """Field -> value."""
    reason: str
    since: int
    """The event after which the other correction came."""


class OriginalData(TypedDict):
    sha256: str
    bytes: int
    name: str
    name_b64: str | None
    encoding: Literal["plain", "sealed"]


class DeliveryData(TypedDict):
    key: str
    """SHA-256 hex over inbox, path, device, inode, mtime_ns, size and digest: unique."""
    inbox: str
    path: str
    path_b64: str | None
    device: int
    inode: int
    mtime_ns: int
    ctime_ns: int
    size: int
    links: int
    """Hard links the file had when it was taken."""
    depositor: str
    """Actor id."""
    folder_unit: str | None
    """The folder level that named a unit, as written; None if there was none."""
    folder_category: str | None
    folders_ignored: list[str]
    named: NotRequired[list[str]]
    """Of `unit` and `category`, what the person who added the file named, rather than a folder."""


class Accessioned(TypedDict):
    """Subject: the new record. From here the file is in the archive."""

    original: OriginalData
    delivery: DeliveryData
    within: NotRequired[WithinData]
    """Only of what lay inside another record."""
    row: NotRequired[RowData]
    """Only of a row of a register; `original` is the register's."""
    sealed: NotRequired[SealData]
    """Only where `original` is encrypted; it says nothing then of the file that was received."""


class SealData(TypedDict):
    """What the clear record knows of a sealed original."""

    token: str
    """HMAC-SHA-256 of the plain file's SHA-256 under a key of the home: the same file is known again."""
    key: str
    """Which key opens it: the first 16 hex digits of the SHA-256 of its public part."""
    category: str
    of: str | None
    """The record whose plain original, or the part, this is sealed from; None if it came sealed."""


class WithinData(TypedDict):
    """Where a member of a container or an attachment lay."""

    record: str
    path: str
    """In the container, with `/` between folders; an attachment's name."""
    depth: int
    """1 directly in what was delivered, at most 3."""
    inside: Literal["container", "document"]
    """Of a document's attachments, those that say nothing themselves are filed with it."""


class RowData(TypedDict):
    """Which row of which register."""

    record: str
    sheet: str
    number: int
    """As a spreadsheet program counts, from 1."""


class Refused(TypedDict):
    """Subject: the home. A file that was not taken."""

    inbox: str
    path: str
    path_b64: str | None
    reason: str
    """empty, too-large, not-a-file, unreadable …"""
    identity: NotRequired[str]
    """Device, inode, size and mtime_ns: a refusal that was interrupted is not recorded twice."""


class AttemptData(TypedDict):
    parser: str
    version: str
    outcome: str
    reason: str | None


class Parsed(TypedDict):
    outcome: str
    media_type: str
    parser: str | None
    version: str | None
    attempts: list[AttemptData]
    reason: str | None
    text: str | None
    """SHA-256 of the text object (UTF-8); None if there is no text."""
    characters: int
    pages: int | None
    metadata: dict[str, str]
    warnings: list[str]
    pictures: NotRequired[int]
    """Pages that wait for OCR; absent or 0: none. Without it a document with the outcome needs-ocr waits with one."""
    seconds: NotRequired[float]
    """What reading again with a slow parser took, by the wall clock: the queue tells from it how long it takes."""


class DecisionData(TypedDict):
    field: str
    value: str
    by: str
    confidence: float
    reason: str


class PersonData(TypedDict):
    name: str
    role: str
    certificate: str | None


class DueData(TypedDict):
    item: str
    date: str


class LinkData(TypedDict):
    type: str
    record: str | None
    doc_no: str | None


class DetailData(TypedDict):
    field: str
    """One of `archive.model.placement.DETAILS`."""
    value: str | None
    """None only where it empties the field."""


class FindingData(TypedDict):
    code: str
    severity: str
    text: str
    clause: str
    where: str


class Fields(TypedDict, total=False):
    """What a record says of itself; a key that is absent is not touched, None empties it."""

    title: str | None
    doc_no: str | None
    date: str | None
    source: str | None
    dues: list[DueData]
    people: list[PersonData]
    links: list[LinkData]
    details: list[DetailData]
    """All values of each field that it names; fields that it does not name are not touched."""


class Placed(TypedDict):
    state: Literal["filed", "unfiled"]
    reason: str | None
    units: list[str]
    """Unit ids; the first is the one filed to."""
    category: str | None
    fields: Fields
    decisions: list[DecisionData]
    suggestions: list[DecisionData]
    findings: NotRequired[list[FindingData]]
    """What the checks of the form found; absent means none."""


class Duplicate(TypedDict):
    """Subject: the provisional record; it becomes a further delivery of `of`."""

    of: str


class Isolated(TypedDict):
    mark: str
    reason: str
    member: NotRequired[str]
    """The record inside this one that bears the mark."""


class Described(TypedDict):
    """A correction: only what it changes. Filing follows from units and category."""

    reason: str
    units: NotRequired[list[str]]
    category: NotRequired[str | None]
    fields: Fields


class Reasoned(TypedDict):
    """withdrawn, reinstated."""

    reason: str
    register: NotRequired[str]
    """Of a row: the register with which it was withdrawn or reinstated."""


class Linked(TypedDict):
    type: str
    record: str | None
    doc_no: str | None
    reason: NotRequired[str]
    """Of whoever made the link."""


class PartAdded(TypedDict):
    """Subject: the record that it becomes a part of."""

    part: str
    role: str
    original: OriginalData
    delivery: DeliveryData


class Superseded(TypedDict):
    """Subject: the record that is no longer the valid one."""

    by: str
    on: str | None
    reason: str


class VolumeData(TypedDict):
    volume: str
    """As printed: what stands before the item."""
    head: str
    """What stands before its own number."""
    ordinal: int
    unit: str | None


class Numbered(TypedDict):
    """Subject: the record. It has its archive number, for ever."""

    number: str
    volume: VolumeData
    item: int


class NumberVoided(TypedDict):
    """Subject: the home. No record will ever have this number."""

    number: str
    volume: VolumeData
    item: int
    reason: str


class Scrubbed(TypedDict):
    """Subject: the home. Originals were hashed again, in the order of their digests, which is taken for a ring."""

    after: str
    """Digest after which it began; empty at the first."""
    upto: str
    """Digest hashed last; the same as `after` once the ring was walked whole."""
    objects: int
    bytes: int


class IncidentOpened(TypedDict):
    """Subject: the home. An original is not what it was."""

    sha256: str
    bytes: int
    """It should have."""
    damage: str
    """object-changed, or object-missing, which is also what cannot be read."""
    records: list[str]
    quarantine: str | None
    """Name below `quarantine/` that what lies in its place is moved to; None where nothing lies there."""


class Repaired(TypedDict):
    """Subject: the home. An original is whole again."""

    incident: int
    """The event that opened it."""
    sha256: str
    source: str
    """Folder that the copy came from; empty where it was found whole."""


class Checked(TypedDict):
    """Subject: the home. The four-property checks were made on some records."""

    stage: Literal["accession", "transfer", "preservation"]
    records: int
    passed: int
    """Single outcomes: a check of a record, or of the selection."""
    failed: int
    skipped: int
    digest: str
    """SHA-256 over the canonical JSON of all of them: [number of the check, record or null, outcome], as made."""
    failing: list[str]
    """Records of which a check failed, up to 10,000."""


class Held(TypedDict):
    """Subject: the hold, `o-…`. These records, and all of these units, are not destroyed or withdrawn."""

    kind: str
    """One of `archive.model.hold.KINDS`."""
    case: str
    basis: str
    records: list[str]
    units: list[str]
    since: str


class HoldReleased(TypedDict):
    """Subject: the hold."""

    on: str
    reason: str


class ScheduleRowData(TypedDict):
    key: str
    category: str | None
    words: list[str]
    months: int | None
    trigger: str
    basis: str
    since: str
    until: str


class ScheduleSet(TypedDict):
    """Subject: the home. A schedule of periods takes the place of the one of this name; no rows take it away."""

    name: str
    unit: str | None
    """Whose it is; None: the office's, for all units."""
    rows: list[ScheduleRowData]
    reason: str


class CorrectionWanted(TypedDict):
    """Subject: the record, under a hold that asks for two people. The first one wants this correction."""

    wanted: dict[str, str]
    """Field -> value, as given."""
    reason: str


class Sampled(TypedDict):
    """Subject: the home. A sample of hits was drawn; whoever repeats it gets the same."""

    query: str
    exact: bool
    synonyms: str | None
    """Digest of the synonyms; None where none were looked for."""
    selection: dict[str, Any]
    seed: str
    size: int
    """Asked for."""
    total: int
    """Hits that it was drawn from."""
    ledger_size: int
    """Events before this one, when the hits were counted."""
    records: list[str]
    """In the order in which they were drawn."""


class Certified(TypedDict):
    """Subject: the home. A search was certified: whoever alters the certificate contradicts this event."""

    digest: str
    """SHA-256 of the certificate's canonical JSON without its keys `digest` and `event`."""
    query: str
    exact: bool
    selection: dict[str, Any]
    total: int
    unread: int
    ledger_size: int
    """Events before this one, when the hits were counted."""


class HolderData(TypedDict):
    """Who has a duty, as the document names them."""

    name: str
    certificate: str | None
    employer: str | None
    """Unit id; None for officers of the authority."""


class DutyAssigned(TypedDict):
    """Subject: the duty's id, `d-…`. Either `unit` or `grid` is given."""

    person: HolderData
    role: str
    post: str | None
    unit: str | None
    grid: str | None
    scope: str | None
    since: str
    until: str | None
    """The last day, included."""
    source: str | None
    """Record that says so."""
    deputy_for: str | None
    """Duty that it stands in for."""
    reason: str | None


class DutyEnded(TypedDict):
    """Subject: the duty's id."""

    until: str
    """Its last day."""
    reason: str | None
    source: str | None


class DutyData(DutyAssigned):
    """A duty that a handover begins."""

    duty: str


class CarriedData(TypedDict):
    """What was open and goes over with the duties."""

    kind: Literal["order", "hazard", "report"]
    record: str


DutiesHandedOver = TypedDict(
    "DutiesHandedOver",
    {
        "from": HolderData,
        "to": HolderData,
        "on": str,  # the first day of the new holder
        "until": str | None,  # the last day of deputising; None where the duties go over for good and `from` has left
        "ended": list[str],
        "begun": list[DutyData],
        "carried": list[CarriedData],
        "overdue": list[str],  # records whose term had run out before `on`
        "reason": str | None,
        "source": str | None,
    },
)
"""Subject: the id of the person who hands over (`archive.model.duty.holder_id`). All of it in one event."""


class GridDefined(TypedDict):
    """Subject of both grid events: the grid's id, `g-…`."""

    name: str
    code: str | None
    parent: str | None
    since: str | None


class GridUnits(TypedDict):
    """Units that lie in the grid from a day on, and those that do not any more from that day on."""

    add: list[str]
    remove: list[str]
    on: str


class Sealed(TypedDict):
    """Subject: a record whose original was sealed anew. It leaves search; its plain copy waits for disposition."""

    by: str
    """The sealed record."""
    reason: str


class SealExcluded(TypedDict):
    """Subject: the sealed record. Somebody may not read it, or may again."""

    who: str
    """HMAC-SHA-256 of the account's name under a key of the home: the ledger names nobody."""
    excluded: bool
    reason: str


class Looked(TypedDict):
    """Subject: the home. Somebody looked at what is masked or sealed; written before it is shown."""

    how: Literal["unmasked", "unsealed", "sealed-search", "exported"]
    purpose: str
    records: list[str]


class Exported(TypedDict):
    """Subject: the home. Records were handed over; written before the output has its name."""

    format: str
    version: str
    """Of the exporter."""
    records: list[str]
    digest: str
    """SHA-256 of the file; of a folder that of its `tagmanifest-sha256.txt`, else of the list that `sha256sum` makes of
    its files in the order of their paths."""
    masked: bool
    purpose: str | None
    """What it was needed for unmasked."""


class Imported(TypedDict):
    """Subject: the home. A bag or a dossier was verified, and what of it was new was taken in."""

    format: str
    digest: str
    """As of `exported`."""
    origin: str | None
    """Id of the home that it came from."""
    records: list[str]
    """Records that were made of it."""
    known: int
    """Files that were here already."""


class ReportStep(TypedDict):
    """Subject: the report. What was done with it, and the record or the reason that says so."""

    step: Literal["accepted", "declined", "verified", "answered", "rewarded"]
    on: str
    record: str | None
    reason: str | None


class HazardStep(TypedDict):
    """Subject: the hidden danger's id, `z-…`. It reached a state, which no recogniser could tell."""

    state: str
    """One of `archive.model.hazard.STATES`."""
    on: str
    record: str | None
    """The document that says so; a major one has one for each state."""
    reason: str


class HazardLevel(TypedDict):
    """Subject: the hidden danger's id."""

    level: Literal["general", "major"]
    reason: str


class HazardSupervised(TypedDict):
    """Subject: the hidden danger's id, or the record of an accident. The whole of it, as it is from now on."""

    level: str | None
    body: str | None
    doc_no: str | None
    due: str | None
    lifted_on: str | None
    record: str | None
    reason: str


class DeadlineMet(TypedDict):
    """Subject: the record, or the unit, that the deadline is counted from."""

    rule: str
    """Key of the rule of `access/due.toml`."""
    on: str
    record: str | None
    """The document that says so."""
    reason: str


class PeopleDecided(TypedDict):
    """Subject of `people-merged` and `people-split`: a person's id, `n-…`. They are one person, or two."""

    other: str
    """The other id; after a split the subject stands alone."""
    name: str
    """Search form of the subject's name."""
    other_name: str
    reason: str


class DisposalItemData(TypedDict):
    record: str
    expires: str | None
    """The last day of its period; None: kept for ever, or its end is not known."""
    basis: str
    """What its period rests on."""
    reason: str
    """Of whoever proposed it by name; empty where its period ran out."""


class DisposalProposed(TypedDict):
    """Subject of all events of a list: its id, `x-…`. Nothing of what records say is in it."""

    reason: str
    items: list[DisposalItemData]


class VerdictData(TypedDict):
    record: str
    destroy: bool
    until: str | None
    """Where it is kept on: the last day of the new period; None: for ever."""
    reason: str


class DisposalReviewed(TypedDict):
    """The appraisal. A later one replaces it, and takes back an approval."""

    appraisers: list[str]
    verdicts: list[VerdictData]
    """One of each record of the list."""


class DisposalApproved(TypedDict):
    approver: str
    digest: str
    """SHA-256 of what was approved (`archive.model.disposition.digest`)."""
    basis: str | None
    """The paper that says so."""


class SkippedData(TypedDict):
    record: str
    why: str
    """held, changed, not-due, unread, gone."""
    what: str
    """Which hold, which event."""


class DisposalBegun(TypedDict):
    executor: str
    witnesses: list[str]
    place: str
    method: str
    digest: str
    """As approved."""
    records: list[str]
    """What is to go."""
    skipped: list[SkippedData]
    filed: int
    """Copies that lay in folders of filed files."""
    sources: int
    """Records whose source still lay where its depositor has it."""


class TombstonePart(TypedDict):
    id: str
    role: str
    sha256: str
    bytes: int
    name: str
    name_b64: str | None


class TombstoneDelivery(TypedDict):
    """By which the same file is known again."""

    record: str
    """As accessioned."""
    part: str | None
    seq: int
    key: str
    inbox: str
    path: str
    path_b64: str | None
    size: int
    mtime_ns: int
    ctime_ns: int
    folder_unit: str | None
    folder_category: str | None


class TombstoneEnclosed(TypedDict):
    record: str
    """As accessioned."""
    parent: str
    seq: int
    kind: str
    path: str
    number: int | None


class TombstoneReading(TypedDict):
    """How long a reading took, which the queue of OCR tells from."""

    seq: int
    pages: int
    seconds: float


class TombstoneData(TypedDict):
    """What is left of a record: enough to know what it was, and that these were its bytes."""

    seq: int
    """Its accession."""
    sha256: str
    bytes: int
    name: str
    """Empty, as all that follows to `units`, where it was sealed or isolated."""
    name_b64: str | None
    title: str | None
    doc_no: str | None
    date: str | None
    category: str | None
    source: str | None
    units: list[str]
    encoding: str
    media_type: str | None
    depositor: str
    received_at: str
    state: str
    """Before."""
    parts: list[TombstonePart]
    deliveries: list[TombstoneDelivery]
    enclosed: list[TombstoneEnclosed]
    readings: list[TombstoneReading]


class Disposed(TypedDict):
    """Subject: the record. From here it is destroyed; its bytes go when no other record has them."""

    list: str
    reason: str
    tombstone: TombstoneData
    texts: list[str]
    """Digests of its texts."""
    erased: list[int]
    """Events whose payloads went with it."""


class CopyData(TypedDict):
    """Copies that the archive does not remove."""

    kind: Literal["source", "backup", "replica"]
    where: str
    """Empty of sources: that would name the file."""
    records: int


class PaperData(TypedDict):
    name: str
    sha256: str
    bytes: int
    signature: str
    """Ed25519 over the bytes with the key of checkpoints, base64."""


class SharedData(TypedDict):
    """Content that stays, because other records have it."""

    record: str
    others: int
    inside: int
    """Of these, so many hold it inside another file."""


class DisposalCertified(TypedDict):
    """What was done. Backups that are older than this event still hold the content."""

    records: int
    objects: int
    """Removed."""
    bytes: int
    texts: int
    payloads: int
    filed: int
    """Copies in folders of filed files."""
    shared: list[SharedData]
    skipped: list[SkippedData]
    copies: list[CopyData]
    papers: list[PaperData]


class BackedUp(TypedDict):
    """Subject: the home. Of a backup and of a replica (`replicated`), whose copy of the ledger ends before this."""

    digest: str
    """Of the backup's manifest; of a replica's catalogue."""
    events: int
    """That the copy holds."""
    root: str
    """Of the tree over them, base64."""
    where: str
    objects: int
    bytes: int
    missing: int
    """Objects that were damaged or gone here and had no copy there either."""


class Restored(TypedDict):
    """Subject: the home. From here a restored home is in use."""

    digest: str
    """Of the manifest of the backup."""
    events: int
    root: str
    """Base64."""
    ahead: int
    """Events that a checkpoint kept elsewhere shows and this ledger has lost."""
    ahead_root: str
    """Base64, empty where nothing is known to be lost."""
    reason: str


class RestoreTried(TypedDict):
    """Subject: the home. A backup was restored for trial, verified, and what came of it removed."""

    digest: str
    """Of the manifest."""
    events: int
    where: str
    """The backup."""
    sound: bool


class TokenData(TypedDict):
    """What the outside gave back, an object."""

    sha256: str
    bytes: int


class Anchored(TypedDict):
    """Subject: the home. A checkpoint was kept outside."""

    kind: str
    """Name of the anchor: directory, page, rfc3161 …"""
    where: str
    note: str
    """The signed checkpoint, as it was kept or stamped."""
    size: int
    """Events under it."""
    root: str
    """Base64."""
    sm3: str | None
    """SM3 of the text of the checkpoint that is signed, hex; None where this machine has no SM3."""
    time: str
    """UTC: when it was so."""
    outside: bool
    """Whether `time` is what somebody else's clock says."""
    token: TokenData | None
    checked: bool
    """Whether the token was verified against a certificate that the settings name."""


class KeysBackedUp(TypedDict):
    """Subject: the home."""

    keys: list[str]
    """SHA-256 of the public keys whose secrets are in it."""
    digest: str
    """Of the file."""


class KeyRotated(TypedDict):
    """Subject: the home. The new key signs from the checkpoint over this event on."""

    old: str
    """Public key, PEM."""
    key: str
    """The one that signs from here, PEM."""
    proof: str
    """Ed25519 signature of the old key over the bytes of `key`, base64: the old one answers for the new one."""
    reason: str
