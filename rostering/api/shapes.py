"""What rosters, shifts and the rest look like: for each a function over values() rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rostering.calendar.models import CalendarDay
from rostering.engine.problem import Reason
from rostering.enums import DIVIDED_KINDS, AssignmentState, JobState, PeriodState
from rostering.labels import JOB_STAGE_LABELS, JOB_STATE_LABELS, reason_text, reasons_text, stage_text
from rostering.on_duty.queries.resolver import OnDuty
from rostering.policies.rules.policy import Obligation, Phase, clip
from rostering.rosters.models.roster import Roster
from rostering.seats.queries.candidates import SeatCandidate
from rostering.seats.queries.coverage import Coverage, Gap, gap_sentence
from rostering.seats.queries.revisions import SeatChange
from units.api.fields import instant_text, optional_instant, period_ref, person_ref, unit_ref
from units.consequences import Consequence, seal
from units.kept import as_kept
from units.models import User
from units.units.api.affected import affected_shape

PERIOD_FIELDS = (
    "id", "name", "kind", "first_day", "last_day", "filing_deadline", "state", "policy__number", "revision",
    "exception_reason", "overlap", "close_reason", "version", "updated_at",
)  # fmt: skip
JOB_FIELDS = (
    "id", "kind", "period_id", "period__name", "state", "stage", "done", "total", "failure", "parameters", "result",
    "created_at", "finished_at",
)  # fmt: skip
ROSTER_FIELDS = (
    "id", "unit__code", "unit__name", "tier", "period_id", "period__name", "period__filing_deadline", "state",
    "submitted_at", "submitted_by__first_name", "submitted_by__username", "on_behalf", "returned_reason",
    "accepted_at", "accepted_by__first_name", "accepted_by__username", "accepted_by_silence", "version", "updated_at", "words",
)  # fmt: skip
SHIFT_FIELDS = (
    "id", "unit__code", "unit__name", "tier", "post", "seat", "period_id", "period__name", "period__state", "day",
    "day_kind", "start", "end", "unit_id", "roster__words",
)  # fmt: skip
ASSIGNMENT_FIELDS = (
    "id", "shift_id", "start", "end", "person_id", "person__name", "person__position", "vacancy_causes",
    "is_pinned", "acknowledged_at", "version", "updated_at", "shift__unit__code", "shift__unit__name", "shift__tier",
    "shift__post", "shift__seat", "shift__day", "shift__period_id", "shift__period__name", "shift__period__state", "words", "shift__unit_id", "shift__roster__words",
)  # fmt: skip
REVISION_FIELDS = (
    "number", "published_at", "published_by_id", "published_by__first_name", "published_by__username", "reason",
    "seats", "exception_reason", "exception_by", "unconfirmed", "words",
)  # fmt: skip
PHASE_FIELDS = ("start", "end", "posture", "place_limit", "leaving_rule", "response_minutes", "exception")


def obligation(owed: Obligation) -> dict[str, Any]:
    return {
        "posture": owed.posture,
        "place_limit": owed.place_limit or None,
        "leaving_rule": owed.leaving_rule or None,
        "response_minutes": owed.response_minutes,
    }


def phase_shape(phase: Phase) -> dict[str, Any]:
    return {
        "start": instant_text(phase.start),
        "end": instant_text(phase.end),
        **obligation(phase.obligation),
        "exception": phase.obligation.exception,
    }


def phase_of(row: Mapping[str, Any]) -> Phase:
    """A stored phase from its values() row."""
    return Phase(
        row["start"],
        row["end"],
        Obligation(
            posture=row["posture"],
            place_limit=row["place_limit"] or None,
            leaving_rule=row["leaving_rule"] or None,
            response_minutes=row["response_minutes"],
            exception=row["exception"],
        ),
    )


def calendar_day_shape(day: CalendarDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "name": day.name,
        "is_confirmed": day.is_confirmed,
        "is_edited": day.is_edited,
    }


def period_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "kind": row["kind"],
        "first_day": row["first_day"].isoformat(),
        "last_day": row["last_day"].isoformat(),
        "filing_deadline": instant_text(row["filing_deadline"]),
        "state": row["state"],
        "policy": row["policy__number"],
        "revision": row["revision"],
        "exception_reason": row["exception_reason"],
        "overlap": row["overlap"] or None,
        "close_reason": row["close_reason"],
        "version": row["version"],
        "updated_at": instant_text(row["updated_at"]),
    }


def job_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    ended = row["state"] not in (JobState.QUEUED, JobState.RUNNING)
    label = JOB_STATE_LABELS[row["state"]] if ended else _stage_text(row)
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "period": period_ref(row["period_id"], row["period__name"]) if row["period_id"] else None,
        "state": row["state"],
        "stage": row["stage"],
        "done": row["done"],
        "total": row["total"],
        "message": row["failure"] or f"{label} · {row['done']}/{row['total']}",
        "parameters": row["parameters"],
        "result": row["result"],
        "created_at": instant_text(row["created_at"]),
        "finished_at": optional_instant(row["finished_at"]),
    }


def _stage_text(row: Mapping[str, Any]) -> str:
    return stage_text(row["stage"]) if row["kind"] in DIVIDED_KINDS else str(JOB_STAGE_LABELS[row["stage"]])


def roster_shape(row: Mapping[str, Any], vacancies: int, conflicts: Sequence[Consequence]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "tier": row["tier"],
        "period": period_ref(row["period_id"], row["period__name"]),
        "state": row["state"],
        "deadline": instant_text(row["period__filing_deadline"]),
        "confirmed_by": _name_of(row, "submitted_by"),
        "confirmed_at": optional_instant(row["submitted_at"]),
        "on_behalf": row["on_behalf"],
        "returned_reason": row["returned_reason"],
        "accepted_by": _name_of(row, "accepted_by"),
        "accepted_at": optional_instant(row["accepted_at"]),
        "accepted_by_silence": row["accepted_by_silence"],
        "vacancies": vacancies,
        "conflicts": affected_shape(conflicts),
        "conflicts_seal": seal(conflicts) if conflicts else "",
        "version": row["version"],
        "updated_at": instant_text(row["updated_at"]),
    }


def accepted_shape(accepted: Iterable[Roster], left_out: Iterable[tuple[Roster, str]]) -> dict[str, Any]:
    return {
        "accepted": [str(roster.pk) for roster in accepted],
        "left_out": [
            {
                "roster": str(roster.pk),
                "unit": unit_ref(roster.unit.code, roster.unit.name),
                "state": roster.state,
                "text": text,
            }
            for roster, text in left_out
        ],
    }


def assignment_shape(row: Mapping[str, Any], phases: Iterable[Phase]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_ref(row["shift__unit__code"], row["shift__unit__name"]),
        "tier": row["shift__tier"],
        "post": row["shift__post"],
        "seat": row["shift__seat"],
        "period": period_ref(row["shift__period_id"], row["shift__period__name"]),
        "day": row["shift__day"].isoformat(),
        "start": instant_text(row["start"]),
        "end": instant_text(row["end"]),
        "person": person_ref(row["person_id"], row["person__name"], row["person__position"]),
        "state": _state(row, row["shift__period__state"]),
        "phases": [phase_shape(phase) for phase in clip(phases, row["start"], row["end"])],
        "vacancy_reason": "" if row["person_id"] else _vacancy_reason(row["vacancy_causes"]),
        "locked": row["is_pinned"],
        "acknowledged_at": optional_instant(row["acknowledged_at"]),
        "version": row["version"],
        "updated_at": instant_text(row["updated_at"]),
    }


def holder_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "person": person_ref(row["person_id"], row["person__name"], row["person__position"]),
        "start": instant_text(row["start"]),
        "end": instant_text(row["end"]),
        "state": _state(row, row["shift__period__state"]),
    }


def shift_shape(
    row: Mapping[str, Any], phases: Iterable[Phase], holders: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "tier": row["tier"],
        "post": row["post"],
        "seat": row["seat"],
        "period": period_ref(row["period_id"], row["period__name"]),
        "day": row["day"].isoformat(),
        "day_kind": row["day_kind"],
        "start": instant_text(row["start"]),
        "end": instant_text(row["end"]),
        "phases": list(map(phase_shape, phases)),
        "assignments": list(map(holder_shape, holders)),
    }


def candidate_shape(candidate: SeatCandidate) -> dict[str, Any]:
    person = candidate.person
    return {
        "person": person_ref(person.pk, person.name, person.position),
        "allowed": candidate.allowed,
        "reasons": reasons_shape(candidate.reasons),
        "load": round(candidate.load, 2),
    }


def on_duty_shape(row: OnDuty, reader: User) -> dict[str, Any]:
    body = {
        "assignment": str(row.assignment_id),
        "unit": unit_ref(row.unit_code, row.unit_name),
        "tier": row.tier,
        "post": row.post,
        "seat": row.seat,
        "period": period_ref(row.period_id, row.period_name),
        "day": row.day.isoformat(),
        "person": person_ref(row.person_id, row.person_name, row.person_position),
        "posture": row.posture,
        "since": instant_text(row.since),
        "until": instant_text(row.until),
        "held_from": instant_text(row.held_from),
        "held_to": instant_text(row.held_to),
        "response_minutes": row.response_minutes,
        "place_limit": row.place_limit,
        "leaving_rule": row.leaving_rule,
        "exception": row.exception,
        "acknowledged": row.acknowledged,
        "is_next": row.is_next,
    }
    sees = row.phone is not None or reader.may_see_contacts_of(row.unit_id)
    return body | {"phone": row.phone} if sees else body


def coverage_shape(found: Coverage) -> dict[str, Any]:
    return {
        "complete": found.is_complete,
        "seats": found.seats,
        "filled": found.filled,
        "units": found.units,
        "confirmed": found.confirmed,
        "unconfirmed": list(found.unconfirmed),
        "returned": list(found.returned),
        "gaps": list(map(_gap_shape, found.gaps)),
        "not_on_duty": [{"unit": unit, "person": person} for unit, person in found.not_on_duty],
    }


def revision_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "number": row["number"],
        "published_at": instant_text(row["published_at"]),
        "published_by": _name_of(row, "published_by"),
        "reason": row["reason"],
        "seats": row["seats"],
        "exception_reason": row["exception_reason"],
        "exception_by": row["exception_by"] or None,
        "unconfirmed": [
            {"unit": unit_ref(unit["code"], unit["name"]), "state": unit["state"]} for unit in row["unconfirmed"]
        ],
    }


def seat_change_shape(change: SeatChange) -> dict[str, Any]:
    shift = change.shift
    return {
        "shift": str(shift.pk),
        "unit": unit_ref(shift.unit.code, shift.unit.name),
        "post": shift.post,
        "seat": shift.seat,
        "day": shift.day.isoformat(),
        "before": list(map(_past_holder, change.before)),
        "after": list(map(_past_holder, change.after)),
    }


def _past_holder(held: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "person": person_ref(held["person"], held["name"], held["position"]),
        "start": instant_text(datetime.fromisoformat(held["start"])),
        "end": instant_text(datetime.fromisoformat(held["end"])),
    }


def _gap_shape(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "assignment": gap.assignment_id,
        "unit": unit_ref(gap.unit_code, gap.unit_name),
        "post": gap.post,
        "seat": gap.seat,
        "day": gap.day.isoformat(),
        "person": gap.person_name or None,
        "reasons": reasons_shape(gap.reasons),
        "text": gap_sentence(gap),
    }


def reasons_shape(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [{"code": reason.code, "text": reason_text(reason)} for reason in reasons]


def _vacancy_reason(causes: Iterable[Mapping[str, Any]]) -> str:
    return reasons_text(Reason(cause["code"], cause.get("params", {})) for cause in causes)


def _state(row: Mapping[str, Any], period_state: str) -> str:
    """As Assignment.state, from values()."""
    if row["person_id"] is None:
        return AssignmentState.VACANT
    if period_state not in (PeriodState.PUBLISHED, PeriodState.CLOSED):
        return AssignmentState.PROPOSED
    return AssignmentState.ACKNOWLEDGED if row["acknowledged_at"] else AssignmentState.PUBLISHED


def _name_of(row: Mapping[str, Any], relation: str) -> str | None:
    """As User.display_name, from values(); None for nobody or the system."""
    return row[f"{relation}__first_name"] or row[f"{relation}__username"]
