"""What runs now beside the duty itself: call-outs, checks that wait, orders in force, trouble in the engine."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject

from alerts.board.queries.unit_states import Away, Happening, States, UnitState, happening_at
from alerts.call_outs.models import Whistle
from alerts.call_outs.queries import Called, called_of
from alerts.enums import OrderState, WarningState, WhistleState
from alerts.orders.models import EXTRA_COLUMNS, PostureOrder
from alerts.warnings.models import OPEN_STATES, PublicWarning
from units.models import County, Unit, User

SHOWN_ON_BOARD = 6
WARNED = {name: name for name in ("pk", "headline", "level", "state")}


@dataclass(frozen=True, slots=True)
class Raised:
    """A posture order, in force from `start`. `calls_in`: it asks for further people; `pk` leads to who they are."""

    number: int
    reason: str
    tier: str
    units: int
    posture: str
    start: datetime
    end: datetime
    pk: str
    calls_in: bool = False


@dataclass(frozen=True, slots=True)
class InForce:
    """A warning that is signed or waits to be; `state` says which."""

    pk: str
    headline: str
    level: str
    state: str


@dataclass(frozen=True)
class Live:
    """Everything of the moment that the board shows."""

    called: tuple[Called, ...] = ()
    units: Mapping[str, States] = field(default_factory=dict)
    people: Mapping[UUID, States] = field(default_factory=dict)
    away: tuple[Away, ...] = ()
    orders: tuple[Raised, ...] = ()
    warnings: tuple[InForce, ...] = ()
    problems: tuple[str, ...] = ()
    whistles: int = 0
    """How many wait for the county office; told to it alone."""

    @property
    def counts(self) -> dict[UnitState, int]:
        """How many units are in which state, the most urgent first; a unit in two counts in both."""
        found = Counter(state for states in self.units.values() for state in states)
        return {state: found[state] for state in UnitState if found[state]}

    @property
    def alarms(self) -> int:
        """How many people are called or lost now, drills left out: the wall sounds when it rises."""
        called = sum(not one.summons.call_out.is_drill for one in self.called)
        return called + self.counts.get(UnitState.LOST, 0)

    @property
    def shown(self) -> tuple[Called, ...]:
        """The most pressing ones; the page of the call-out has all."""
        return self.called[:SHOWN_ON_BOARD]

    @property
    def more(self) -> int:
        return len(self.called) - len(self.shown)


NOTHING_LIVE = Live()


@dataclass(frozen=True, slots=True)
class Moment:
    """What happens beside duty in a reader's directory, before anything of the reader alone. `orders` are in force or will be."""

    happening: Happening
    orders: tuple[Raised, ...]
    whistles: int
    warnings: tuple[InForce, ...]

    def edges(self, now: datetime) -> Iterable[datetime]:
        """When a clock runs out, or an order begins or ends."""
        clocks = ((one.answer_by, one.arrive_by) for one in self.happening.summonses)
        orders = ((one.start, one.end) for one in self.orders)
        return [edge for pair in (*clocks, *orders) for edge in pair if edge is not None and edge > now]


def moment_at(county_id: UUID, now: datetime, *, user: User) -> Moment:
    """Three queries whatever the size of the county."""
    return Moment(happening_at(now, user=user), *_orders_whistles_and_warnings(county_id, user, now))


def live_of(moment: Moment, now: datetime, user: User) -> Live:
    """What one reader sees of it, but for trouble in the engine. No query."""
    live = _live(moment.happening, now, user)
    orders = tuple(order for order in moment.orders if order.start <= now < order.end)
    is_office = user.sees_whole_county
    # What nobody has signed yet is the office's alone.
    warnings = tuple(one for one in moment.warnings if is_office or one.state != WarningState.RECEIVED)
    return replace(live, orders=orders, warnings=warnings, whistles=moment.whistles if is_office else 0)


def live_of_unit(unit: Unit, now: datetime, *, user: User) -> Live:
    """The part of one unit. Two queries."""
    return _live(happening_at(now, user=user, unit=unit), now, user)


def _live(found: Happening, now: datetime, user: User) -> Live:
    seen = [one for one in found.summonses if user.unit_ids is None or one.unit_id in user.unit_ids]
    called = tuple(sorted((called_of(one, now) for one in seen), key=_pressing))
    return Live(called, found.units, found.people, found.away)


def _pressing(called: Called) -> tuple[Any, ...]:
    return (not called.is_overdue, called.ring.left if called.ring else 0, str(called.summons.pk))


def _orders_whistles_and_warnings(
    county_id: UUID, user: User, now: datetime
) -> tuple[tuple[Raised, ...], int, tuple[InForce, ...]]:
    """In one query, because the board is asked for often."""
    waiting = Whistle.objects.filter(county_id=county_id, state=WhistleState.REQUESTED)
    orders = PostureOrder.objects.filter(county_id=county_id, state=OrderState.IN_FORCE, end__gt=now)
    warned = PublicWarning.objects.filter(county_id=county_id, state__in=OPEN_STATES)
    names = ("number", "reason", "tier", "unit_ids", "posture", "start", "end", "pk", *EXTRA_COLUMNS)
    shape = JSONObject(**{name: name for name in names})
    found = (
        County.objects.filter(pk=county_id)
        .values(
            orders=ArraySubquery(orders.order_by("number").values(json=shape)),
            warnings=ArraySubquery(warned.order_by("received_at").values(json=JSONObject(**WARNED))),
            waiting=ArraySubquery(waiting.values("pk")),
        )
        .get()
    )
    raised = tuple(_raised(order) for order in found["orders"] if _concerns(order, user))
    return raised, len(found["waiting"]), tuple(InForce(**one) for one in found["warnings"])


def _concerns(order: Mapping[str, Any], user: User) -> bool:
    """Orders are for everybody to read; a token narrowed to units sees those of its units and of tiers."""
    allowed = user.directory_unit_ids
    return allowed is None or bool(order["tier"]) or any(UUID(pk) in allowed for pk in order["unit_ids"])


def _raised(order: Mapping[str, Any]) -> Raised:
    start, end = (datetime.fromisoformat(order[name]) for name in ("start", "end"))
    calls_in = any(order[column] for column in EXTRA_COLUMNS)
    return Raised(
        order["number"], order["reason"], order["tier"], len(order["unit_ids"]), order["posture"], start, end,
        order["pk"], calls_in,
    )  # fmt: skip
