"""Each tier as a linear expression over a Model. Squares of deviations are convex: their secants give them exactly."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import gcd, prod

from ortools.sat.python import cp_model

from rostering.engine.eligibility import WEEK
from rostering.engine.modelling import Model, Value
from rostering.engine.problem import COUNTED_CLASSES, ONE_DUTY, PairKind, Strength
from rostering.engine.state import POINTS
from rostering.engine.tiers import Tier

Load = list[tuple[tuple[int, int], int]]
"""Seats of a person with what each counts."""
COARSE = 40
"""Lines by which a square of many values is approached, the first `NEAREST` hundredths apart."""
NEAREST = 25
MOST_TOTALS = 2000


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
    known = [(g, p) for g, group in enumerate(model.groups) for p in sorted(set(group.shown)) if (g, p) in model.seat]
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
    for (taken, free), times in prices.items():
        _above(model, found, [(g, person) for g in taken], free, times)


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
    found = Objective([], unit=gcd(*(amount for seats in loads for _, amount in seats)) or 1)
    before = [row[klass] for row in model.made.deviation]
    totals = [_totals(model, person, seats) for person, seats in enumerate(loads)]
    least = [min((base + total) ** 2 for total in reached) for base, reached in zip(before, totals, strict=True)]
    slack = incumbent - sum(least)
    for person, (base, seats, reached, low) in enumerate(zip(before, loads, totals, least, strict=True)):
        kept = [total for total in reached if (base + total) ** 2 - low <= slack]
        if model.coarse and len(kept) > COARSE:
            _tangents(model, found, seats, kept, base, model.present[person][klass])
        else:
            _convex(model, found, seats, kept, [(base + total) ** 2 for total in kept])
    return found


def _load(model: Model, klass: int, person: int) -> Load:
    """A person's seats with their amounts in the class."""
    made, seats = model.made, []
    for g in model.of_person[person]:
        slot = model.groups[g].first
        amount = made.points[slot] if klass == POINTS else ONE_DUTY * (made.klass[slot] == klass)
        if amount:
            seats.append(((g, person), amount))
    return seats


def _totals(model: Model, person: int, seats: Load) -> Sequence[int]:
    """What the seats can come to, in order. For very many ways, also what they can't."""
    by_amount: dict[int, list[int]] = defaultdict(list)
    for (g, _), amount in seats:
        by_amount[amount].append(g)
    most = {amount: model.most(groups, person) for amount, groups in sorted(by_amount.items())}
    if model.coarse and prod(times + 1 for times in most.values()) > MOST_TOTALS:
        return range(0, sum(amount * times for amount, times in most.items()) + 1, gcd(*most))
    totals = {0}
    for amount, times in most.items():
        totals = {total + amount * n for total in totals for n in range(times + 1)}
    return sorted(totals)


def _tangents(model: Model, found: Objective, seats: Load, totals: Sequence[int], base: int, present: int) -> None:
    """Adds a square from below, by tangents that lie closer together the nearer they are to `present`."""
    unit, first = found.unit, (base + totals[0]) ** 2
    total, value = _total(model, found, seats, totals)
    found.constant += first
    steps = [0, *(sign * NEAREST * 2**n for n in range(COARSE // 2) for sign in (1, -1))]
    wanted = {min(max(present + step, totals[0]), totals[-1]) // unit for step in steps}
    lines = [(n, ((base + n * unit) ** 2 - first) // unit, 2 * (base + n * unit)) for n in sorted(wanted)]
    _above_lines(model, found, total, value, lines)


def _convex(model: Model, found: Objective, seats: Load, totals: Sequence[int], costs: Sequence[int]) -> None:
    """Adds the cost of a total: linear if it can take two values only, else each value is a choice with its price.

    A cost variable above the secants would say the same with fewer variables, but the solver creeps through its range.
    """
    unit, first = found.unit, costs[0]
    found.constant += first
    if not seats:
        return
    load = sum(model.seat[key] * (amount // unit) for key, amount in seats)
    levels = [(total // unit, (cost - first) // unit) for total, cost in zip(totals, costs, strict=True)]
    if len(levels) > 2:
        _choice(model, found, seats, load, levels)
        return
    model.cp.add_linear_constraint(load, levels[0][0], levels[-1][0])
    for (n, c), (m, after) in pairwise(levels):
        slope = (after - c) // (m - n)
        found.terms += [(model.seat[key], slope * (amount // unit)) for key, amount in seats]
        found.constant -= unit * slope * n


def _choice(
    model: Model, found: Objective, seats: Load, load: cp_model.LinearExprT, levels: Sequence[tuple[int, int]]
) -> None:
    """Adds a 0/1 variable per (total, cost): exactly one is true, the one of the load."""
    value = _value(seats, found.unit)
    chosen = [model.cp.new_bool_var("") for _ in levels]
    model.cp.add_exactly_one(chosen)
    model.cp.add(load == sum(variable * n for variable, (n, _) in zip(chosen, levels, strict=True)))
    for variable, (n, cost) in zip(chosen, levels, strict=True):
        model.aux.append((variable, partial(_equals, value, n)))
        found.terms.append((variable, cost))


def _equals(value: Value, level: int, taken: dict[tuple[int, int], int]) -> int:
    return int(value(taken) == level)


def _value(seats: Load, unit: int) -> Value:
    """What the seats come to in a plan, in units."""

    def value(taken: dict[tuple[int, int], int]) -> int:
        return sum(taken[key] * (amount // unit) for key, amount in seats)

    return value


def _total(model: Model, found: Objective, seats: Load, totals: Sequence[int]) -> tuple[cp_model.IntVar, Value]:
    """A variable for what the seats come to, in units."""
    unit = found.unit
    total = model.cp.new_int_var(totals[0] // unit, totals[-1] // unit, "")
    model.cp.add(total == sum(model.seat[key] * (amount // unit) for key, amount in seats))

    value = _value(seats, unit)
    model.aux.append((total, value))
    return total, value


def _above_lines(
    model: Model, found: Objective, total: cp_model.IntVar, value: Value, lines: Sequence[tuple[int, int, int]]
) -> None:
    """Adds a variable that is at least every line (at, height there, slope) over the total."""
    domain = list(total.proto.domain)
    at_ends = [[height + slope * (end - at) for end in (domain[0], domain[-1])] for at, height, slope in lines]
    highest = max(max(heights) for heights in at_ends)
    lowest = max(min(heights) for heights in at_ends)
    cost = model.cp.new_int_var(lowest, highest, "")
    for at, height, slope in lines:
        model.cp.add(cost >= slope * (total - at) + height)
    model.aux.append((cost, lambda taken: max(c + slope * (value(taken) - at) for at, c, slope in lines)))
    found.terms.append((cost, 1))
