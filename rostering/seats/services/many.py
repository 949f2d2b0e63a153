"""Many seats in one go, as a sheet changes them: typed, pasted, emptied, exchanged, locked. One step to undo, one audit event.

Everything is checked as all will stand afterwards, and nothing is written when one of the seats has changed meanwhile.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.enums import PeriodState
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.services import remember_locks
from rostering.seats.queries.moves import Minded, Move, takings
from rostering.seats.services.assignments import Change, check_seat, checked_reason, move_of, require_reason
from rostering.seats.services.reseating import carry_out, lock_seats
from rostering.states import advance
from units.audit import services as audit
from units.db import write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import User
from units.when import full_day

MOST_SEATS = 600


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seats` have changed; `left` are those whom the rules keep off, their seats as they were."""

    seats: tuple[Assignment, ...]
    left: tuple[Minded, ...] = ()


@write
def set_seats(
    *, period: DutyPeriod, changes: Iterable[Change], by: User, reason: str = "", partly: bool = False
) -> Outcome:
    """Everybody to their seat in one step; who sits there already is no change.

    `partly`: who is refused by a rule is left out, and named. Otherwise raises RuleViolation `seats_refused`, whose
    details name each. Raises Stale with the ids of `seats` that have changed; else as `apply_changes`.
    """
    changes = _distinct(changes)
    reason = checked_reason(reason)
    seats = _checked(period, changes, by)
    changes = [one for one in changes if seats[one.assignment_id].person_id != one.person_id]
    if not changes:
        return Outcome(())
    current = DutyPeriod.objects.get(pk=period.pk)
    if current.state != PeriodState.OPEN:
        advance(transitions.PERIOD, current.state, "amend")
        require_reason(reason)
    now = timezone.now()
    moves, left = allowed_among([move_of(seats[one.assignment_id], one, now, by) for one in changes])
    if left and not partly:
        raise _refused(left)
    if moves:
        carry_out(moves, reason=reason, by=by, now=now, as_one=True)
    return Outcome(tuple(move.seat for move in moves), tuple(left))


@write
def exchange_seats(*, first: Change, second: Change, period: DutyPeriod, by: User, reason: str = "") -> Outcome:
    """Both holders take each other's seat, or nothing happens; their `person_id` is read under the lock.

    Raises RuleViolation `nothing_to_exchange` when both are empty or held by one person; else as `set_seats`.
    """
    seats = _checked(period, [first, second], by)
    one, other = seats[first.assignment_id], seats[second.assignment_id]
    if one.pk == other.pk or one.person_id == other.person_id:
        raise RuleViolation("nothing_to_exchange", _("两个席位是同一人或都空着，无须互换"))
    changes = [
        Change(one.pk, other.person_id, first.expected_version),
        Change(other.pk, one.person_id, second.expected_version),
    ]
    return set_seats(period=period, changes=changes, by=by, reason=reason)


@write
def lock_seats_of(*, period: DutyPeriod, seats: Iterable[Change], locked: bool, by: User) -> Outcome:
    """锁定 or 解除 of a whole range; empty seats and those that are so already stay as they are.

    Raises RuleViolation `wrong_state` unless the period is open, Stale as `set_seats`.
    """
    wanted = _distinct(seats)
    found = _checked(period, wanted, by)
    advance(transitions.PERIOD, DutyPeriod.objects.get(pk=period.pk).state, "publish")
    changed = [one for one in found.values() if one.person_id is not None and one.is_pinned != locked]
    remember_locks(changed, locked=locked, by=by)
    for seat in changed:
        seat.is_pinned = locked
        seat.version += 1
        seat.save(update_fields=["is_pinned", "version", "updated_at"])
    if changed:
        units = {seat.shift.unit_id for seat in changed}
        audit.record(
            by=by,
            action="period.seats_locked" if locked else "period.seats_unlocked",
            row=period,
            county=period.county_id,
            unit=next(iter(units)) if len(units) == 1 else None,
            after={"seats": len(changed), "changes": _lines(changed)},
        )
    return Outcome(tuple(changed))


def allowed_among(moves: Sequence[Move]) -> tuple[list[Move], list[Minded]]:
    """Those that break no rule once all the others are made, and who is left out with every reason.

    Who is left out stays out, and so may stand in another's way: asked again until nobody is refused.
    """
    moves, left = list(moves), list[Minded]()
    while True:
        refused = {
            one.move.seat.pk: Minded(one.move.seat.pk, one.person.name, tuple(found))
            for one in takings(moves)
            if (found := one.refusals())
        }
        if not refused:
            return moves, left
        left += refused.values()
        moves = [move for move in moves if move.seat.pk not in refused]


def _distinct(changes: Iterable[Change]) -> list[Change]:
    by_seat = {change.assignment_id: change for change in changes}
    if len(by_seat) > MOST_SEATS:
        raise InvalidInput("too_many_seats", _now("一次最多改 %(count)d 个席位") % {"count": MOST_SEATS})
    return list(by_seat.values())


def _checked(period: DutyPeriod, changes: Collection[Change], by: User) -> dict[UUID, Assignment]:
    """The seats under their locks, each as the caller saw it and theirs to change."""
    people = {change.person_id for change in changes if change.person_id is not None}
    ids = [change.assignment_id for change in changes]
    people |= set(Assignment.objects.filter(pk__in=ids, person__isnull=False).values_list("person_id", flat=True))
    seats = lock_seats(ids, people)
    changed = [one for one in changes if _has_changed(seats.get(one.assignment_id), one)]
    if changed:
        raise Stale(
            "stale_version",
            _("有席位刚被他人修改，请核对后再办理"),
            {"seats": [str(one.assignment_id) for one in changed]},
        )
    for change in changes:
        check_seat(seats.get(change.assignment_id), change, period, by)
    return seats


def _has_changed(seat: Assignment | None, change: Change) -> bool:
    return seat is None or seat.version != change.expected_version


def _refused(left: Sequence[Minded]) -> RuleViolation:
    return RuleViolation(
        "seats_refused",
        _now("按规则不能安排：%(people)s") % {"people": "；".join(one.text for one in left)},
        {"refused": [{"assignment": str(one.assignment_id), "text": one.text} for one in left]},
    )


@translation.override(settings.LANGUAGE_CODE)
def _lines(seats: Sequence[Assignment]) -> list[str]:
    return [f"{full_day(one.shift.day)} {one.shift.unit.name} {one.shift.post_name} {one.person}" for one in seats]
