"""The kinds of events in words."""

from __future__ import annotations

from collections.abc import Mapping

from archive.errors import N_

__all__ = ["EVENTS"]

EVENTS: Mapping[str, str] = {
    "accessioned": N_("received into the archive"),
    "delivered": N_("delivered again"),
    "refused": N_("refused"),
    "parsed": N_("text read"),
    "placed": N_("filed or left for triage"),
    "duplicate": N_("recognised as a duplicate"),
    "isolated": N_("isolated for its secrecy mark"),
    "described": N_("corrected"),
    "withdrawn": N_("withdrawn"),
    "reinstated": N_("brought back"),
    "linked": N_("linked"),
    "part-added": N_("part added"),
    "superseded": N_("superseded"),
    "sampled": N_("sample drawn"),
    "held": N_("held"),
    "hold-released": N_("hold released"),
    "schedule-set": N_("schedule of periods set"),
    "correction-wanted": N_("correction wanted, a second person is needed"),
    "scrubbed": N_("originals hashed again"),
    "incident": N_("an original found damaged"),
    "repaired": N_("an original whole again"),
    "checked": N_("four-property checks made"),
    "confirmed": N_("a name confirmed"),
    "unconfirmed": N_("a confirmed name withdrawn"),
    "contested": N_("correction not made, another came first"),
    "certified": N_("search certified"),
    "duty-assigned": N_("duty assigned"),
    "duty-ended": N_("duty ended"),
    "duties-handed-over": N_("duties handed over"),
    "grid-defined": N_("grid made"),
    "grid-units": N_("units of a grid changed"),
    "sealed": N_("sealed anew; this plain copy waits for its disposition"),
    "seal-excluded": N_("exclusion from a sealed record changed"),
    "looked": N_("looked at"),
    "report-step": N_("step of a report"),
    "hazard-step": N_("state of a hidden danger decided"),
    "hazard-level": N_("level of a hidden danger decided"),
    "hazard-supervised": N_("supervision by listing recorded"),
    "deadline-met": N_("deadline met"),
    "disposal-proposed": N_("proposed for destruction"),
    "disposal-reviewed": N_("appraised"),
    "disposal-approved": N_("destruction approved"),
    "disposal-begun": N_("destruction begun"),
    "disposed": N_("destroyed"),
    "disposal-certified": N_("destruction certified"),
    "backed-up": N_("backed up"),
    "replicated": N_("replica brought up to date"),
    "restored": N_("restored from a backup"),
    "restore-tried": N_("trial restore made"),
    "anchored": N_("checkpoint kept outside"),
    "keys-backed-up": N_("keys backed up"),
    "key-rotated": N_("signing key changed"),
}
