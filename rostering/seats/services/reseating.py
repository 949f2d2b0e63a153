"""The one way people change seats: checked under the locks, carved where only a part changes, filed, announced."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _now

from rostering import transitions
from rostering.engine.problem import Reason
from rostering.enums import PeriodState
from rostering.policies.queries.published import zone
from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.policy import Policy, clip
from rostering.reasons import reason_text, reasons_text
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.rosters.models.roster import Roster
from rostering.rosters.services import remember_moves
from rostering.seats.queries.moves import Minded, Move, takings
from rostering.seats.services import revisions
from rostering.signals import roster_amended, seats_moved
from rostering.states import advance
from units.audit import services as audit
from units.consequences import Consequence, seal
from units.db import lock
from units.errors import RuleViolation
from units.models import Person, User
from units.when import full_day

WITHDRAWN = [{"code": "withdrawn"}]


def lock_seats(assignment_ids: Collection[UUID], person_ids: Iterable[UUID]) -> dict[UUID, Assignment]:
    """The active ones among the seats as they are under the locks of periods, rosters and people.

    All locks are taken in one sorted step: a second step could wait for somebody who waits for the first.
    """
    places = Assignment.objects.filter(pk__in=assignment_ids).values_list("shift__period_id", "shift__roster_id")
    periods, rosters = {period for period, _roster in places}, {roster for _period, roster in places}
    lock(
        *(DutyPeriod(pk=pk) for pk in periods),
        *(Roster(pk=pk) for pk in rosters),
        *(Person(pk=pk) for pk in person_ids),
    )
    rows = Assignment.objects.active().filter(pk__in=assignment_ids)
    rows = rows.select_related(
        "shift__roster", "shift__unit", "shift__period__county", "shift__period__policy", "person"
    )
    return {row.pk: row for row in rows.prefetch_related("shift__phases")}


def check_takers(moves: Iterable[Move], *, urgent: bool = False) -> None:
    """Asks every rule of everybody who takes a seat, as all will stand after the step. Raises `person_refused`.

    `urgent`: as an emergency cover, where too little rest is to be minded only.
    """
    for one in takings(list(moves), urgent=urgent):
        if found := one.refusals():
            raise refused(one.person, found)


def refused(person: Person, found: Iterable[Reason]) -> RuleViolation:
    """Names every rule that speaks against it."""
    found = list(found)
    return RuleViolation(
        "person_refused",
        _now("%(person)s不能安排在此岗位：%(reasons)s") % {"person": person.name, "reasons": reasons_text(found)},
        {"reasons": [{"code": reason.code, "text": reason_text(reason)} for reason in found]},
    )


def carry_out(
    moves: Iterable[Move], *, reason: str, by: User, now: datetime, as_one: bool = False
) -> dict[UUID, RosterRevision]:
    """Makes checked moves come true; in published periods as one amendment each. Returns the revisions by period.

    `as_one`: several seats of one period were changed in one go, and the audit has one event of it. Within the caller's
    transaction, under `lock_seats`. Raises RuleViolation `wrong_state` for a closed period.
    """
    moves = list(moves)
    periods = {move.seat.shift.period_id: move.seat.shift.period for move in moves}
    for period in periods.values():
        if period.state != PeriodState.OPEN:
            advance(transitions.PERIOD, period.state, "amend")
    before = {move.seat.pk: move.seat.person for move in moves}
    remember_moves([(move.seat, move.person) for move in moves if move.is_whole], by)
    # First nobody sits anywhere, so that an exchange never seats one person twice on its way.
    Assignment.objects.filter(pk__in=before).update(person=None, updated_at=now)
    for move in moves:
        _seat(move)
    if as_one and len(moves) > 1:
        _record_together(moves, before, reason, by)
    else:
        for move in moves:
            _record(move, before[move.seat.pk], reason, by)
    seats_moved.send(sender=Assignment, assignment_ids=before, by=by, now=now)
    return {
        pk: _amend(period, [move.seat for move in moves if move.seat.shift.period_id == pk], before, reason, by, now)
        for pk, period in periods.items()
        if period.state != PeriodState.OPEN
    }


def _amend(
    period: DutyPeriod,
    changed: list[Assignment],
    before: dict[UUID, Person | None],
    reason: str,
    by: User,
    now: datetime,
) -> RosterRevision:
    shifts = {seat.shift for seat in changed}
    revision = revisions.write_revision(period=period, shifts=shifts, reason=reason, by=by, now=now)
    changes = [(seat, before[seat.pk]) for seat in changed]
    roster_amended.send(sender=DutyPeriod, period=period, revision=revision, changes=changes, now=now)
    return revision


def _seat(move: Move) -> None:
    seat, person = move.seat, move.person
    if not move.is_whole:
        _carve(move)
    seat.person = person
    seat.vacancy_causes = [] if person else WITHDRAWN
    seat.is_pinned = True
    seat.acknowledged_at = None
    seat.acknowledged_by = None
    seat.version += 1
    seat.save()


def _record(move: Move, before: Person | None, reason: str, by: User) -> None:
    seat, shift = move.seat, move.seat.shift
    was_whole = (seat.start, seat.end) == (shift.start, shift.end)
    part = {} if was_whole else audit.snapshot(seat, ("start", "end"))
    audit.record(
        by=by,
        action="assignment.replaced" if shift.period.state == PeriodState.OPEN else "assignment.amended",
        row=seat,
        county=shift.period.county_id,
        unit=shift.unit_id,
        before={"person": _name(before)},
        after={"person": _name(move.person), "day": str(shift.day), "post": shift.post} | part,
        reason=reason,
    )


# Kept in the county's language, whichever the reader of a page or the API wants.
@translation.override(settings.LANGUAGE_CODE)
def _record_together(moves: Sequence[Move], before: Mapping[UUID, Person | None], reason: str, by: User) -> None:
    """One event for a step over several seats; of the unit, when they are all one unit's."""
    period, units = moves[0].seat.shift.period, {move.seat.shift.unit_id for move in moves}
    lines = [
        f"{full_day(move.seat.shift.day)} {move.seat.shift.unit.name} {move.seat.shift.post_name}："
        f"{_name(before[move.seat.pk]) or '—'} → {_name(move.person) or '—'}"
        for move in moves
    ]
    audit.record(
        by=by,
        action="period.seats_changed",
        row=period,
        county=period.county_id,
        unit=next(iter(units)) if len(units) == 1 else None,
        after={"seats": len(moves), "changes": lines},
        reason=reason,
    )


def _name(person: Person | None) -> str | None:
    return str(person) if person else None


def _carve(move: Move) -> None:
    """Narrows the seat to the part that changes hands. What stays with its holder becomes rows of their own.

    What has been served keeps its points that way, and the ledger follows who really served.
    """
    seat = move.seat
    rest = [_rest(seat, start, end) for start, end in ((seat.start, move.start), (move.end, seat.end)) if start < end]
    seat.start, seat.end = move.start, move.end
    seat.points = _points(seat, move.start, move.end)
    # The seat makes room before its rest is inserted beside it.
    Assignment.objects.filter(pk=seat.pk).update(start=seat.start, end=seat.end)
    Assignment.objects.bulk_create(rest)


def _rest(seat: Assignment, start: datetime, end: datetime) -> Assignment:
    """An unsaved row for `[start, end)` of the seat with its present holder and their 收到."""
    return Assignment(
        shift=seat.shift,
        person=seat.person,
        start=start,
        end=end,
        is_exclusive=seat.is_exclusive,
        is_pinned=True,
        points=_points(seat, start, end),
        vacancy_causes=seat.vacancy_causes,
        acknowledged_at=seat.acknowledged_at,
        acknowledged_by=seat.acknowledged_by,
    )


def _points(seat: Assignment, start: datetime, end: datetime) -> Decimal:
    return burden_points(clip(seat.shift.as_phases(), start, end), _rules(seat), zone())


def _rules(seat: Assignment) -> Policy:
    policy = seat.shift.period.policy
    if policy is None:
        raise AssertionError("a period with seats has a policy")
    return policy.as_rules()


Found = Sequence[Consequence] | Sequence[Minded]


def refuse_unseen(found: Collection[Found], agreed: Collection[str] | None) -> None:
    """`found`: the conflicts of each thing decided. `agreed`: the seals of those that have been shown, None for whoever
    doesn't decide by them. What was recorded since has another seal.

    Raises RuleViolation `conflicts_unseen` with the sentences and the seals to agree to.
    """
    if agreed is None:
        return
    unseen = [one for one in found if one and seal(one) not in agreed]
    if unseen:
        texts = [each.text for one in unseen for each in one]
        raise RuleViolation(
            "conflicts_unseen",
            _now("有冲突，请核对后再办理：%(texts)s") % {"texts": "；".join(texts)},
            {"conflicts": texts, "agreed": [seal(one) for one in found if one]},
        )
