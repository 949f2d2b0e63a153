"""What a finished plan is worth, tier by tier: plain sums, worked out anew from who holds what."""

from collections.abc import Collection, Sequence

from rostering.engine.compiling import Compiled
from rostering.engine.eligibility import WEEK, at_once
from rostering.engine.problem import COUNTED_CLASSES, LEDGER_CLASSES, ONE_DUTY, PairKind, Strength
from rostering.engine.tiers import Tier

POINTS = len(COUNTED_CLASSES)


def tier_values(made: Compiled, holder: Sequence[int]) -> dict[Tier, int]:
    """Of `holder` per slot, -1 = vacant."""
    held = held_by(made, holder)
    values = dict.fromkeys(Tier, 0)
    for slot, person in enumerate(holder):
        values[Tier.STABILITY] += slot in made.shown and made.shown[slot] != person
        values[Tier.VACANCIES] += made.weight[slot] if person < 0 else 0
    for person, slots in enumerate(held):
        for tier, value in values_of_person(made, person, slots).items():
            values[tier] += value
    values[Tier.WARNINGS] += _soft_pairs(made, held)
    return values


def values_of_person(made: Compiled, person: int, slots: Collection[int]) -> dict[Tier, int]:
    """What one person's slots cost in the tiers that are sums over people, pair rules aside."""
    values = {
        Tier.WARNINGS: sum(made.warned.get((slot, person), 0) for slot in slots) + soft_of_person(made, person, slots),
        Tier.REPEATS: sum((slot, person) in made.repeated for slot in slots),
        Tier.SPACING: spacing(made, person, slots),
        Tier.PREFERENCES: sum(made.wished.get((slot, person), 0) for slot in slots),
    }
    for klass, deviation in zip(LEDGER_CLASSES, deviation_of(made, person, slots), strict=True):
        values[Tier(klass.value)] = deviation**2
    return values


def held_by(made: Compiled, holder: Sequence[int]) -> list[set[int]]:
    """The slots of each person."""
    held: list[set[int]] = [set() for _ in made.people]
    for slot, person in enumerate(holder):
        if person >= 0:
            held[person].add(slot)
    return held


def deviation_of(made: Compiled, person: int, slots: Collection[int]) -> list[int]:
    """Load minus fair share per ledger class, with these slots."""
    row = list(made.deviation[person])
    for slot in slots:
        if made.klass[slot] >= 0:
            row[made.klass[slot]] += ONE_DUTY
        row[POINTS] += made.points[slot]
    return row


def spacing(made: Compiled, person: int, slots: Collection[int]) -> int:
    """Duties after the first in each window of consecutive days, less what standing duties cost by themselves."""
    span = made.problem.rules.spacing_days
    standing = made.standing_days[person]
    return _excess(standing + [made.day[s] for s in slots], span, 1) - _excess(standing, span, 1)


def week_excess(made: Compiled, person: int, slots: Collection[int]) -> int:
    """Exclusive duties above the maximum in each window of seven days, less those that stand anyway."""
    most, standing = made.problem.rules.max_in_week, made.week_days[person]
    days = standing + [made.day[s] for s in slots if made.slots[s].exclusive]
    return _excess(days, WEEK, most) - _excess(standing, WEEK, most)


def _excess(days: Sequence[int], span: int, most: int) -> int:
    begins = {day - back for day in days for back in range(span)}
    return sum(max(sum(1 for day in days if begin <= day < begin + span) - most, 0) for begin in begins)


def soft_of_person(made: Compiled, person: int, slots: Collection[int]) -> int:
    """Rules of strength warning that a person's duties break together."""
    rules, count = made.problem.rules, 0
    if rules.rest == Strength.WARNING:
        count += sum(1 for s in slots for t in made.soft_clashing[s] if s < t and t in slots)
    if rules.week == Strength.WARNING:
        count += week_excess(made, person, slots)
    if rules.period == Strength.WARNING and rules.max_in_period is not None:
        count += max(len(slots) - rules.max_in_period, 0)
    return count


def _soft_pairs(made: Compiled, held: Sequence[Collection[int]]) -> int:
    rules, count = made.problem.rules, 0
    for person, partners in enumerate(made.partners):
        for other, kind, unit_id in partners:
            strength = rules.pair_together if kind == PairKind.TOGETHER else rules.pair_both_away
            if person < other and strength == Strength.WARNING:
                count += sum(1 for s in held[person] for t in held[other] if paired(made, s, t, kind, unit_id))
    return count


def paired(made: Compiled, slot: int, other: int, kind: PairKind, unit_id: str) -> bool:
    """Would the two of a pair break its rule, one on each slot?"""
    first, second = made.slots[slot], made.slots[other]
    if kind == PairKind.BOTH_AWAY and unit_id in (first.unit_id, second.unit_id):
        return False
    return at_once(first, second)
