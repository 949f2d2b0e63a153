"""Who holds which slot while the search goes on, and what one more duty would cost whom.

Costs of all tiers are one integer: each tier weighs more than everything below it can amount to.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from math import inf

from rostering.engine.compiling import Compiled
from rostering.engine.eligibility import WEEK
from rostering.engine.problem import COUNTED_CLASSES, LEDGER_CLASSES, ONE_DUTY, PairKind, Strength
from rostering.engine.scoring import paired, soft_of_person
from rostering.engine.tiers import Tier

NOBODY = -1
POINTS = len(COUNTED_CLASSES)


class State:
    """Mutable: `holder` per slot, and per person what the rules and the tiers look at."""

    def __init__(self, made: Compiled, order: Sequence[Tier]) -> None:
        self.made = made
        self.scale = scales(made, order)
        self.class_scale = [self.scale[Tier(klass.value)] for klass in LEDGER_CLASSES]
        self.holder = [NOBODY] * len(made.slots)
        self.held: list[set[int]] = [set() for _ in made.people]
        self.days = [list(days) for days in made.standing_days]
        self.week = [list(days) for days in made.week_days]
        self.deviation = [list(row) for row in made.deviation]
        self.linear = [self._linear(s) for s in range(len(made.slots))]
        rules = made.problem.rules
        self.most = made.most_in_period
        self.week_hard = rules.week == Strength.HARD
        self.soft = made.warns_together
        self.cost = 0

    def _linear(self, slot: int) -> dict[int, int]:
        """Per person allowed: what the seat costs them by itself, the vacancy filled taken off."""
        made, scale = self.made, self.scale
        filled = -made.weight[slot] * scale[Tier.VACANCIES]
        costs = {}
        for person in made.allowed[slot]:
            key = (slot, person)
            costs[person] = (
                filled
                + made.warned.get(key, 0) * scale[Tier.WARNINGS]
                + (key in made.repeated) * scale[Tier.REPEATS]
                + made.wished.get(key, 0) * scale[Tier.PREFERENCES]
                - (made.shown.get(slot) == person) * scale[Tier.STABILITY]
            )
        return costs

    def may(self, person: int, slot: int) -> bool:
        """Does no hard rule keep `person`, who has the seats in `held`, off `slot`?"""
        made, held = self.made, self.held[person]
        if held and not held.isdisjoint(made.clashing[slot]):
            return False
        if self.most is not None and len(held) + made.used[person] >= self.most:
            return False
        if self.week_hard and made.slots[slot].exclusive and self._week_full(person, made.day[slot]):
            return False
        return not made.partners[person] or not self._pair_forbids(person, slot)

    def _week_full(self, person: int, day: int) -> bool:
        days, most = self.week[person], self.made.problem.rules.max_in_week
        if len(days) < most:
            return False
        low, high = bisect_left(days, day - WEEK + 1), bisect_left(days, day + WEEK)
        return any(_fits(days, i, most, day) for i in range(low, high - most + 1))

    def _pair_forbids(self, person: int, slot: int) -> bool:
        made, rules = self.made, self.made.problem.rules
        for other, kind, unit_id in made.partners[person]:
            strength = rules.pair_together if kind == PairKind.TOGETHER else rules.pair_both_away
            if strength == Strength.HARD and any(paired(made, slot, t, kind, unit_id) for t in self.held[other]):
                return True
        return False

    def price(self, person: int, slot: int) -> int:
        """What `person` taking `slot` adds to the cost."""
        made, row = self.made, self.deviation[person]
        klass, points = made.klass[slot], made.points[slot]
        cost = self.linear[slot][person] + self.class_scale[POINTS] * points * (2 * row[POINTS] + points)
        if klass >= 0:
            cost += self.class_scale[klass] * ONE_DUTY * (2 * row[klass] + ONE_DUTY)
        return cost + self._extra(person, slot)

    def cheapest(self, slot: int) -> tuple[int, int]:
        """Who may take `slot` for least and for second least, NOBODY where there is none. As `price`, the dear ones never asked."""
        made, costs = self.made, self.linear[slot]
        klass, points = made.klass[slot], made.points[slot]
        per_point = self.class_scale[POINTS] * points
        per_duty = self.class_scale[klass] * ONE_DUTY if klass >= 0 else 0
        offers = []
        for person in made.allowed[slot]:
            row = self.deviation[person]
            cost = costs[person] + per_point * (2 * row[POINTS] + points) + per_duty * (2 * row[klass] + ONE_DUTY)
            offers.append((cost, person))
        best, second = NOBODY, NOBODY
        least: float = inf
        next_least: float = inf
        for cost, person in sorted(offers):
            if cost >= next_least:
                break
            if self.may(person, slot):
                whole = cost + self._extra(person, slot)
                if whole < least:
                    best, second, least, next_least = person, best, whole, least
                elif whole < next_least:
                    second, next_least = person, whole
        return best, second

    def _extra(self, person: int, slot: int) -> int:
        """The part of a price that depends on the person's other seats; never negative."""
        extra = self.scale[Tier.SPACING] * self._crowding(person, self.made.day[slot])
        if self.soft:
            extra += self.scale[Tier.WARNINGS] * self._soft_price(person, slot)
        return extra

    def _crowding(self, person: int, day: int) -> int:
        """Windows around `day` in which the person has another duty."""
        days, span = self.days[person], self.made.problem.rules.spacing_days
        at = bisect_left(days, day)
        before = span - (day - days[at - 1]) if at else 0
        after = span - (days[at] - day) if at < len(days) else 0
        before, after = max(before, 0), max(after, 0)
        return before + after - max(before + after - span, 0)

    def _soft_price(self, person: int, slot: int) -> int:
        held = self.held[person]
        more = soft_of_person(self.made, person, held | {slot}) - soft_of_person(self.made, person, held)
        return more + soft_pairs(self, person, slot)

    def put(self, person: int, slot: int) -> None:
        """Seats `person`; the caller has asked `may`."""
        self.cost += self.price(person, slot)
        self._book(person, slot, 1)
        self.holder[slot] = person
        self.held[person].add(slot)
        day = self.made.day[slot]
        insort(self.days[person], day)
        if self.made.slots[slot].exclusive:
            insort(self.week[person], day)

    def take(self, slot: int) -> int:
        """Empties the seat; returns who had it."""
        person = self.holder[slot]
        day = self.made.day[slot]
        self.holder[slot] = NOBODY
        self.held[person].remove(slot)
        self.days[person].remove(day)
        if self.made.slots[slot].exclusive:
            self.week[person].remove(day)
        self._book(person, slot, -1)
        self.cost -= self.price(person, slot)
        return person

    def _book(self, person: int, slot: int, sign: int) -> None:
        klass = self.made.klass[slot]
        if klass >= 0:
            self.deviation[person][klass] += sign * ONE_DUTY
        self.deviation[person][POINTS] += sign * self.made.points[slot]


def _fits(days: list[int], first: int, most: int, day: int) -> bool:
    """Do `most` duties from index `first` and one on `day` lie within seven days?"""
    return max(days[first + most - 1], day) - min(days[first], day) < WEEK


def soft_pairs(state: State, person: int, slot: int) -> int:
    """How many pair rules of strength warning the seat would break."""
    made, rules, count = state.made, state.made.problem.rules, 0
    for other, kind, unit_id in made.partners[person]:
        strength = rules.pair_together if kind == PairKind.TOGETHER else rules.pair_both_away
        if strength == Strength.WARNING:
            count += sum(1 for t in state.held[other] if paired(made, slot, t, kind, unit_id))
    return count


def scales(made: Compiled, order: Sequence[Tier]) -> dict[Tier, int]:
    """Per tier a weight larger than everything below it can amount to."""
    slots, people = len(made.slots), max(len(made.people), 1)
    spread = [max((abs(row[c]) for row in made.deviation), default=0) for c in range(POINTS + 1)]
    most = {Tier(k.value): people * (spread[c] + ONE_DUTY * slots) ** 2 for c, k in enumerate(COUNTED_CLASSES)}
    most[Tier.POINTS] = people * (spread[POINTS] + sum(made.points)) ** 2
    most[Tier.VACANCIES] = sum(made.weight)
    most[Tier.WARNINGS] = sum(made.warned.values()) + WEEK * slots * (slots + 2) + slots * slots * people
    most[Tier.REPEATS] = most[Tier.STABILITY] = slots
    most[Tier.SPACING] = slots * made.problem.rules.spacing_days
    most[Tier.PREFERENCES] = sum(abs(weight) for weight in made.wished.values())
    scale, below = {}, 1
    for tier in reversed(order):
        scale[tier] = below
        below *= 2 * most[tier] + 2
    return scale
