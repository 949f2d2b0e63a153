"""Who holds a seat: replacing a person before publication, amending after it, acknowledging."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.domain import transitions
from rostering.domain.burden import burden_points
from rostering.domain.eligibility import refusals
from rostering.domain.enums import PeriodState, RosterState
from rostering.domain.policy import clip
from rostering.labels import reason_text, reasons_text
from rostering.models import Assignment, DutyPeriod, Roster
from rostering.permissions import check_acknowledge, check_file
from rostering.selectors.facts import candidates, slot
from rostering.selectors.policy import zone
from rostering.services import revisions
from rostering.services.states import advance
from rostering.signals import roster_amended
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import Person, User
from units.services import audit

LONGEST_REASON = 500
WITHDRAWN = [{"code": "withdrawn"}]


@dataclass(frozen=True, slots=True)
class Change:
    """Put `person_id` (None = nobody) on the seat; `expected_version` is the version the caller looked at."""

    assignment_id: UUID
    person_id: UUID | None
    expected_version: int


@write
def replace_person(
    *, assignment: Assignment, person_id: UUID | None, by: User, expected_version: int, reason: str = ""
) -> Assignment:
    """Seats somebody else. In an open period the roster changes; in a published one it becomes an amendment.

    Raises Stale when the seat has changed since `expected_version`; InvalidInput for an unknown person or a missing
    reason; RuleViolation `person_refused` with every rule that speaks against it, `roster_filed` when the unit has
    filed and the office hasn't returned it.
    """
    change = Change(assignment.pk, person_id, expected_version)
    return apply_changes(period=assignment.shift.period, changes=[change], reason=reason, by=by)[0]


@write
def amend_period(*, period: DutyPeriod, changes: Iterable[Change], reason: str, by: User) -> list[Assignment]:
    """Amends a published period. Raises RuleViolation `wrong_state` for another; else as `apply_changes`."""
    advance(transitions.PERIOD, period.state, "amend")
    return apply_changes(period=period, changes=changes, reason=reason, by=by)


@write
def apply_changes(*, period: DutyPeriod, changes: Iterable[Change], reason: str, by: User) -> list[Assignment]:
    """All changes or none, one revision for all of them when the period is published. Errors as `replace_person`."""
    changes = list(changes)
    now = timezone.now()
    reason = _checked_reason(reason)
    seats = _locked_seats(period, changes, by)
    period = DutyPeriod.objects.get(pk=period.pk)
    published = period.state != PeriodState.OPEN
    if published:
        advance(transitions.PERIOD, period.state, "amend")
        _require_reason(reason)
    people = {change.assignment_id: _checked_person(seats, change, now, by, published=published) for change in changes}
    before = {pk: seat.person for pk, seat in seats.items()}
    Assignment.objects.filter(pk__in=seats).update(person=None)
    for pk, seat in seats.items():
        _seat(seat, people[pk], now, reason, by, published=published)
    changed = [seats[change.assignment_id] for change in changes]
    if published:
        shifts = {assignment.shift for assignment in changed}
        revision = revisions.write_revision(period=period, shifts=shifts, reason=reason, by=by, now=now)
        moves = [(assignment, before[assignment.pk]) for assignment in changed]
        roster_amended.send(sender=DutyPeriod, period=period, revision=revision, changes=moves, now=now)
    return changed


@write
def acknowledge(*, assignment: Assignment, by: User) -> Assignment:
    """收到. Answering twice is answering once. Raises RuleViolation `not_published`, NotAllowed for others' duties."""
    lock(assignment.shift.roster)
    fresh = Assignment.objects.select_for_update(of=("self",)).select_related("shift__period", "shift__unit", "person")
    row = fresh.get(pk=assignment.pk)
    check_acknowledge(by, row)
    if not row.shift.period.is_in_force:
        raise RuleViolation("not_published", _("值班表尚未发布"))
    if row.acknowledged_at is None:
        row.acknowledged_at = timezone.now()
        row.acknowledged_by = by
        row.save(update_fields=["acknowledged_at", "acknowledged_by", "updated_at"])
        audit.record(
            by=by,
            action="assignment.acknowledged",
            row=row,
            county=row.shift.period.county_id,
            unit=row.shift.unit_id,
            after={"day": str(row.shift.day), "post": row.shift.post},
            on_behalf_of="" if by.person_id == row.person_id or row.person is None else row.person.name,
        )
    return row


def _locked_seats(period: DutyPeriod, changes: list[Change], by: User) -> dict[UUID, Assignment]:
    """The seats as they are under the locks of rosters and people, checked for permission and version."""
    ids = [change.assignment_id for change in changes]
    rosters = Assignment.objects.filter(pk__in=ids).values_list("shift__roster_id", flat=True)
    people = [change.person_id for change in changes if change.person_id]
    lock(period, *(Roster(pk=pk) for pk in rosters), *(Person(pk=pk) for pk in people))
    rows = Assignment.objects.active().filter(pk__in=ids, shift__period=period)
    rows = rows.select_related("shift__roster", "shift__unit", "shift__period__county", "person")
    seats = {row.pk: row for row in rows.prefetch_related("shift__phases")}
    for change in changes:
        _check_seat(seats.get(change.assignment_id), change, by)
    return seats


def _check_seat(seat: Assignment | None, change: Change, by: User) -> None:
    if seat is None or seat.version != change.expected_version:
        raise Stale("stale_version", _("该席位刚被他人修改，请刷新后再办理"))
    roster = seat.shift.roster
    check_file(by, roster)
    filed = roster.state in (RosterState.SUBMITTED, RosterState.ACCEPTED)
    if seat.shift.period.state == PeriodState.OPEN and filed and not by.sees_whole_county:
        raise RuleViolation("roster_filed", _("本单位值班表已报送，需两办退回后方可修改"))


def _checked_person(
    seats: dict[UUID, Assignment], change: Change, now: datetime, by: User, *, published: bool
) -> Person | None:
    """The person to seat, None for nobody; seats given up in the same step don't keep anybody busy."""
    seat = seats[change.assignment_id]
    if seat.person_id == change.person_id:
        raise RuleViolation("person_unchanged", _("该席位已是此人"))
    if published and seat.end <= now and not by.sees_whole_county:
        raise RuleViolation("duty_over", _("值班已经结束，更正须由两办办理"))
    if change.person_id is None:
        return None
    person = Person.objects.visible_to(by).filter(pk=change.person_id).first()
    if person is None:
        raise InvalidInput("unknown_person", _("没有这个人员"), field="person")
    facts = candidates([person], seat.start, seat.end, except_assignments=list(seats))[0]
    found = refusals(facts, slot(seat.shift))
    if found:
        raise RuleViolation(
            "person_refused",
            _now("%(person)s不能安排在此岗位：%(reasons)s") % {"person": person.name, "reasons": reasons_text(found)},
            {"reasons": [{"code": reason.code, "text": reason_text(reason)} for reason in found]},
        )
    return person


def _seat(seat: Assignment, person: Person | None, now: datetime, reason: str, by: User, *, published: bool) -> None:
    before = {"person": str(seat.person) if seat.person else None}
    if published and seat.start < now < seat.end:
        _split_at(seat, now)
    seat.person = person
    seat.vacancy_causes = [] if person else WITHDRAWN
    seat.is_pinned = True
    seat.acknowledged_at = None
    seat.acknowledged_by = None
    seat.version += 1
    seat.save()
    audit.record(
        by=by,
        action="assignment.amended" if published else "assignment.replaced",
        row=seat,
        county=seat.shift.period.county_id,
        unit=seat.shift.unit_id,
        before=before,
        after={"person": str(person) if person else None, "day": str(seat.shift.day), "post": seat.shift.post},
        reason=reason,
    )


def _split_at(seat: Assignment, now: datetime) -> None:
    """Under way: what was served until `now` stays on record as a row of its own, the seat goes on from `now`."""
    phases = seat.shift.as_phases()
    policy = seat.shift.period.policy
    if policy is None:
        raise AssertionError("a published period has a policy")
    rules = policy.as_rules()
    served = Assignment(
        shift=seat.shift,
        person=seat.person,
        start=seat.start,
        end=now,
        is_exclusive=seat.is_exclusive,
        is_pinned=True,
        points=burden_points(clip(phases, seat.start, now), rules, zone()),
        vacancy_causes=seat.vacancy_causes,
        acknowledged_at=seat.acknowledged_at,
        acknowledged_by=seat.acknowledged_by,
    )
    seat.start = now
    seat.points = burden_points(clip(phases, now, seat.end), rules, zone())
    Assignment.objects.filter(pk=seat.pk).update(start=now)
    served.save(force_insert=True)


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason_too_long", _("事由不超过 500 字"), field="reason")
    return reason


def _require_reason(reason: str) -> None:
    if not reason:
        raise InvalidInput("reason_required", _("已发布的值班表调班须填写事由"), field="reason")
