"""Lists of disposition in words, and as the JSON that programs rely on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from archive.cli.language import _
from archive.cli.moments import local_time
from archive.cli.pages import Page
from archive.cli.screen import Column
from archive.errors import N_

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.model.disposition import DispositionItem, DispositionList, Skipped, Verdict
    from archive.model.event import DisposalItemData
    from archive.preserve.disposition_execution import Plan

__all__ = ["list_object", "list_state", "plan_object", "show_items", "show_list", "show_skipped", "title_of"]

_STATES: Mapping[str, str] = {
    "proposed": N_("proposed"),
    "reviewed": N_("appraised"),
    "approved": N_("approved"),
    "incomplete": N_("incomplete"),
    "executed": N_("executed"),
    "closed": N_("closed, all of it is kept"),
}
_WHY: Mapping[str, str] = {
    "held": N_("held"),
    "changed": N_("changed since the appraisal"),
    "not-due": N_("its period has not run out"),
    "unread": N_("not read yet"),
    "gone": N_("destroyed before"),
    "kept-on": N_("kept on by an appraisal"),
    "listed": N_("in another list"),
}


def list_state(state: str) -> str:
    return _(_STATES[state])


def _why_name(why: str) -> str:
    return _(_WHY[why]) if why in _WHY else why


def show_items(screen: Screen, archive: Archive, items: Iterable[DisposalItemData]) -> None:
    heads = (Column(_("record")), Column(_("title"), 12), Column(_("expires")), Column(_("rests on"), 16))
    screen.table(
        heads, ([each["record"], title_of(archive, each["record"]), _expires(each["expires"]), each["basis"]]
                for each in items)
    )  # fmt: skip


def show_skipped(screen: Screen, skipped: Iterable[Skipped]) -> None:
    """What stays, a line each on stderr: the lines of the list itself are alone on stdout."""
    for each in skipped:
        what = f" ({each.what})" if each.what else ""
        screen.note(_("{record} stays: {why}{what}").format(record=each.record, why=_why_name(each.why), what=what))


def show_list(screen: Screen, archive: Archive, found: DispositionList) -> None:
    page = Page(screen)
    page.add(_("list"), found.id)
    page.add(_("state"), list_state(found.state))
    page.add(_("reason"), found.reason)
    page.add(_("proposed"), f"{found.proposed_by}  {local_time(found.proposed_at)}")
    if found.review is not None:
        page.add(_("appraised by"), f"{_(', ').join(found.review.appraisers)}  {local_time(found.review.at)}")
    if found.approval is not None:
        page.add(_("approved by"), f"{found.approval.approver}  {local_time(found.approval.at)}")
        page.add(_("basis"), found.approval.basis)
        page.add(_("digest"), found.approval.digest)
    if found.execution is not None:
        page.add(_("executed by"), f"{found.execution.executor}  {local_time(found.execution.at)}")
        page.add(_("witnesses"), _(", ").join(found.execution.witnesses))
        page.add(_("place"), found.execution.place)
    if found.certified is not None:
        _add_done(page, found)
    page.show()
    screen.line()
    skipped = {each.record: each for each in found.skipped}
    heads = (Column(_("record")), Column(_("title"), 12), Column(_("expires")), Column(_("opinion"), 8),
             Column(_("reason"), 12), Column(_("outcome"), 8))  # fmt: skip
    screen.table(heads, (
        [each.record, title_of(archive, each.record), _expires(each.expires), _opinion(each.verdict), _reason(each),
         _outcome(found, each, skipped.get(each.record))]
        for each in found.items
    ))  # fmt: skip


def _add_done(page: Page, found: DispositionList) -> None:
    done = found.certified
    assert done is not None
    page.add(_("destroyed"), _("{records} records, {objects} originals ({bytes} bytes)").format(
        records=done.records, objects=done.objects, bytes=f"{done.bytes:,}"))  # fmt: skip
    for each in done.shared:
        words = _("{record}: content stays with {others} others")
        page.add(_("shared"), words.format(record=each.record, others=each.others))
    names = {"source": _("with depositors"), "backup": _("backup"), "replica": _("replica")}
    for kind, where, records in done.copies:
        page.add(_("copies left"), f"{names[kind]}  {where}  {records}")


def title_of(archive: Archive, record: str) -> str:
    """What a list calls a record; nothing of one that is shown to nobody."""
    found = archive.record_of_list(record)
    if found.state in ("sealed", "isolated") or not found.original.name:
        return _("(not shown)")
    return found.title or found.original.name


def _expires(day: str | None) -> str:
    return day or _("not set")


def _opinion(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    if verdict.destroy:
        return _("destroy")
    return _("keep until {day}").format(day=verdict.until) if verdict.until else _("keep for ever")


def _reason(item: DispositionItem) -> str:
    return item.reason if item.verdict is None else item.verdict.reason


def _outcome(found: DispositionList, item: DispositionItem, skipped: Skipped | None) -> str:
    if skipped is not None:
        return _why_name(skipped.why)
    gone = found.certified is not None and item.verdict is not None and item.verdict.destroy
    return _("destroyed") if gone else ""


def list_object(found: DispositionList) -> dict[str, Any]:
    review, approval, execution, done = found.review, found.approval, found.execution, found.certified
    return {
        "list": found.id,
        "state": found.state,
        "reason": found.reason,
        "proposed": {"by": found.proposed_by, "at": found.proposed_at},
        "reviewed": None if review is None else {"appraisers": list(review.appraisers), "at": review.at},
        "approved": None if approval is None else {
            "approver": approval.approver, "account": approval.account, "at": approval.at, "digest": approval.digest,
            "basis": approval.basis,
        },
        "executed": None if execution is None else {
            "executor": execution.executor, "account": execution.account, "witnesses": list(execution.witnesses),
            "place": execution.place, "method": execution.method, "at": execution.at,
        },
        "items": [
            {
                "record": each.record,
                "expires": each.expires,
                "basis": each.basis,
                "reason": each.reason,
                "verdict": None if each.verdict is None else {
                    "destroy": each.verdict.destroy, "until": each.verdict.until, "reason": each.verdict.reason,
                },
            }
            for each in found.items
        ],
        "skipped": [{"record": each.record, "why": each.why, "what": each.what} for each in found.skipped],
        "certified": None if done is None else {
            "at": done.at, "records": done.records, "objects": done.objects, "bytes": done.bytes, "texts": done.texts,
            "payloads": done.payloads, "filed": done.filed,
            "shared": [{"record": each.record, "others": each.others, "inside": each.inside} for each in done.shared],
            "copies": [{"kind": kind, "where": where, "records": records} for kind, where, records in done.copies],
            "papers": [{"name": each.name, "sha256": each.sha256, "bytes": each.size} for each in done.papers],
        },
    }  # fmt: skip


def plan_object(plan: Plan) -> dict[str, Any]:
    return {
        "records": list(plan.records),
        "objects": plan.objects,
        "bytes": plan.bytes,
        "filed": plan.filed,
        "shared": plan.shared,
        "sources": plan.sources,
        "skipped": [{"record": each.record, "why": each.why, "what": each.what} for each in plan.skipped],
    }
