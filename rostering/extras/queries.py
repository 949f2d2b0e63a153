"""The seats that an order would add: beside the regular ones of each unit and duty day that it reaches."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from rostering.enums import ExtraKind, PeriodState, SeatScope
from rostering.labels import is_leading
from rostering.policies.queries.published import zone
from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.extra import is_raised, phases_of_extra
from rostering.policies.rules.policy import Phase, Policy, PostRule
from rostering.policies.rules.raising import Overlay, overlays
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.shift import MAX_SHIFT, Shift
from rostering.seats.queries.obligations import policies_of, raised
from units.models import Unit


@dataclass(frozen=True, slots=True)
class Ask:
    """What an order asks of the units it names within its hours: how many people of each kind per unit and duty day."""

    order_id: UUID
    county_id: UUID
    overlay: Overlay
    wanted: Mapping[ExtraKind, int]

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.overlay.raised.start, self.overlay.raised.end


@dataclass(frozen=True, slots=True)
class ExtraSeat:
    """Rows not saved yet: a shift with what is owed on it, and its vacancy."""

    shift: Shift
    phases: tuple[Phase, ...]
    vacancy: Assignment


def regular_shifts(ask: Ask, period: DutyPeriod | None = None) -> list[Shift]:
    """One of each unit and duty day of a published period that the order reaches, of `period` alone where it is named; in
    protocol order. One query."""
    start, end = ask.span
    named = Q(unit_id__in=ask.overlay.unit_ids)
    if ask.overlay.tier:
        named |= Q(tier=ask.overlay.tier)
    rows = Shift.objects.filter(
        named,
        period__county_id=ask.county_id,
        period__state=PeriodState.PUBLISHED,
        is_released=False,
        extra="",
        start__lt=end,
        start__gt=start - MAX_SHIFT,
        end__gt=start,
    )
    rows = rows.filter(period=period) if period else rows
    rows = rows.select_related("period__policy", "period__county", "roster", "unit")
    found = rows.order_by("unit_id", "day", "-period__created_at", "post_order", "seat").distinct("unit_id", "day")
    return sorted(found, key=lambda one: (one.unit.protocol_order, str(one.unit_id), one.day))


def extra_seats(ask: Ask, beside: Sequence[Shift], more: Iterable[Overlay] = ()) -> list[ExtraSeat]:
    """Every seat that is asked for beside `beside`; orders in force and `more` raise what is owed there. Four queries."""
    if not beside:
        return []
    orders = [*overlays(ask.county_id, *ask.span), *more]
    rules, taken = policies_of(beside), _taken(beside)
    found = []
    for regular in beside:
        policy = rules[regular.period.policy_id]
        for kind, count in ask.wanted.items():
            rule = post_for(kind, regular.tier, policy)
            if rule is None:
                continue
            for _number in range(count):
                key = (regular.roster_id, regular.day, rule.post)
                taken[key] += 1
                found.append(_seat(ask, regular, kind, rule, policy, orders, taken[key]))
    return found


def post_for(kind: ExtraKind, tier: str, policy: Policy) -> PostRule | None:
    """Whose rules hold for the seat, of the posts that every unit of the tier staffs: a leading one for leaders, the other for
    everybody else, whichever there is where a tier has but one. None for a tier the policy doesn't know."""
    rules = [rule for rule in policy.posts if rule.tier == tier and rule.scope == SeatScope.UNIT]
    fitting = [rule for rule in rules if is_leading(rule.post) == (kind == ExtraKind.LEADER)]
    return next(iter([*fitting, *rules]), None)


def uncovered(ask: Ask, beside: Iterable[Shift]) -> list[Unit]:
    """Units named whose published rosters don't fill the span of the order, in protocol order: nobody is added in the rest.
    One query."""
    start, end = ask.span
    filled: dict[UUID, timedelta] = defaultdict(timedelta)
    for shift in beside:
        filled[shift.unit_id] += min(shift.end, end) - max(shift.start, start)
    today = timezone.localdate(start)
    of_tier = Q(tiers__valid__contains=today, tiers__tier=ask.overlay.tier) if ask.overlay.tier else Q(pk__in=[])
    named = Unit.objects.filter(Q(pk__in=ask.overlay.unit_ids) | of_tier, county_id=ask.county_id).active().distinct()
    return [unit for unit in named.in_protocol_order() if filled[unit.pk] < end - start]


def seats_of_orders(order_ids: Collection[UUID]) -> "Iterable[Assignment]":
    """Who holds the seats that orders have added, also those taken back, in the order of units and hours. One query."""
    rows = Assignment.objects.filter(Q(is_active=True) | Q(shift__is_released=True), shift__ordered_by__in=order_ids)
    rows = rows.select_related("shift__unit", "shift__roster", "shift__period__policy", "person")
    return rows.prefetch_related("shift__phases").order_by(
        "shift__unit__protocol_order", "start", "shift__post_order", "shift__seat"
    )


def _taken(beside: Iterable[Shift]) -> "Counter[tuple[UUID, date, str]]":
    """The highest number of a seat per roster, day and post, released ones included: numbers are never given twice."""
    rosters, days = {one.roster_id for one in beside}, {one.day for one in beside}
    rows = Shift.objects.filter(roster__in=rosters, day__in=days).order_by()
    highest = rows.values_list("roster_id", "day", "post").annotate(highest=Max("seat"))
    return Counter({(roster, day, post): seat for roster, day, post, seat in highest})


def _seat(
    ask: Ask, beside: Shift, kind: ExtraKind, rule: PostRule, policy: Policy, orders: Sequence[Overlay], number: int
) -> ExtraSeat:
    start, end = max(beside.start, ask.span[0]), min(beside.end, ask.span[1])
    phases = phases_of_extra(kind, rule, beside.day, start, end, zone())
    if is_raised(kind):
        phases = raised(phases, beside.unit_id, beside.tier, orders)
    points = burden_points(phases, policy, zone())
    shift = Shift(
        period=beside.period, roster=beside.roster, unit=beside.unit, tier=beside.tier, post=rule.post,
        post_order=policy.posts.index(rule), min_rank=rule.min_rank, seat=number, day=beside.day,
        day_kind=beside.day_kind, duty_class=beside.duty_class, festival=beside.festival, start=start, end=end,
        points=points, is_exclusive=rule.exclusive, extra=kind, ordered_by=ask.order_id,
    )  # fmt: skip
    vacancy = Assignment(
        shift=shift, start=start, end=end, is_exclusive=rule.exclusive, is_pinned=True, points=points
    )  # fmt: skip
    return ExtraSeat(shift, phases, vacancy)
