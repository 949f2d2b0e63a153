"""Each tier as a linear expression over a Model, built once: minimised first, then held."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import gcd

from ortools.sat.python import cp_model

from rostering.engine.eligibility import WEEK
from rostering.engine.model import Model, Value
from rostering.engine.network import CLASS_OF
from rostering.engine.problem import ONE_DUTY, PairKind, Strength
from rostering.engine.state import POINTS
from rostering.engine.tiers import Tier

Key = tuple[int, int]


@dataclass(slots=True)
class Goal:
    """What a tier costs: `constant` plus `unit` times the sum of `terms` times their factors."""

    terms: list[tuple[cp_model.IntVar, int]]
    constant: int = 0
    unit: int = 1

    @property
    def expression(self) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum([v for v, _ in self.terms], [factor for _, factor in self.terms])


class Goals:
    """The tiers over one model, each built when it is first asked for."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._built: dict[Tier, Goal] = {}

    def of(self, tier: Tier, incumbent: int) -> Goal:
        """Plans that cost more than `incumbent` may be cut off."""
        if tier not in self._built:
            self._built[tier] = _goal(self.model, tier, incumbent)
        return self._built[tier]

    def hold(self, tier: Tier, value: int) -> None:
        """From now on only plans at most this bad in `tier`."""
        wanted = self.of(tier, value)
        if wanted.terms:
            self.model.cp.add(wanted.expression <= (value - wanted.constant) // wanted.unit)

    def demand(self, tier: Tier, incumbent: int, floor: int) -> Goal:
        """Makes the tier what is minimised; nothing below `floor` need be looked for."""
        wanted = self.of(tier, incumbent)
        if wanted.terms:
            # The floor is rounded up: the expression counts in whole units.
            self.model.cp.add(wanted.expression >= -((wanted.constant - floor) // wanted.unit))
        self.model.cp.minimize(wanted.expression)
        return wanted


def _goal(model: Model, tier: Tier, incumbent: int) -> Goal:
    made = model.made
    by_tier: dict[Tier, Callable[[], Goal]] = {
        Tier.VACANCIES: lambda: _vacancies(model),
        Tier.WARNINGS: lambda: _warnings(model),
        Tier.REPEATS: lambda: _by_seat(model, lambda slot, person: int((slot, person) in made.repeated)),
        Tier.SPACING: lambda: _spacing(model),
        Tier.PREFERENCES: lambda: _by_seat(model, lambda slot, person: made.wished.get((slot, person), 0)),
        Tier.STABILITY: lambda: _stability(model),
        Tier.POINTS: lambda: _duties(model, POINTS) if model.network.even else _points(model, incumbent),
    }
    return by_tier[tier]() if tier in by_tier else _duties(model, CLASS_OF[tier])


def _by_seat(model: Model, price: Callable[[int, int], int]) -> Goal:
    priced = ((v, price(model.groups[g].first, p)) for (g, p), v in model.seat.items())
    return Goal([(v, cost) for v, cost in priced if cost])


def _vacancies(model: Model) -> Goal:
    weight = model.made.weight
    return Goal([(v, -weight[model.groups[g].first]) for (g, _), v in model.seat.items()], sum(weight))


def _stability(model: Model) -> Goal:
    known = [(g, p) for g, group in enumerate(model.groups) for p in sorted(set(group.shown)) if (g, p) in model.seat]
    return Goal([(model.seat[key], -1) for key in known], len(model.made.shown))


def _duties(model: Model, klass: int) -> Goal:
    """Sum of squared deviations: the arcs of the network that the narrowed levels leave open, one variable for each."""
    made, network = model.made, model.network
    found = Goal([], unit=ONE_DUTY if klass != POINTS else gcd(*made.points) or 1)
    for person, row in enumerate(made.deviation):
        arcs = network.duties.get((person, klass), ())
        seats = model.seats_of(person, klass)
        each = ONE_DUTY if klass != POINTS else network.points[person]
        certain, possible = network.range_of(arcs) if arcs else (0, 0)
        possible = min(possible, len(seats))
        found.constant += (row[klass] + each * certain) ** 2
        steps = [each * (2 * (row[klass] + each * k) + each) // found.unit for k in range(certain, possible)]
        if seats and len(steps) < len(seats):
            # The network may have been narrowed since the model was built.
            held = cp_model.LinearExpr.sum([model.seat[key] for key in seats])
            model.cp.add_linear_constraint(held, certain, possible)
        if len(steps) == 1:
            found.terms += [(model.seat[key], steps[0]) for key in seats]
            found.constant -= found.unit * steps[0] * certain
        elif steps:
            _in_steps(model, found, seats, certain, steps)
    return found


def _in_steps(model: Model, found: Goal, seats: Sequence[Key], certain: int, steps: Sequence[int]) -> None:
    """Adds a 0/1 variable for each duty above the `certain` ones, with its price."""
    further = [model.cp.new_bool_var("") for _ in steps]
    held = cp_model.LinearExpr.sum([model.seat[key] for key in seats])
    model.cp.add(held == cp_model.LinearExpr.sum(further) + certain)
    for earlier, later in pairwise(further):
        model.cp.add_implication(later, earlier)
    for k, (variable, price) in enumerate(zip(further, steps, strict=True)):
        model.aux.append((variable, partial(_reaches, seats, certain + k + 1)))
        found.terms.append((variable, price))


def _reaches(seats: Sequence[Key], count: int, taken: dict[Key, int]) -> int:
    return int(sum(taken[key] for key in seats) >= count)


# --- points of seats that differ ---


def _points(model: Model, incumbent: int) -> Goal:
    """As `_duties` where a person's seats differ in points: each total they can come to is a choice with its price."""
    made = model.made
    found = Goal([], unit=gcd(*made.points) or 1)
    loads = [
        [(key, made.points[model.groups[key[0]].first]) for key in model.seats_of(person, POINTS)]
        for person in range(len(made.people))
    ]
    before = [row[POINTS] for row in made.deviation]
    totals = [_totals(model, [(g, amount) for (g, _), amount in load]) for load in loads]
    least = [min((base + total) ** 2 for total in reached) for base, reached in zip(before, totals, strict=True)]
    slack = incumbent - sum(least)
    for base, load, reached, low in zip(before, loads, totals, least, strict=True):
        kept = [total for total in reached if (base + total) ** 2 - low <= slack]
        first = (base + kept[0]) ** 2
        found.constant += first
        if load:
            levels = [(total // found.unit, ((base + total) ** 2 - first) // found.unit) for total in kept]
            _choice(model, found, load, levels)
    return found


def _totals(model: Model, load: Sequence[tuple[int, int]]) -> list[int]:
    """What seats can come to, in order."""
    by_amount: dict[int, list[int]] = defaultdict(list)
    for g, amount in load:
        by_amount[amount].append(g)
    totals = {0}
    for amount, groups in sorted(by_amount.items()):
        totals = {total + amount * n for total in totals for n in range(model.most(groups) + 1)}
    return sorted(totals)


def _choice(model: Model, found: Goal, load: Sequence[tuple[Key, int]], levels: Sequence[tuple[int, int]]) -> None:
    """Adds a 0/1 variable per (total, cost): exactly one is true, the one of the load."""

    def value(taken: dict[Key, int]) -> int:
        return sum(taken[key] * (amount // found.unit) for key, amount in load)

    chosen = [model.cp.new_bool_var("") for _ in levels]
    model.cp.add_exactly_one(chosen)
    held = cp_model.LinearExpr.weighted_sum([model.seat[key] for key, _ in load], [a // found.unit for _, a in load])
    model.cp.add(held == cp_model.LinearExpr.weighted_sum(chosen, [n for n, _ in levels]))
    for variable, (n, cost) in zip(chosen, levels, strict=True):
        model.aux.append((variable, partial(_equals, value, n)))
        found.terms.append((variable, cost))


def _equals(value: Value, level: int, taken: dict[Key, int]) -> int:
    return int(value(taken) == level)


# --- what hangs on several duties of a person, or on two people ---


def _warnings(model: Model) -> Goal:
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


def _soft_rest(model: Model, found: Goal) -> None:
    for person, groups in enumerate(model.of_person):
        mine = set(groups)
        for g in groups:
            near = {model.group_of[t] for t in model.made.soft_clashing[model.groups[g].first] if t in model.group_of}
            for h in sorted(near & mine):
                if g < h:
                    _above(model, found, [(g, person), (h, person)], 1)


def _spacing(model: Model) -> Goal:
    found = Goal([])
    span = model.made.problem.rules.spacing_days
    for person, groups in enumerate(model.of_person):
        _excess(model, found, person, groups, model.made.standing_days[person], span, 1)
    return found


def _excess(
    model: Model, found: Goal, person: int, groups: Sequence[int], standing: Sequence[int], span: int, most: int
) -> None:
    """Adds what lies above `most` in each window; windows with the same groups are priced once, by their number."""
    prices: dict[tuple[tuple[int, ...], int], int] = defaultdict(int)
    for inside, beside in model.windows(groups, standing, span):
        prices[tuple(inside), max(most - beside, 0)] += 1
    for (taken, free), times in prices.items():
        _above(model, found, [(g, person) for g in taken], free, times)


def _above(model: Model, found: Goal, seats: Sequence[Key], free: int, times: int = 1) -> None:
    """Adds `times` the number of `seats` taken above `free`."""
    if free == 0:
        found.terms += [(model.seat[key], times) for key in seats]
        return
    if not seats:
        return
    alone = len({person for _, person in seats}) == 1
    possible = model.most([g for g, _ in seats]) if alone else len(seats)
    if possible <= free:
        return
    above = model.cp.new_int_var(0, possible - free, "")
    model.cp.add(above >= sum(model.seat[key] for key in seats) - free)
    model.aux.append((above, lambda taken: max(sum(taken[key] for key in seats) - free, 0)))
    found.terms.append((above, times))
