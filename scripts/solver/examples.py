"""The instances of docs/examples/instances: `python3 dev.py tool scripts.solver.examples` writes them again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from rostering.engine.instances import write
from rostering.engine.instances.reading import day_begins
from rostering.engine.problem import (
    LEDGER_CLASSES,
    ONE_DUTY,
    Absence,
    DutyClass,
    LedgerEntry,
    Pair,
    PairKind,
    Person,
    Placement,
    PlacementKind,
    Preference,
    Problem,
    Shown,
    Slot,
)
from scripts.solver.county import EMERGENCY, ROUTINE, Mix, county, seats
from scripts.solver.days import DutyDay, span

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples" / "instances"
SPRING_FESTIVAL = span(date(2026, 2, 15), 9)
LABOUR_DAY = span(date(2026, 5, 1), 3)
SERVICE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    title: str
    problem: Problem


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for example in examples():
        path = FOLDER / f"{example.name}.json"
        path.write_text(write(example.problem, title=example.title), encoding="utf-8")
        print(f"{path.name}: {len(example.problem.slots)} seats, {len(example.problem.people)} people")


def examples() -> Iterator[Example]:
    yield Example("unit-of-4-two-on-leave", "A routine unit of four, two of them on leave over Labour Day", _four())
    yield Example(
        "deputy-of-three-units", "One deputy head leads three units, each with one leader of its own", _deputy()
    )
    yield Example("all-on-leave-on-one-day", "Everybody is away on one day: it stays vacant, and says why", _all_away())
    yield Example("unit-of-60", "An emergency unit of sixty over Spring Festival, fifteen of them leaders", _sixty())
    yield Example("tenfold-ledgers", "Six have carried ten times as much as the other six", _tenfold())
    yield Example("contradictory-pins", "One person pinned to two seats of one day: refused", _pins())
    yield Example("leap-day", "A week around 29 February, a person who joins and one who leaves on it", _leap_day())
    yield Example("illness", "A published roster, then a week of illness: the smallest change", _illness())
    yield Example("pairs-and-wishes", "Two who exclude each other, two heads never both away, wishes", _pairs())
    yield Example("year-of-one-unit", "An emergency unit of eighteen, the whole of 2026", _year())
    yield Example(
        "county-labour-day", "A generated county of 41 units over three days, 294 seats", county(LABOUR_DAY, Mix())
    )


def people(unit: str, leaders: int, staff: int) -> list[Person]:
    names = [f"{unit}-{index:02}" for index in range(leaders + staff)]
    return [
        Person(
            id=name,
            unit_ids=frozenset({unit}),
            rank=2 if index < leaders else 1,
            eligible_posts=frozenset({"leader"} if index < leaders else {"dedicated_staff"}),
            valid_from=SERVICE,
            travel_minutes=10 + index % 4 * 5,
        )
        for index, name in enumerate(names)
    ]


def officers(unit: str, count: int) -> list[Person]:
    posts = frozenset({"duty_officer"})
    return [Person(f"{unit}-{n:02}", frozenset({unit}), 1, posts, SERVICE, travel_minutes=15) for n in range(count)]


def leave(person: str, first: date, days: int, *, excused: bool = True) -> Absence:
    last = first + timedelta(days=days)
    return Absence(person, day_begins(first), day_begins(last), id=f"{person}/{first}", label="年休假", excused=excused)


def _seats(unit: str, tier: str, days: Sequence[DutyDay]) -> tuple[Slot, ...]:
    return tuple(slot for day in days for slot in seats(unit, tier, day))


def _four() -> Problem:
    away = (leave("archives-02", date(2026, 4, 30), 5), leave("archives-03", date(2026, 5, 1), 3))
    return Problem(_seats("archives", ROUTINE, LABOUR_DAY), tuple(officers("archives", 4)), absences=away)


def _deputy() -> Problem:
    units = ("water", "forestry", "transport")
    slots = tuple(slot for unit in units for slot in _seats(unit, EMERGENCY, LABOUR_DAY))
    staff = [person for unit in units for person in people(unit, 1, 7)]
    deputy = Person("deputy", frozenset(units), 2, frozenset({"leader"}), SERVICE, travel_minutes=10)
    return Problem(slots, (*staff, deputy))


def _all_away() -> Problem:
    staff = officers("archives", 5)
    away = tuple(leave(person.id, date(2026, 5, 2), 1) for person in staff)
    return Problem(_seats("archives", ROUTINE, LABOUR_DAY), tuple(staff), absences=away)


def _sixty() -> Problem:
    draw = Random("unit of sixty")  # noqa: S311 - a draw to be repeated
    staff = people("emergency", 15, 45)
    away = tuple(leave(person.id, date(2026, 2, 13 + draw.randrange(8)), 4) for person in draw.sample(staff, 6))
    return Problem(
        _seats("emergency", EMERGENCY, SPRING_FESTIVAL), tuple(staff), absences=away, ledger=_ledger(staff, draw)
    )


def _ledger(staff: Sequence[Person], draw: Random) -> tuple[LedgerEntry, ...]:
    entries = []
    for person in staff:
        for klass in LEDGER_CLASSES:
            mean = {DutyClass.EVE: 1, DutyClass.POINTS: 300}.get(klass, 6)
            entries.append(LedgerEntry(person.id, klass, draw.randint(0, 2 * mean) * ONE_DUTY, eligible_days=1095))
    return tuple(entries)


def _tenfold() -> Problem:
    staff = people("emergency", 4, 8)
    carried = {
        DutyClass.EVE: 2,
        DutyClass.FESTIVAL: 4,
        DutyClass.STATUTORY: 8,
        DutyClass.WEEKEND: 30,
        DutyClass.POINTS: 900,
    }
    ledger = tuple(
        LedgerEntry(person.id, klass, amount * (ONE_DUTY if index % 2 else ONE_DUTY // 10), eligible_days=1095)
        for index, person in enumerate(staff)
        for klass, amount in carried.items()
    )
    return Problem(_seats("emergency", EMERGENCY, SPRING_FESTIVAL), tuple(staff), ledger=ledger)


def _pins() -> Problem:
    slots = _seats("emergency", EMERGENCY, LABOUR_DAY)
    pins = tuple(Placement(slot.id, "emergency-03", PlacementKind.PINNED) for slot in slots[1:3])
    return Problem(slots, tuple(people("emergency", 3, 8)), fixed=pins)


def _leap_day() -> Problem:
    staff = officers("archives", 5)
    staff[0] = replace(staff[0], valid_to=date(2028, 2, 29))
    staff[1] = replace(staff[1], valid_from=date(2028, 2, 29))
    away = (leave("archives-02", date(2028, 2, 29), 1), leave("archives-03", date(2028, 2, 28), 2))
    return Problem(_seats("archives", ROUTINE, span(date(2028, 2, 26), 7)), tuple(staff), absences=away)


def _illness() -> Problem:
    """Shown: the ten clerks in turn. One of them is ill for a week."""
    staff = people("emergency", 5, 10)
    slots = _seats("emergency", EMERGENCY, SPRING_FESTIVAL)
    clerks = [person.id for person in staff[5:]]
    shown = []
    for index, slot in enumerate(slots):
        day, place = divmod(index, 3)
        person = staff[day % 5].id if place == 0 else clerks[(2 * day + place - 1) % 10]
        shown.append(Shown(slot.id, person))
    ill = leave("emergency-06", date(2026, 2, 15), 7, excused=False)
    return Problem(slots, tuple(staff), absences=(ill,), shown=tuple(shown))


def _pairs() -> Problem:
    staff = people("water", 3, 8)
    staff[0] = replace(staff[0], unit_ids=frozenset({"water", "forestry"}))
    slots = (*_seats("water", EMERGENCY, LABOUR_DAY), *_seats("forestry", EMERGENCY, LABOUR_DAY))
    others = people("forestry", 2, 7)
    pairs = (Pair("water-03", "water-04", PairKind.TOGETHER), Pair("water-00", "water-01", PairKind.BOTH_AWAY, "water"))
    wishes = (
        Preference("water-05", date(2026, 5, 1), date(2026, 5, 2), weight=2),
        Preference("water-06", date(2026, 5, 1), date(2026, 5, 4), gladly=True),
    )
    away = (leave("water-01", date(2026, 5, 1), 1),)
    return Problem(slots, (*staff, *others), absences=away, pairs=pairs, preferences=wishes)


def _year() -> Problem:
    draw = Random("a year")  # noqa: S311 - a draw to be repeated
    staff = people("emergency", 6, 12)
    starts = [(person.id, date(2026, 1, 1) + timedelta(days=draw.randrange(350))) for person in staff * 2]
    away = tuple(leave(name, first, 7) for name, first in starts)
    return Problem(_seats("emergency", EMERGENCY, span(date(2026, 1, 1), 365)), tuple(staff), absences=away)


if __name__ == "__main__":
    main()
