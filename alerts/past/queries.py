"""What was known at one instant about duty at another: the board's own questions, asked of the rows as they stood then."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils import timezone

from alerts.board.queries.board import board_at
from alerts.board.queries.live import NOTHING_LIVE, Live, live_of, moment_at
from alerts.board.queries.unit_states import States, with_vacancies
from alerts.call_outs.models import Summons
from alerts.checks.models import Check
from alerts.enums import NotificationState
from alerts.labels import CHANNEL_LABELS, PURPOSE_LABELS, Label
from alerts.orders.models import PostureOrder
from alerts.outbox.models import Notification
from rostering.models import Assignment, RevisionEntry
from rostering.on_duty.queries.resolver import OnDuty
from rostering.policies.models import PolicyVersion
from rostering.policies.queries.published import zone
from rostering.policies.rules.extra import is_raised, phases_by_policy
from rostering.policies.rules.policy import Obligation, Policy
from rostering.policies.rules.raising import raise_to
from units.models import Unit, User
from units.past.queries import known_at

# The shortest span that has an instant in it.
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A message to somebody on duty: written, taken by a provider, read; None: not yet, as far as was known."""

    purpose: str
    channel: str
    at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    is_lost: bool

    @property
    def purpose_label(self) -> Label:
        return PURPOSE_LABELS[self.purpose]

    @property
    def channel_label(self) -> Label:
        return CHANNEL_LABELS[self.channel]


@dataclass(frozen=True, slots=True)
class Asked:
    """A check or a call of somebody on duty and what they had answered. `kind`: check or summons; `state` of that row."""

    kind: str
    at: datetime
    state: str
    answered_at: datetime | None
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One seat: who held it and owed what, by which policy, orders and revision, who was told and had answered.

    `revision` and `revised_at` are those of the roster that last said who sits there; None before any did.
    """

    duty: OnDuty
    policy: str
    orders: tuple[int, ...]
    revision: int | None
    revised_at: datetime | None
    acknowledged_at: datetime | None
    states: States
    told: tuple[Told, ...]
    asked: tuple[Asked, ...]

    @property
    def told_at(self) -> datetime | None:
        """When the first message about it went out."""
        return min((one.sent_at for one in self.told if one.sent_at), default=None)


@dataclass(frozen=True)
class Retraced:
    """Duty at `valid` as it was known at `known`. What ran beside it is as it stood at `ran_at`, the earlier of the two:
    of what comes later nobody knew how it would end."""

    valid: datetime
    known: datetime
    lines: tuple[Line, ...]
    units: Mapping[str, States]
    uncovered: tuple[str, ...]
    live: Live

    @property
    def ran_at(self) -> datetime:
        return min(self.valid, self.known)

    @property
    def by_unit(self) -> list[tuple[OnDuty, States, tuple[Line, ...]]]:
        """Each unit by its first row with what was true of it beside duty, in the board's order."""
        grouped = groupby(self.lines, key=lambda line: line.duty.unit_id)
        found = [tuple(lines) for _unit, lines in grouped]
        return [(lines[0].duty, self.units.get(lines[0].duty.unit_code, ()), lines) for lines in found]

    @property
    def acknowledged(self) -> int:
        return sum(1 for line in self.lines if line.acknowledged_at)

    @property
    def told(self) -> int:
        return sum(1 for line in self.lines if line.told_at)


def retrace(valid: datetime, known: datetime, *, user: User, unit: Unit | None = None) -> Retraced:
    """For somebody with a county; of one `unit` alone where it is named. As many queries for a county as for one seat."""
    if user.county_id is None:
        raise AssertionError("permissions refuse a user without a county")
    live = _ran(min(valid, known), user.county_id, user, unit)
    with known_at(known, user.county_id):
        board = board_at(valid, user=user, live=live, now=known)
        rows = [replace(row, phone=None) for row in board.rows if unit is None or row.unit_id == unit.pk]
        lines = tuple(_lines(rows, valid, known, live, user))
    return Retraced(
        valid=valid,
        known=known,
        lines=lines,
        units=with_vacancies(live.units, rows),
        uncovered=tuple(name for name in board.uncovered if unit is None or name == unit.label),
        live=live,
    )


def _ran(at: datetime, county_id: UUID, user: User, unit: Unit | None) -> Live:
    """What ran beside duty at the instant, as it was known then."""
    with known_at(at, county_id):
        live = live_of(moment_at(county_id, at, user=user), at, user)
        if unit is None:
            return live
        orders = PostureOrder.objects.filter(county_id=county_id).filter(
            Q(unit_ids__contains=[unit.pk]) | Q(tier=unit.tier_on(timezone.localdate(at)) or "-")
        )
        numbers = set(orders.values_list("number", flat=True))
    return replace(
        NOTHING_LIVE,
        called=tuple(one for one in live.called if one.summons.unit_id == unit.pk),
        units={code: states for code, states in live.units.items() if code == unit.code},
        people=live.people,
        away=tuple(one for one in live.away if one.unit_code == unit.code),
        orders=tuple(order for order in live.orders if order.number in numbers),
        warnings=live.warnings,
    )


def _lines(rows: Collection[OnDuty], valid: datetime, known: datetime, live: Live, user: User) -> Iterable[Line]:
    policies = _policies({row.policy_id for row in rows})
    rules = {pk: version.as_rules() for pk, version in policies.items()}
    seats = _seats([row.assignment_id for row in rows])
    in_force = list(PostureOrder.objects.visible_to(user).covering(valid, valid + INSTANT))
    told = _told(rows, seats, [order.pk for order in in_force], known)
    asked = _asked(rows, min(valid, known))
    for row in rows:
        seat = seats[row.assignment_id]
        yield Line(
            duty=row,
            policy=str(policies.get(row.policy_id, "")),
            orders=_resting_on(row, seat, rules.get(row.policy_id), in_force, valid),
            revision=seat.revision,
            revised_at=seat.revised_at,
            acknowledged_at=seat.acknowledged_at,
            states=live.people.get(row.person_id, ()) if row.person_id else (),
            told=tuple(told[row.assignment_id]),
            asked=tuple(asked[row.assignment_id]),
        )


def _resting_on(
    row: OnDuty, seat: "_Seat", policy: Policy | None, in_force: Iterable[PostureOrder], valid: datetime
) -> tuple[int, ...]:
    """The orders without which the seat would not be there, or would owe less: of those that hold, who added or raises it."""
    owed = _owed_by_policy(row, policy, valid)
    added = {order.number for order in in_force if order.pk == seat.ordered_by}
    covering = [order for order in in_force if order.as_overlay().covers(row.unit_id, row.tier)]
    raising = {order.number for order in covering if owed and raise_to(owed, order.posture) != owed}
    return tuple(sorted(added | raising))


def _owed_by_policy(row: OnDuty, policy: Policy | None, valid: datetime) -> Obligation | None:
    """None where no order raises it."""
    if policy is None or not is_raised(row.extra):
        return None
    rule = policy.rule(row.tier, row.post)
    phases = phases_by_policy(row.extra, rule, row.day, row.shift_start, row.shift_end, zone())
    return next((phase.obligation for phase in phases if phase.start <= valid < phase.end), None)


def _policies(ids: Collection[int | None]) -> dict[Any, PolicyVersion]:
    """Three queries."""
    rows = PolicyVersion.objects.filter(pk__in=[pk for pk in ids if pk is not None]).with_rules()
    return {version.pk: version for version in rows}


@dataclass(frozen=True, slots=True)
class _Seat:
    """What the roster's revisions say of a seat, and the order that added it; `first` are those who held it in the first."""

    revision: int | None
    revised_at: datetime | None
    acknowledged_at: datetime | None
    first: frozenset[str | None]
    ordered_by: UUID | None


def _seats(ids: Collection[UUID]) -> dict[UUID, _Seat]:
    """Assignment → its seat. Two queries."""
    held = Assignment.objects.filter(pk__in=ids).values_list("pk", "shift_id", "acknowledged_at", "shift__ordered_by")
    entries: dict[UUID, list[tuple[int, datetime, Any]]] = defaultdict(list)
    found = RevisionEntry.objects.filter(shift__in=[shift for _pk, shift, *_rest in held]).order_by("revision__number")
    for shift, number, at, holders in found.values_list(
        "shift_id", "revision__number", "revision__published_at", "holders"
    ):
        entries[shift].append((number, at, holders))
    return {pk: _seat(entries[shift], received_at, order) for pk, shift, received_at, order in held}


def _seat(entries: list[tuple[int, datetime, Any]], acknowledged_at: datetime | None, ordered_by: UUID | None) -> _Seat:
    if not entries:
        return _Seat(None, None, acknowledged_at, frozenset(), ordered_by)
    number, at, _holders = entries[-1]
    return _Seat(number, at, acknowledged_at, frozenset(one["person"] for one in entries[0][2]), ordered_by)


def _told(
    rows: Iterable[OnDuty], seats: Mapping[UUID, _Seat], orders: Collection[UUID], known: datetime
) -> dict[UUID, list[Told]]:
    """Assignment → messages about it to its holder. One query. A message's row keeps its own instants."""
    held = {row.assignment_id: row for row in rows if row.person_id is not None}
    about = {row.period_id for row in held.values()} | set(orders) | set(held)
    about |= {_of_several(row, seats) for row in held.values()}
    people = {row.person_id for row in held.values()}
    found: dict[UUID, list[Told]] = defaultdict(list)
    messages = Notification.objects.filter(person__in=people, object_id__in=about, created_at__lte=known)
    for message in messages.order_by("created_at", "pk"):
        for pk, row in held.items():
            if row.person_id == message.person_id and _tells_of(message, row, seats[pk], orders):
                found[pk].append(_as_told(message, known))
    return found


def _of_several(row: OnDuty, seats: Mapping[UUID, _Seat]) -> UUID:
    """What a message about several duties of one revision is about (alerts/notices/services/duty.py)."""
    return uuid5(row.period_id, str(seats[row.assignment_id].revision))


def _tells_of(message: Notification, row: OnDuty, seat: _Seat, orders: Collection[UUID]) -> bool:
    if message.object_id == row.period_id:
        # The publication, to those whom it seated.
        return str(row.person_id) in seat.first
    if message.object_id in (row.assignment_id, *orders):
        return True
    return str(row.assignment_id) in message.params.get("assignments", ())


def _as_told(message: Notification, known: datetime) -> Told:
    def by_then(at: datetime | None) -> datetime | None:
        return at if at is not None and at <= known else None

    is_lost = message.state == NotificationState.DEAD and by_then(message.settled_at) is not None
    was_taken = message.state == NotificationState.ACCEPTED and message.first_sent_at is not None
    return Told(
        purpose=message.purpose,
        channel=message.channel,
        at=message.created_at,
        sent_at=by_then(message.settled_at) if was_taken else None,
        read_at=by_then(message.read_at),
        is_lost=is_lost,
    )


def _asked(rows: Iterable[OnDuty], at: datetime) -> dict[UUID, list[Asked]]:
    """Assignment → checks and calls of its holder within the duty, until `at` and as they stood when this is read. Two
    queries."""
    held = {row.assignment_id for row in rows if row.person_id is not None}
    found: dict[UUID, list[Asked]] = defaultdict(list)
    for check in Check.objects.filter(assignment__in=held, asked_at__lte=at).order_by("asked_at"):
        if check.assignment_id and check.asked_at:
            asked = Asked("check", check.asked_at, check.state, _until(check.answered_at, at), None)
            found[check.assignment_id].append(asked)
    for call in Summons.objects.filter(assignment__in=held, dispatched_at__lte=at).order_by("dispatched_at"):
        if call.assignment_id and call.dispatched_at:
            answered, arrived = _until(call.acknowledged_at, at), _until(call.arrived_at, at)
            found[call.assignment_id].append(Asked("summons", call.dispatched_at, call.state, answered, arrived))
    return found


def _until(answered_at: datetime | None, at: datetime) -> datetime | None:
    return answered_at if answered_at is not None and answered_at <= at else None
