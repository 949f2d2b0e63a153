"""Counties of any size, drawn from a seed: units, people, leave, shared deputies, ledgers carried from years before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from rostering.engine.instances.reading import day_begins
from rostering.engine.problem import (
    LEDGER_CLASSES,
    ONE_DUTY,
    Absence,
    Duty,
    DutyClass,
    LedgerEntry,
    Pair,
    PairKind,
    Person,
    Preference,
    Problem,
    Rules,
    Slot,
)
from scripts.solver.days import DutyDay

HUB, EMERGENCY, ROUTINE = "hub", "emergency_response", "routine_support"
FIRST_SERVICE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Post:
    """One seat of a unit on each duty day. `response` = minutes allowed from home."""

    code: str
    seat: int
    min_rank: int
    points: int
    on_site_all_day: bool = False
    response: int | None = None


DAY_AND_NIGHT = 2712
"""11.5 hours by day and 12.5 by night on site: 27.125 points."""
ON_SITE_BY_DAY = 1775
ON_THE_PHONE = 406

POSTS = {
    HUB: (
        Post("leader", 1, 2, DAY_AND_NIGHT, on_site_all_day=True),
        *(Post("dedicated_staff", seat, 1, DAY_AND_NIGHT, on_site_all_day=True) for seat in (1, 2, 3)),
    ),
    EMERGENCY: (
        Post("leader", 1, 2, ON_SITE_BY_DAY, response=30),
        *(Post("dedicated_staff", seat, 1, DAY_AND_NIGHT, on_site_all_day=True) for seat in (1, 2)),
    ),
    ROUTINE: (Post("duty_officer", 1, 1, ON_THE_PHONE, response=30),),
}


@dataclass(frozen=True, slots=True)
class Mix:
    """What a county is made of. `leave`: share of people away on a day. `tight`: share of units that only just suffice.

    `imbalance`: how many times the mean the most burdened have carried, 1 = everybody about the same.
    """

    units: int = 41
    leave: float = 0.05
    tight: float = 0.15
    shared: int = 6
    imbalance: float = 3.0
    seed: int = 1


def county(days: Sequence[DutyDay], mix: Mix, *, rules: Rules | None = None) -> Problem:
    """About 18 people per unit, as in the county that the figures of the engine come from; 98 seats a day for 41 units."""
    draw = Random(f"{mix.seed}/{mix.units}")  # noqa: S311 - a draw to be repeated
    units = [(f"u{index:03}", _tier(index)) for index in range(mix.units)]
    slots = tuple(slot for unit, tier in units for day in days for slot in seats(unit, tier, day))
    people = _share_deputies([p for unit, tier in units for p in _people(unit, tier, draw, mix)], draw, mix.shared)
    return Problem(
        slots=slots,
        people=tuple(people),
        ledger=tuple(_ledger(people, draw, mix.imbalance)),
        pairs=tuple(_pairs(people, draw)),
        absences=tuple(absence for person in people for absence in _leave(person, days, draw, mix.leave)),
        duties=tuple(_last_year(people, days, draw)),
        preferences=tuple(_wishes(people, days, draw)),
        rules=rules or Rules(),
    )


def seats(unit: str, tier: str, day: DutyDay) -> Iterator[Slot]:
    """The seats of one unit on one duty day."""
    for post in POSTS[tier]:
        yield Slot(
            id=f"{unit}/{day.day}/{post.code}/{post.seat}",
            unit_id=unit,
            tier=tier,
            post=post.code,
            seat=post.seat,
            day=day.day,
            start=day_begins(day.day),
            end=day_begins(day.day + timedelta(days=1)),
            min_rank=post.min_rank,
            response_minutes=post.response,
            points=post.points,
            on_site_all_day=post.on_site_all_day,
            duty_class=day.duty_class,
            festival=day.festival,
            weight={HUB: 3, EMERGENCY: 2, ROUTINE: 1}[tier],
        )


def _tier(index: int) -> str:
    """Of 41 units 3 hub, 24 emergency, 14 routine: repeated for larger counties."""
    place = index % 41
    if place < 3:
        return HUB
    return EMERGENCY if place < 27 else ROUTINE


def _people(unit: str, tier: str, draw: Random, mix: Mix) -> list[Person]:
    tight = draw.random() < mix.tight
    leaders = {HUB: 6, EMERGENCY: 3, ROUTINE: 1}[tier] if tight else draw.randint(4, 9)
    staff = {HUB: 13, EMERGENCY: 8, ROUTINE: 3}[tier] if tight else _staff(tier, draw)
    return [_person(unit, tier, index, draw, leads=index < leaders) for index in range(leaders + staff)]


def _staff(tier: str, draw: Random) -> int:
    if tier == HUB:
        return draw.randint(14, 24)
    return draw.randint(10, 24) if tier == EMERGENCY else draw.randint(4, 12)


def _person(unit: str, tier: str, index: int, draw: Random, *, leads: bool) -> Person:
    joined = FIRST_SERVICE if draw.random() < 0.9 else FIRST_SERVICE + timedelta(days=draw.randint(100, 2200))
    return Person(
        id=f"{unit}-{index:02}",
        unit_ids=frozenset({unit}),
        rank=draw.choice((2, 2, 3)) if leads else 1,
        eligible_posts=_eligible(tier, leads=leads),
        valid_from=joined,
        travel_minutes=draw.choice((5, 10, 15, 20, 25, 30, 30, 45)),
    )


def _eligible(tier: str, *, leads: bool) -> frozenset[str]:
    if tier == ROUTINE:
        return frozenset({"duty_officer"})
    return frozenset({"leader"}) if leads else frozenset({"dedicated_staff"})


def _share_deputies(people: list[Person], draw: Random, count: int) -> list[Person]:
    """Some deputy heads stand in for one or two neighbouring units as well, which ties these together."""
    heads = [index for index, person in enumerate(people) if person.rank >= 2 and "leader" in person.eligible_posts]
    units = sorted({next(iter(people[index].unit_ids)) for index in heads})
    for index in draw.sample(heads, min(count, len(heads))):
        at = units.index(next(iter(people[index].unit_ids)))
        neighbours = units[at : at + draw.choice((2, 3))]
        people[index] = replace(people[index], unit_ids=people[index].unit_ids | frozenset(neighbours))
    return people


def _leave(person: Person, days: Sequence[DutyDay], draw: Random, rate: float) -> Iterator[Absence]:
    """Leave of three to ten days, so that about `rate` of the people are away on a day."""
    length = 6.5
    begins = rate / length
    at = -int(length)
    while at < len(days):
        if draw.random() < begins:
            stays = draw.randint(3, 10)
            first = days[0].day + timedelta(days=at)
            yield Absence(
                person_id=person.id,
                start=day_begins(first),
                end=day_begins(first + timedelta(days=stays)),
                id=f"{person.id}/{first}",
                label="leave",
                excused=True,
            )
            at += stays
        at += 1


def _last_year(people: Sequence[Person], days: Sequence[DutyDay], draw: Random) -> Iterator[Duty]:
    """Who was on duty at the same festival a year before: about one in five."""
    named = {day.festival: day.day for day in days if day.festival}
    for festival, day in sorted(named.items()):
        before = day - timedelta(days=365)
        for person in people:
            if draw.random() < 0.2:
                yield Duty(
                    person_id=person.id,
                    unit_id=min(person.unit_ids),
                    day=before,
                    start=day_begins(before),
                    end=day_begins(before + timedelta(days=1)),
                    festival=festival,
                )


def _ledger(people: Sequence[Person], draw: Random, imbalance: float) -> Iterator[LedgerEntry]:
    mean = {DutyClass.EVE: 1, DutyClass.FESTIVAL: 3, DutyClass.STATUTORY: 5, DutyClass.WEEKEND: 20}
    for person in people:
        days = draw.randint(300, 1095)
        carried = (1 + (imbalance - 1) * draw.random() ** 2) * days / 1095
        for duty_class in LEDGER_CLASSES:
            amount = 60000 if duty_class == DutyClass.POINTS else mean[duty_class] * ONE_DUTY
            load = round(amount * carried)
            whole = load if duty_class == DutyClass.POINTS else load // ONE_DUTY * ONE_DUTY
            yield LedgerEntry(person.id, duty_class, whole, eligible_days=days)


def _pairs(people: Sequence[Person], draw: Random) -> Iterator[Pair]:
    """In a third of the units two people must not be on duty together; in another the two heads not both away."""
    by_unit: dict[str, list[Person]] = {}
    for person in people:
        by_unit.setdefault(person.id.rsplit("-", 1)[0], []).append(person)
    for unit, members in by_unit.items():
        kind = draw.choice((PairKind.TOGETHER, PairKind.BOTH_AWAY, None))
        if kind is not None and len(members) >= 6:
            first, second = (members[0], members[-1]) if kind == PairKind.TOGETHER else members[:2]
            yield Pair(first.id, second.id, kind, unit if kind == PairKind.BOTH_AWAY else "")


def _wishes(people: Sequence[Person], days: Sequence[DutyDay], draw: Random) -> Iterator[Preference]:
    for person in people:
        if draw.random() < 0.1:
            first = draw.choice(days).day
            yield Preference(person.id, first, first + timedelta(days=draw.randint(1, 3)), gladly=draw.random() < 0.3)
