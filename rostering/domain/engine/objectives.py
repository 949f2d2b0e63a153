"""Each tier as a linear expression over a Model. Squares of deviations are convex: their secants give them exactly."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

from ortools.sat.python import cp_model

from rostering.domain.eligibility import WEEK
from rostering.domain.engine.modelling import Model, Value
from rostering.domain.engine.state import POINTS
from rostering.domain.problem import COUNTED_CLASSES, ONE_DUTY, PairKind, Strength, Tier


@dataclass(slots=True)
class Objective:
    """What a tier costs: `constant` plus `unit` times the sum of `terms` times their factors."""

    terms: list[tuple[cp_model.IntVar, int]]
    constant: int = 0
    unit: int = 1

    @property
    def expression(self) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum([v for v, _ in self.terms], [factor for _, factor in self.terms])


def objective(model: Model, tier: Tier, incumbent: int) -> Objective:
    """The tier's cost in a model. Plans that cost more than `incumbent` may be cut off."""
    made = model.made
    by_tier: dict[Tier, Callable[[], Objective]] = {
        Tier.VACANCIES: lambda: _vacancies(model),
        Tier.WARNINGS: lambda: _warnings(model),
        Tier.REPEATS: lambda: _by_seat(model, lambda slot, person: int((slot, person) in made.repeated)),
        Tier.SPACING: lambda: _spacing(model),
        Tier.PREFERENCES: lambda: _by_seat(model, lambda slot, person: made.wished.get((slot, person), 0)),
        Tier.STABILITY: lambda: _stability(model),
    }
    return by_tier[tier]() if tier in by_tier else _fairness(model, tier, incumbent)


def _by_seat(model: Model, price: Callable[[int, int], int]) -> Objective:
    priced = ((v, price(model.groups[g].first, p)) for (g, p), v in model.seat.items())
    return Objective([(v, cost) for v, cost in priced if cost])


def _vacancies(model: Model) -> Objective:
    weight = model.made.weight
    terms = [(v, -weight[model.groups[g].first]) for (g, _), v in model.seat.items()]
    return Objective(terms, sum(weight))


def _stability(model: Model) -> Objective:
    made = model.made
    known = [(g, p) for g, group in enumerate(model.groups) for p in group.shown if (g, p) in model.seat]
    return Objective([(model.seat[key], -1) for key in known], len(made.shown))


def _warnings(model: Model) -> Objective:
    made, rules = model.made, model.made.problem.rules
    found = _by_seat(model, lambda slot, person: made.warned.get((slot, person), 0))
    if rules.rest == Strength.WARNING:
        _soft_rest(model, found)
    if rules.week == Strength.WARNING:
        for person, groups in enumerate(model.of_person):
            exclusive = [g for g in groups if made.slots[model.groups[g].first].exclusive]
            _excess(model, found, person, exclusive, made.week_days[person], WEEK, rules.max_in_week)
    if rules.period == Strength.WARNING and rules.max_in_period is not None:
        for person, groups in enumerate(model.of_person):
            _above(model, found, [(g, person) for g in groups], rules.max_in_period)
    for first, second, g, h, kind in model.pairs():
        strength = rules.pair_together if kind == PairKind.TOGETHER else rules.pair_both_away
        if strength == Strength.WARNING:
            _above(model, found, [(g, first), (h, second)], 1)
    return found


def _soft_rest(model: Model, found: Objective) -> None:
    for person, groups in enumerate(model.of_person):
        mine = set(groups)
        for g in groups:
            near = {model.group_of[t] for t in model.made.soft_clashing[model.groups[g].first] if t in model.group_of}
            for h in sorted(near & mine):
                if g < h:
                    _above(model, found, [(g, person), (h, person)], 1)


def _spacing(model: Model) -> Objective:
    found = Objective([])
    span = model.made.problem.rules.spacing_days
    for person, groups in enumerate(model.of_person):
        _excess(model, found, person, groups, model.made.standing_days[person], span, 1)
    return found


def _excess(
    model: Model, found: Objective, person: int, groups: Sequence[int], standing: Sequence[int], span: int, most: int
) -> None:
    """Adds what lies above `most` in each window; windows with the same groups are priced once, by their number."""
    prices: dict[tuple[tuple[int, ...], int], int] = defaultdict(int)
    for inside, beside in model.windows(person, groups, standing, span):
        prices[tuple(inside), max(most - beside, 0)] += 1
    for (inside, free), times in prices.items():
        _above(model, found, [(g, person) for g in inside], free, times)


def _above(model: Model, found: Objective, seats: Sequence[tuple[int, int]], free: int, times: int = 1) -> None:
    """Adds `times` the number of `seats` taken above `free`."""
    if free == 0:
        found.terms += [(model.seat[key], times) for key in seats]
        return
    if not seats:
        return
    alone = len({person for _, person in seats}) == 1
    possible = model.most([g for g, _ in seats], seats[0][1]) if alone else len(seats)
    if possible <= free:
        return
    above = model.cp.new_int_var(0, possible - free, "")
    model.cp.add(above >= sum(model.seat[key] for key in seats) - free)
    model.aux.append((above, lambda taken: max(sum(taken[key] for key in seats) - free, 0)))
    found.terms.append((above, times))


def _fairness(model: Model, tier: Tier, incumbent: int) -> Objective:
    """Sum of squared deviations; each person's range is narrowed to what a plan as good as the incumbent allows."""
    klass = POINTS if tier == Tier.POINTS else [k.value for k in COUNTED_CLASSES].index(tier.value)
    loads = [_load(model, klass, person) for person in range(len(model.made.people))]
    costs = [
        {total: (model.made.deviation[person][klass] + total) ** 2 for total in totals}
        for person, (_, totals) in enumerate(loads)
    ]
    least = [min(cost.values()) for cost in costs]
    slack = incumbent - sum(least)
    found = Objective([], unit=gcd(*(amount for seats, _ in loads for _, amount in seats)) or 1)
    for person, (seats, totals) in enumerate(loads):
        kept = [total for total in totals if costs[person][total] - least[person] <= slack]
        _convex(model, found, seats, kept, [costs[person][total] for total in kept])
    return found


def _load(model: Model, klass: int, person: int) -> tuple[list[tuple[tuple[int, int], int]], list[int]]:
    """A person's seats with their amounts in the class, and the totals they can come to, in order."""
    made, seats = model.made, []
    for g in model.of_person[person]:
        slot = model.groups[g].first
        amount = made.points[slot] if klass == POINTS else ONE_DUTY * (made.klass[slot] == klass)
        if amount:
            seats.append(((g, person), amount))
    by_amount: dict[int, list[int]] = defaultdict(list)
    for (g, _), amount in seats:
        by_amount[amount].append(g)
    totals = {0}
    for amount, groups in sorted(by_amount.items()):
        most = model.most(groups, person)
        totals = {total + amount * times for total in totals for times in range(most + 1)}
    return seats, sorted(totals)


def _convex(
    model: Model,
    found: Objective,
    seats: Sequence[tuple[tuple[int, int], int]],
    totals: Sequence[int],
    costs: Sequence[int],
) -> None:
    """Adds a convex cost of a total: linear if it can take two values only, else a variable above the secants."""
    unit, first = found.unit, costs[0]
    found.constant += first
    if not seats:
        return
    load = sum(model.seat[key] * (amount // unit) for key, amount in seats)
    levels = [(total // unit, (cost - first) // unit) for total, cost in zip(totals, costs, strict=True)]
    model.cp.add_linear_constraint(load, levels[0][0], levels[-1][0])
    if len(levels) == 1:
        return
    secants = [(n, c, (after - c) // (m - n)) for (n, c), (m, after) in pairwise(levels)]
    if len(secants) == 1:
        n, _, slope = secants[0]
        found.terms += [(model.seat[key], slope * (amount // unit)) for key, amount in seats]
        found.constant -= unit * slope * n
        return
    value: Value = lambda taken: sum(taken[key] * (amount // unit) for key, amount in seats)  # noqa: E731
    total = model.cp.new_int_var(levels[0][0], levels[-1][0], "")
    model.cp.add(total == load)
    model.aux.append((total, value))
    cost = model.cp.new_int_var(min(c for _, c in levels), max(c for _, c in levels), "")
    for n, c, slope in secants:
        model.cp.add(cost >= slope * (total - n) + c)
    model.aux.append((cost, lambda taken: max(c + slope * (value(taken) - n) for n, c, slope in secants)))
    found.terms.append((cost, 1))
