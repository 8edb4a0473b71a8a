"""Every way to fail.

An error is a value that a person reads: `what` happened in one sentence and the
`advice` on what to do in one more. Both are message templates (gettext msgids);
`facts` fill them in. `code` is stable and documented in `docs/errors.md`, and
`exit_code` is what a command that ends with this error returns; nothing outside
`archive.cli.door` turns one into the other.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

__all__ = ["N_", "ArchiveError", "ExitCode"]


class ExitCode(IntEnum):
    """The promise of `docs/scripting.md`: an unknown code means failure."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    NOT_FOUND = 3
    AMBIGUOUS = 4
    REJECTED = 5
    DAMAGED = 6
    NO_HOME = 7
    BUSY = 8
    NOT_PERMITTED = 9
    IO = 10
    HELD = 11
    INTERRUPTED = 130


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark `message` for the catalogue of translations without translating it here."""
    return message


class ArchiveError(Exception):
    """A failure with words for a clerk.

    `facts` are the values named in the templates. Values may come from documents or
    file names: whoever prints them escapes control and bidi characters.
    """

    code: ClassVar[str]
    exit_code: ClassVar[ExitCode]
    what: ClassVar[str]
    advice: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.what.format(**facts))


class HomeMissing(ArchiveError):
    code = "home-missing"
    exit_code = ExitCode.NO_HOME
    what = N_("There is no archive home at {home}.")
    advice = N_("Name one with --home or ARCHIVE_HOME, or make one with 'archive init'.")


class HomeUnusable(ArchiveError):
    code = "home-unusable"
    exit_code = ExitCode.NO_HOME
    what = N_("The archive home {home} cannot be used: {reason}.")
    advice = N_("Run 'archive doctor' on it, or restore it from a backup.")


class HomeExists(ArchiveError):
    code = "home-exists"
    exit_code = ExitCode.USAGE
    what = N_("{home} already holds something, so no archive home is made there.")
    advice = N_("Choose an empty or new folder.")


class HomeNewer(ArchiveError):
    code = "home-newer"
    exit_code = ExitCode.NO_HOME
    what = N_("The archive home {home} was written by a newer version (format {found}, this one knows {known}).")
    advice = N_("Upgrade safety-archive on this machine before you open the home.")


class HomeOlder(ArchiveError):
    code = "home-older"
    exit_code = ExitCode.NO_HOME
    what = N_("The archive home {home} was written by an older version (format {found}, this one writes {known}).")
    advice = N_("Make a backup with the older version, then run 'archive upgrade --apply --backup FOLDER'.")


class ConfigInvalid(ArchiveError):
    code = "config-invalid"
    exit_code = ExitCode.NO_HOME
    what = N_("The settings in {path} cannot be used: {reason}.")
    advice = N_("Correct the line that is named, or use 'archive config'.")


class InboxOverlaps(ArchiveError):
    code = "inbox-overlaps"
    exit_code = ExitCode.USAGE
    what = N_("The folder {path} cannot be an inbox because it overlaps {other}.")
    advice = N_("Choose a folder that neither holds nor lies in programs, an archive home or another inbox.")


class InboxUnknown(ArchiveError):
    code = "inbox-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("{path} is not an inbox of this archive.")
    advice = N_("See the inboxes with 'archive config inbox list'.")


class Busy(ArchiveError):
    code = "busy"
    exit_code = ExitCode.BUSY
    what = N_("Another program has been writing to the archive for more than {seconds} seconds.")
    advice = N_("Wait until it is done and try again.")


class NotPermitted(ArchiveError):
    code = "not-permitted"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("You may not write to {path}.")
    advice = N_("Ask the keeper of the archive for the right to do so.")


class KeyExposed(ArchiveError):
    code = "key-exposed"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("The signing key {path} can be read by others.")
    advice = N_("Take the right from them (chmod 600) and rotate the key if anyone may have copied it.")


class StorageFailed(ArchiveError):
    code = "storage-failed"
    exit_code = ExitCode.IO
    what = N_("The disk did not take what had to be written ({reason}).")
    advice = N_("Free or repair the disk; nothing that was accepted is lost, and intake goes on by itself.")


class UsageInvalid(ArchiveError):
    code = "usage-invalid"
    exit_code = ExitCode.USAGE
    what = N_("{reason}.")
    advice = N_("See the command's --help.")


class QueryInvalid(ArchiveError):
    """`position` is the 0-based offset in code points where the query stops making sense."""

    code = "query-invalid"
    exit_code = ExitCode.USAGE
    what = N_("The query cannot be understood at character {column}: {reason}.")
    advice = N_("{remedy}.")

    def __init__(self, *, query: str, position: int, reason: str, remedy: str) -> None:
        self.query = query
        self.position = position
        super().__init__(column=position + 1, reason=reason, remedy=remedy)


class RecordUnknown(ArchiveError):
    code = "record-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no record {reference}.")
    advice = N_(
        "Give a full id, an exact document number, or at least 6 characters of an id; 'archive search' finds them."
    )


class RecordAmbiguous(ArchiveError):
    """`matches` holds the ids that fit, in the order of accession."""

    code = "record-ambiguous"
    exit_code = ExitCode.AMBIGUOUS
    what = N_("{reference} fits {count} records: {listing}.")
    advice = N_("Give more characters of the id.")

    def __init__(self, *, reference: str, matches: tuple[str, ...]) -> None:
        self.matches = matches
        super().__init__(reference=reference, count=len(matches), listing=", ".join(matches))


class RecordWithheld(ArchiveError):
    code = "record-withheld"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("Record {record} is isolated because of a secrecy mark and is not shown.")
    advice = N_("Tell the keeper of the archive; such a document does not belong on this machine.")


class UnitUnknown(ArchiveError):
    code = "unit-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no unit {reference}.")
    advice = N_("See 'archive unit list', or register it with 'archive unit add'.")


class UnitInPart(UnitUnknown):
    """`listing` names the units that have the reference within a name or code."""

    code = "unit-in-part"
    what = N_("No unit is called {reference}, but {count} have that in a name or code: {listing}.")
    advice = N_("Give the whole name or the code of one of them; in a search, unit:{reference} means them all.")


class UnitAmbiguous(ArchiveError):
    code = "unit-ambiguous"
    exit_code = ExitCode.AMBIGUOUS
    what = N_("{reference} fits {count} units: {listing}.")
    advice = N_("Give the unit's code.")


class UnitExists(ArchiveError):
    code = "unit-exists"
    exit_code = ExitCode.USAGE
    what = N_("{reference} is already the unit {code} {name}.")
    advice = N_("Use 'archive unit show', or add an alias or a new code to that unit.")


class RoleUnknown(ArchiveError):
    code = "role-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no role {reference}.")
    advice = N_("Known are: {listing}.")


class DutyUnknown(ArchiveError):
    code = "duty-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no duty {reference}.")
    advice = N_("See 'archive duty list', and give the id as it stands there.")


class HazardUnknown(ArchiveError):
    code = "hazard-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no hidden danger {reference}.")
    advice = N_("See 'archive hazards', and give the id as it stands there.")


class RuleUnknown(ArchiveError):
    code = "rule-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no rule of deadlines {reference}.")
    advice = N_("Known are: {listing}.")


class DutyExists(ArchiveError):
    code = "duty-exists"
    exit_code = ExitCode.USAGE
    what = N_("{name} has this duty already, from {since}: {duty}.")
    advice = N_("End it with 'archive duty end', or give days that do not overlap.")


class HolderUnknown(ArchiveError):
    code = "holder-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("{reference} has no duty on {day}.")
    advice = N_("See 'archive duty list --on {day}'.")


class HolderAmbiguous(ArchiveError):
    code = "holder-ambiguous"
    exit_code = ExitCode.AMBIGUOUS
    what = N_("Several people are called {reference}: {listing}.")
    advice = N_("Give the certificate number of one of them in place of the name.")


class HolderLeft(ArchiveError):
    code = "holder-left"
    exit_code = ExitCode.USAGE
    what = N_("{name} handed all duties over on {day}, so nothing is assigned from then on.")
    advice = N_("Say --returned if the person has come back, or --certificate if another of this name is meant.")


class PersonUnknown(ArchiveError):
    code = "person-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("Nobody is recorded as {reference}.")
    advice = N_("Give the whole name, a certificate number or an id that 'archive person NAME' shows.")


class PersonAmbiguous(ArchiveError):
    code = "person-ambiguous"
    exit_code = ExitCode.AMBIGUOUS
    what = N_("{reference} fits {count} people: {listing}.")
    advice = N_("Give the id; 'archive person NAME' shows what tells them apart.")


class GridUnknown(ArchiveError):
    code = "grid-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no grid {reference}.")
    advice = N_("See 'archive grid list', or make it with 'archive grid define'.")


class GridExists(ArchiveError):
    code = "grid-exists"
    exit_code = ExitCode.USAGE
    what = N_("There is a grid {reference} already.")
    advice = N_("See 'archive grid list'; put units into it with 'archive grid units'.")


class CreditCodeInvalid(ArchiveError):
    code = "credit-code-invalid"
    exit_code = ExitCode.USAGE
    what = N_("{value} is not a valid unified social credit code: {reason}.")
    advice = N_("Compare it with the business licence, or use --local for a code of your own until it is known.")


class CategoryUnknown(ArchiveError):
    code = "category-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no category {reference}.")
    advice = N_("Known are: {listing}.")


class FieldInvalid(ArchiveError):
    code = "field-invalid"
    exit_code = ExitCode.USAGE
    what = N_("The value {value} does not fit the field {field}: {reason}.")
    advice = N_("See the command's --help for the fields and their forms.")


class StateForbids(ArchiveError):
    code = "state-forbids"
    exit_code = ExitCode.USAGE
    what = N_("Record {record} is {state}, so this cannot be done to it.")
    advice = N_("See its history with 'archive show'.")


class HoldUnknown(ArchiveError):
    code = "hold-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no hold {reference} that could be released.")
    advice = N_("See 'archive hold list', and give the id as it stands there.")


class RecordHeld(ArchiveError):
    code = "record-held"
    exit_code = ExitCode.HELD
    what = N_("Record {record} is held: {hold} ({basis}).")
    advice = N_("Correct it with 'archive describe', or wait until it is over; 'archive hold show' tells more.")


class SecondPersonNeeded(ArchiveError):
    code = "second-person-needed"
    exit_code = ExitCode.HELD
    what = N_("Record {record} is held: {hold}. What you want is recorded, and a second person has to want it too.")
    advice = N_("Have somebody else give the very same correction from their own account.")


class ScheduleInvalid(ArchiveError):
    code = "schedule-invalid"
    exit_code = ExitCode.USAGE
    what = N_("The schedule {path} cannot be used: {reason}.")
    advice = N_("See docs/retention.md for its columns; nothing was changed.")


class NumberRefused(ArchiveError):
    code = "number-refused"
    exit_code = ExitCode.USAGE
    what = N_("The archive number {number} cannot be used: {reason}.")
    advice = N_("See 'archive number volumes' and docs/numbers.md; nothing was changed.")


class RecordUnread(ArchiveError):
    """A matter of moments where something reads; of the next intake where nothing does."""

    code = "record-unread"
    exit_code = ExitCode.BUSY
    what = N_("Record {record} is safe, but still waits to be read and placed.")
    advice = N_("Try again in a moment; where no 'archive watch' runs, the next 'archive add' reads it.")


class ReasonMissing(ArchiveError):
    code = "reason-missing"
    exit_code = ExitCode.USAGE
    what = N_("A change of what is filed needs its reason.")
    advice = N_("Give it with --reason.")


class Damaged(ArchiveError):
    code = "damaged"
    exit_code = ExitCode.DAMAGED
    what = N_("{what}.")
    advice = N_("Keep the home as it is, restore what is named from a backup, and verify again.")


class EngineUnknown(ArchiveError):
    code = "engine-unknown"
    exit_code = ExitCode.NO_HOME
    what = N_("The search engine {engine} is not installed.")
    advice = N_("Choose one of {listing} with 'engine' in archive.toml.")


class OcrMissing(ArchiveError):
    code = "ocr-missing"
    exit_code = ExitCode.NO_HOME
    what = N_("No program for OCR is installed, and {count} documents wait for it.")
    advice = N_(
        "Install 'safety-archive[ocr]' with pip, or the system's tesseract with its language chi_sim; "
        "nothing has to be added again."
    )


class OcrUnfit(ArchiveError):
    """What waits keeps waiting."""

    code = "ocr-unfit"
    exit_code = ExitCode.NO_HOME
    what = N_("Reading again does not work on this machine: {reason}")
    advice = N_("Mend the installation, then run the command once more; nothing was lost and nothing was changed.")


class ParserUnknown(ArchiveError):
    code = "parser-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no parser {reference}.")
    advice = N_("Known are: {listing}.")


class ExporterUnknown(ArchiveError):
    code = "exporter-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no exporter {reference}.")
    advice = N_("Known are: {listing}.")


class TargetExists(ArchiveError):
    code = "target-exists"
    exit_code = ExitCode.USAGE
    what = N_("{path} already exists and is not overwritten.")
    advice = N_("Name a new file or folder.")


class SelectionEmpty(ArchiveError):
    code = "selection-empty"
    exit_code = ExitCode.NOT_FOUND
    what = N_("No record is selected, so there is nothing to export.")
    advice = N_("See with 'archive list' and the same options what they select.")


class ExportUnfit(ArchiveError):
    code = "export-unfit"
    exit_code = ExitCode.USAGE
    what = N_("These records cannot be exported as {format}: {reason}.")
    advice = N_("Choose other records or another format; 'archive plugins' lists the formats.")


class PackageInvalid(ArchiveError):
    code = "package-invalid"
    exit_code = ExitCode.DAMAGED
    what = N_("{path} is not taken in: {reason}.")
    advice = N_("Nothing was accepted. Ask whoever made it for a new copy.")


class NoChineseFont(ArchiveError):
    code = "no-chinese-font"
    exit_code = ExitCode.USAGE
    what = N_("This machine has no font with Chinese characters to print a PDF with.")
    advice = N_("Install one, for example the Debian package fonts-noto-cjk, or ask for html or docx.")


class CheckpointForeign(ArchiveError):
    code = "checkpoint-foreign"
    exit_code = ExitCode.DAMAGED
    what = N_("The checkpoint in {path} does not belong to this archive's history: {reason}.")
    advice = N_(
        "If it is a checkpoint of this archive, the ledger was changed or rolled back: tell the keeper at once."
    )


class InputMissing(ArchiveError):
    code = "input-missing"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no file or folder {path}.")
    advice = N_("Check the name and try again.")


class HitUnknown(ArchiveError):
    code = "hit-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("Your last search in this home has no hit {reference}.")
    advice = N_("Search again; @1 is then the first hit that is shown.")


class ShorthandRefused(ArchiveError):
    code = "shorthand-refused"
    exit_code = ExitCode.USAGE
    what = N_("{reference} may only be used where nothing is changed.")
    advice = N_("Give the record's id, which 'archive show {reference}' tells.")


class ObjectMissing(Damaged):
    code = "object-missing"
    what = N_("The original with SHA-256 {sha256} is not in the object store.")


class IndexDamaged(ArchiveError):
    """Never the records: an index is made again from the catalogue."""

    code = "index-damaged"
    exit_code = ExitCode.NO_HOME
    what = N_("The search index in {path} cannot be read: {reason}.")
    advice = N_("Make it anew with 'archive rebuild'; no record is lost.")


class InputUnreadable(ArchiveError):
    code = "input-unreadable"
    exit_code = ExitCode.REJECTED
    what = N_("The file {path} cannot be read: {reason}.")
    advice = N_("Open it in the program that made it, save it anew, and try again.")


class HomeOverlaps(ArchiveError):
    code = "home-overlaps"
    exit_code = ExitCode.USAGE
    what = N_("No archive home can be made in {home}: it lies in the archive home {other}.")
    advice = N_("Choose a folder outside of it.")


class InputNoFolder(ArchiveError):
    code = "input-no-folder"
    exit_code = ExitCode.USAGE
    what = N_("{path} is a file, not a folder.")
    advice = N_("Name a folder.")


class InputNoFile(ArchiveError):
    code = "input-no-file"
    exit_code = ExitCode.USAGE
    what = N_("{path} is no file that can be read.")
    advice = N_("Name a regular file.")


class WordsUnavailable(ArchiveError):
    code = "words-unavailable"
    exit_code = ExitCode.USAGE
    what = N_("Ranking by words needs the library rjieba, which is not installed here.")
    advice = N_("Install 'safety-archive[words]', or search without --words.")


class SearchUnknown(ArchiveError):
    code = "search-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("You have saved no search {name} in this home.")
    advice = N_("Saved are: {listing}.")


class CertificateInvalid(ArchiveError):
    code = "certificate-invalid"
    exit_code = ExitCode.USAGE
    what = N_("This is no certificate of a search that can be repeated here: {reason}.")
    advice = N_("Give the file that 'archive search --certify -o FILE' wrote, unchanged.")


class CatalogueDamaged(Damaged):
    code = "catalogue-damaged"
    what = N_("The catalogue {path} is damaged: {reason}.")
    advice = N_(
        "Keep the home as it is; 'archive verify' names what is damaged where it still can be told. "
        "Restore catalogue.sqlite3 from a backup."
    )


class CatalogueMissing(Damaged):
    code = "catalogue-missing"
    what = N_("The archive home {home} holds originals, but its catalogue catalogue.sqlite3 is missing.")
    advice = N_("Keep the home as it is and restore catalogue.sqlite3 from a backup.")


class HomeIncomplete(HomeMissing):
    code = "home-incomplete"
    what = N_("{home} has the settings of an archive home, but its catalogue catalogue.sqlite3 is missing.")
    advice = N_(
        "Restore catalogue.sqlite3 and objects from a backup; if nothing was ever filed there, "
        "make the home anew with 'archive init'."
    )


class NotReadable(NotPermitted):
    code = "not-readable"
    what = N_("You may not read {path}.")


class CheckpointUnreadable(ArchiveError):
    code = "checkpoint-unreadable"
    exit_code = ExitCode.USAGE
    what = N_("There is no checkpoint in {path}: {reason}.")
    advice = N_("Name a file that 'archive checkpoint show' wrote.")


class RecordSealed(ArchiveError):
    code = "record-sealed"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("Record {record} is sealed.")
    advice = N_("Whoever has the key reads it with 'archive sealed read'; that leaves an event.")


class PlainCopySealed(RecordSealed):
    code = "plain-copy-sealed"
    what = N_("Record {record} was sealed as {by}; its plain copy is shown to nobody and waits for its disposition.")


class SealClosed(ArchiveError):
    """The account is excluded from the record."""

    code = "seal-closed"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("You are excluded from the sealed record {record}.")
    advice = N_("Ask whoever keeps the key.")


class SealWithin(ArchiveError):
    code = "seal-within"
    exit_code = ExitCode.USAGE
    what = N_("Record {record} lies inside {outer}, whose original holds it too.")
    advice = N_("Seal {outer}; what lies inside goes with it.")


class SealKeyMissing(ArchiveError):
    code = "seal-key-missing"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("The key of sealed records is not at {path}.")
    advice = N_("Bring the medium that it lies on, or name its place in archive.toml as sealed_key.")


class SealKeyInvalid(ArchiveError):
    code = "seal-key-invalid"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("{path} is no key of sealed records.")
    advice = N_("Restore it from a copy; without it nothing that is sealed can be read.")


class SealBroken(Damaged):
    code = "seal-broken"
    what = N_("The sealed original cannot be opened: {reason}.")
    advice = N_("'archive verify' tells whether its bytes were changed, 'archive doctor' whether the key fits.")


class PurposeMissing(ArchiveError):
    code = "purpose-missing"
    exit_code = ExitCode.USAGE
    what = N_("Say what it is needed for.")
    advice = N_("Give --purpose; it is kept with your name in the ledger.")


class DisposalUnknown(ArchiveError):
    code = "disposal-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no list of disposition {reference}.")
    advice = N_("See 'archive dispose list', and give the id as it stands there.")


class DisposalEmpty(ArchiveError):
    """`left` records are expired and stay."""

    code = "disposal-empty"
    exit_code = ExitCode.USAGE
    what = N_("Nothing is to be destroyed: no record can go, and {left} have to stay.")
    advice = N_("See 'archive retention due' for what runs out, and 'archive hold list' for what is held.")


class DisposalHeld(ArchiveError):
    code = "disposal-held"
    exit_code = ExitCode.HELD
    what = N_("Record {record} is held and cannot be destroyed: {hold}.")
    advice = N_("Whoever answers for the case releases the hold; 'archive hold list' names it.")


class DisposalListed(ArchiveError):
    code = "disposal-listed"
    exit_code = ExitCode.USAGE
    what = N_("Record {record} is in the list {list} already.")
    advice = N_("See 'archive dispose show {list}', and bring that list to its end first.")


class DisposalState(ArchiveError):
    code = "disposal-state"
    exit_code = ExitCode.USAGE
    what = N_("The list {list} is {state}, so this cannot be done with it.")
    advice = N_("A list is proposed, reviewed, approved and executed, in this order; 'archive dispose show' tells.")


class DisposalPeople(ArchiveError):
    """Two people have to be two."""

    code = "disposal-people"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("This is not for these people to do: {reason}.")
    advice = N_("Have another person do it, under that person's own account.")


class DisposalChanged(ArchiveError):
    code = "disposal-changed"
    exit_code = ExitCode.USAGE
    what = N_("The list {list} is not the one that was approved.")
    advice = N_("Have it approved again with 'archive dispose approve {list}'.")


class DisposalIncomplete(ArchiveError):
    code = "disposal-incomplete"
    exit_code = ExitCode.BUSY
    what = N_("The list {list} is incomplete: {reason}.")
    advice = N_("Nothing is lost that was to stay. Run 'archive dispose execute {list} --apply' again; it goes on.")


class RecordDisposed(ArchiveError):
    code = "record-disposed"
    exit_code = ExitCode.NOT_FOUND
    what = N_("Record {record} was destroyed by the list {list}; its hash and its history are left.")
    advice = N_("See 'archive show {record}' and 'archive dispose show {list}'.")


class ObjectVanished(StorageFailed):
    """The same bytes were destroyed with another record while they came in again."""

    code = "object-vanished"
    what = N_("The same document was destroyed with another record at this very moment.")
    advice = N_("Try again; it is then taken in as a new record.")


class BackupMissing(ArchiveError):
    code = "backup-missing"
    exit_code = ExitCode.NOT_FOUND
    what = N_("{path} holds no complete backup.")
    advice = N_("Name the folder that was given to 'archive backup'; one that was never completed has no manifest.")


class BackupDamaged(Damaged):
    code = "backup-damaged"
    what = N_("The backup {path} is damaged: {reason}.")
    advice = N_("Keep it, make another backup in a new folder, and see what is wrong with 'archive backup --verify'.")


class BackupForeign(ArchiveError):
    code = "backup-foreign"
    exit_code = ExitCode.DAMAGED
    what = N_("{path} holds the backup of another archive ({origin}).")
    advice = N_("Choose another folder: one folder holds the backup of one archive.")


class BackupPlace(ArchiveError):
    code = "backup-place"
    exit_code = ExitCode.USAGE
    what = N_("{path} cannot be used for that: {reason}.")
    advice = N_("Choose an empty or new folder on another disk.")


class TargetFull(ArchiveError):
    code = "target-full"
    exit_code = ExitCode.IO
    what = N_("{path} has {free} bytes free, {needed} are needed.")
    advice = N_("Free space there or choose another disk; what was copied before stays and is not copied again.")


class LedgerBehind(ArchiveError):
    code = "ledger-behind"
    exit_code = ExitCode.DAMAGED
    what = N_("This ledger is older than what was kept at {where}: it has {here} events, {there} were signed.")
    advice = N_("An old state was restored. Look for the newer one; to go on without it use 'archive restore --use'.")


class LedgerDiverged(ArchiveError):
    code = "ledger-diverged"
    exit_code = ExitCode.DAMAGED
    what = N_("This ledger is not the one that was kept at {where} ({there} events).")
    advice = N_("Somebody wrote another history. Keep the home as it is and compare it with a backup.")


class HomeRestored(ArchiveError):
    code = "home-restored"
    exit_code = ExitCode.HELD
    what = N_("{home} was restored from a backup and is not in use yet, so nothing is written to it.")
    advice = N_("Restore its keys with 'archive keys restore', then say 'archive restore --use' and why.")


class RestoreUncompared(ArchiveError):
    code = "restore-uncompared"
    exit_code = ExitCode.HELD
    what = N_("The restored ledger was compared with nothing that is kept elsewhere.")
    advice = N_("Give a checkpoint kept elsewhere with --checkpoint, or say with --reason why there is none.")


class DispositionsUnknown(ArchiveError):
    code = "dispositions-unknown"
    exit_code = ExitCode.HELD
    what = N_("{path} is older than {where} by {events} events, and destroyed records may be among them.")
    advice = N_("Name with --newer a home, replica or backup that has the newer events, or say with --reason why not.")


class AnchorUnknown(ArchiveError):
    code = "anchor-unknown"
    exit_code = ExitCode.NOT_FOUND
    what = N_("There is no anchor {anchor}; known are {listing}.")
    advice = N_("See 'archive plugins'; rfc3161 needs the package safety-archive[timestamp].")


class AnchorRefused(ArchiveError):
    code = "anchor-refused"
    exit_code = ExitCode.IO
    what = N_("The checkpoint was not kept by {anchor}: {reason}.")
    advice = N_("Nothing was changed. See that the disk is there or the address answers, and try again.")


class AnchorContradicts(ArchiveError):
    code = "anchor-contradicts"
    exit_code = ExitCode.DAMAGED
    what = N_("What is kept by {anchor} contradicts this ledger: {reason}.")
    advice = N_("Somebody rewrote the ledger, or an old state was restored. Keep both as they are and tell the keeper.")


class AnchorsMissing(ArchiveError):
    code = "anchors-missing"
    exit_code = ExitCode.USAGE
    what = N_("No place for checkpoints is named.")
    advice = N_("Write one into archive.toml as [[anchor]] (docs/anchors.md), or name one with --to and --at.")


class PassphraseWeak(ArchiveError):
    code = "passphrase-weak"
    exit_code = ExitCode.USAGE
    what = N_("The passphrase is shorter than {least} characters.")
    advice = N_("Take a sentence that nobody guesses, and keep it apart from the file.")


class PassphraseWrong(ArchiveError):
    code = "passphrase-wrong"
    exit_code = ExitCode.NOT_PERMITTED
    what = N_("The passphrase does not open {path}, or the file was changed.")
    advice = N_("Try again. Without the passphrase nobody can read the keys.")


class KeysFileInvalid(ArchiveError):
    code = "keys-file-invalid"
    exit_code = ExitCode.REJECTED
    what = N_("{path} is no backup of keys, or it was cut off: {reason}.")
    advice = N_("Name the file that 'archive keys backup' wrote.")


class KeysForeign(ArchiveError):
    code = "keys-foreign"
    exit_code = ExitCode.REJECTED
    what = N_("{path} holds keys of another archive, or those of before its key was changed.")
    advice = N_("Look for the latest backup of the keys of this archive.")


class KeysDiffer(ArchiveError):
    code = "keys-differ"
    exit_code = ExitCode.HELD
    what = N_("Another key lies at {path}, and it is not overwritten.")
    advice = N_("If it is not this archive's, move it away and try again.")


class BackupOld(ArchiveError):
    code = "backup-old"
    exit_code = ExitCode.HELD
    what = N_("The backup {path} misses {count} events of this home.")
    advice = N_("Make another backup and try again, so that there is a way back.")
