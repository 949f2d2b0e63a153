"""The ledger as its pages show it: per person of a unit, per unit of the county. Amounts are duties and points."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rostering.engine.problem import DutyClass
from rostering.fairness.queries.ledger import Carried, Window, ledgers
from rostering.labels import DUTY_CLASS_LABELS, Label
from units.models import Person, Unit, User

SHOWN = (DutyClass.EVE, DutyClass.FESTIVAL, DutyClass.STATUTORY, DutyClass.WEEKEND, DutyClass.ORDINARY)


@dataclass(frozen=True, slots=True)
class Amount:
    """What was carried beside what would have been fair. `filled` and `fair_at` place them on a bar, in percent."""

    label: Label
    load: float
    fair: float
    most: float

    @property
    def filled(self) -> float:
        return round(100 * self.load / self.most, 1) if self.most else 0

    @property
    def fair_at(self) -> float:
        return round(100 * self.fair / self.most, 1) if self.most else 0

    @property
    def deviation(self) -> float:
        return round(self.load - self.fair, 2)

    @property
    def apart(self) -> float:
        """How far from fair, either way."""
        return abs(self.deviation)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's burden."""

    person: Person
    carried: Carried
    amounts: tuple[Amount, ...]
    points: Amount


@dataclass(frozen=True, slots=True)
class UnitLine:
    """How far apart a unit's people are: per class the most above and below what would have been fair."""

    unit: Unit
    people: int
    shifts: int
    points: float
    spreads: tuple[tuple[Label, float], ...]
    points_spread: float


def person_lines(people: Sequence[Person], window: Window) -> list[Line]:
    """Who has carried most beside their fair share comes first. Nine queries."""
    found = ledgers(people, window) if people else {}
    most = {c: _most(found.values(), c) for c in (*SHOWN, DutyClass.POINTS)}
    lines = [
        Line(
            person,
            carried := found[person.pk],
            tuple(_amount(carried, duty_class, most[duty_class]) for duty_class in SHOWN),
            _amount(carried, DutyClass.POINTS, most[DutyClass.POINTS]),
        )
        for person in people
    ]
    return sorted(lines, key=lambda line: -line.points.deviation)


def unit_lines(user: User, window: Window) -> list[UnitLine]:
    """Of every unit in scope, in protocol order. Ten queries."""
    units = list(Unit.objects.visible_to(user).active().in_protocol_order())
    people = list(people_within(user, window))
    found = ledgers(people, window) if people else {}
    of_unit: dict[object, list[Carried]] = defaultdict(list)
    for person in people:
        of_unit[person.unit_id].append(found[person.pk])
    return [_unit_line(unit, of_unit[unit.pk]) for unit in units]


def people_within(user: User, window: Window) -> "Iterable[Person]":
    """Those whom `user` may see and who were there on some day of the window. One query."""
    people = Person.objects.visible_to(user).filter(valid_from__lt=window.last)
    return people.exclude(valid_to__lte=window.first).select_related("unit").in_protocol_order()


def _unit_line(unit: Unit, carried: Sequence[Carried]) -> UnitLine:
    return UnitLine(
        unit=unit,
        people=len(carried),
        shifts=sum(one.duties for one in carried),
        points=sum(one.load.get(DutyClass.POINTS, 0) for one in carried) / 100,
        spreads=tuple((DUTY_CLASS_LABELS[duty_class], _spread(carried, duty_class)) for duty_class in SHOWN),
        points_spread=_spread(carried, DutyClass.POINTS),
    )


def _spread(carried: Sequence[Carried], duty_class: DutyClass) -> float:
    """Between the one furthest above and the one furthest below."""
    deviations = [one.deviation(duty_class) for one in carried]
    return round((max(deviations) - min(deviations)) / 100, 1) if deviations else 0


def _most(carried: Iterable[Carried], duty_class: DutyClass) -> float:
    return max((max(one.load.get(duty_class, 0), one.share.get(duty_class, 0)) / 100 for one in carried), default=0.0)


def _amount(carried: Carried, duty_class: DutyClass, most: float) -> Amount:
    load, fair = carried.load.get(duty_class, 0) / 100, carried.share.get(duty_class, 0) / 100
    return Amount(DUTY_CLASS_LABELS[duty_class], load, fair, most)
