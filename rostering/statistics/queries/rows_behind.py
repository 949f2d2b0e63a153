"""The rows behind each figure of a statistic, as lists a page turns over. Counted the same way as the figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from rostering.enums import Posture
from rostering.policies.rules.effects import saving
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.shift import Shift, ShiftPhase
from rostering.statistics.queries.duty_served import Ground, Line, Range, duty_figures, ground, met_on_site
from rostering.statistics.queries.headlines import BY_CODE, Rows, rows_behind
from rostering.statistics.queries.registered_facts import facts_in_scope, happenings
from rostering.statistics.queries.statistics import Wanted, units_in_scope
from units import facts
from units.labels import Label
from units.models import County, Unit, User


class NightBegins(Func):
    """(day, start of the night, a day more or nothing) → the instant the night of a duty day begins."""

    template = f"((%(expressions)s) AT TIME ZONE '{settings.TIME_ZONE}')"
    arg_joiner = " + "
    output_field = DateTimeField()


@dataclass(frozen=True, slots=True)
class LineRow:
    """One unit in one period; saved = what the uniform watch would tie down more."""

    unit: Unit
    period_id: Any
    period_name: str
    line: Line

    @property
    def saved(self) -> Any:
        return saving(self.line.now, self.line.uniform)


@dataclass(frozen=True, slots=True)
class FactRow:
    """`units` of a shared row are all those involved; `met` only for incidents."""

    at: datetime
    units: tuple[str, ...]
    value: float
    path: str
    title: str
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """`shape` says which table shows `rows`: lines, seats or facts."""

    label: Label
    shape: str
    rows: Sequence[Any] | QuerySet[Any]
    kind: facts.Kind | None = None


def behind(user: User, county: County, wanted: Wanted, code: str) -> Behind | None:
    """The rows behind a headline figure or a kind of fact; None when there is no such figure.

    Raises InvalidInput `span_inverted`.
    """
    found = rows_behind(code)
    if found is None:
        return None
    rows, kind = found
    on = ground(county, wanted.start, wanted.end)
    units = units_in_scope(user, wanted)
    label = BY_CODE[code].label if code in BY_CODE else facts.kinds()[code].label
    if rows == Rows.LINES:
        return Behind(label, "lines", _lines(units, on, wanted))
    if rows in (Rows.FACTS, Rows.INCIDENTS):
        code = kind or "incident"
        return Behind(label, "facts", _facts(user, units, on, wanted, code), kind=facts.kinds().get(code))
    return Behind(label, "seats", _seats(units, on, wanted, rows))


def _lines(units: Sequence[Unit], on: Ground, wanted: Wanted) -> list[LineRow]:
    duty = duty_figures(Range(tuple(unit.pk for unit in units), on.start, on.end, wanted.tier), on)
    known = {unit.pk: unit for unit in units}
    order = {unit.pk: number for number, unit in enumerate(units)}
    rows = [LineRow(known[line.unit_id], line.period_id, on.periods[line.period_id].name, line) for line in duty.lines]
    first = {pk: period.first_day for pk, period in on.periods.items()}
    return sorted(rows, key=lambda row: (-first[row.period_id].toordinal(), order[row.unit.pk]))


def _facts(user: User, units: Sequence[Unit], on: Ground, wanted: Wanted, code: str) -> list[FactRow]:
    names = {unit.pk: unit.name for unit in units}
    found = [one for one in facts_in_scope(user, list(names), on, wanted.tier) if one.kind == code]
    met = _met(found) if code == "incident" else {}
    shared = facts.kinds()[code].is_shared if code in facts.kinds() else False
    rows: dict[Any, FactRow] = {}
    for number, fact in enumerate(sorted(found, key=lambda fact: fact.at, reverse=True)):
        key = (fact.path, fact.at) if shared else number
        before = rows[key].units if key in rows else ()
        title = fact.details.get("title") or fact.details.get("period") or ""
        rows[key] = FactRow(
            fact.at, (*before, names[fact.unit_id]), fact.value, fact.path, title, met.get((fact.at, fact.unit_id))
        )
    return list(rows.values())


def _met(found: Sequence[facts.Fact]) -> dict[Any, bool]:
    """(when, unit) of an incident → whether somebody of the units involved was on site."""
    all_of_them = happenings(found)
    answers = met_on_site(all_of_them)
    by_key: dict[Any, bool] = {}
    for one, answer in zip(all_of_them, answers, strict=True):
        for fact in found:
            if fact.at == one.at and str(fact.unit_id) in one.units:
                by_key[fact.at, fact.unit_id] = answer
    return by_key


def _seats(units: Sequence[Unit], on: Ground, wanted: Wanted, rows: Rows) -> QuerySet[Shift]:
    """Shifts, latest first, with the people who hold them in `holders`."""
    shifts = Shift.objects.filter(unit__in=units, start__gte=on.start, start__lt=on.end, period__in=list(on.periods))
    shifts = shifts.filter(is_released=False)
    if wanted.tier:
        shifts = shifts.filter(tier=wanted.tier)
    holders = Assignment.objects.active().select_related("person", "shift").order_by("start")
    return (
        shifts.filter(_condition(rows))
        .select_related("unit", "period", "roster")
        .prefetch_related(Prefetch("assignments", queryset=holders, to_attr="holders"), "phases")
        .order_by("-day", "unit__protocol_order", "post_order", "seat")
    )


def _condition(rows: Rows) -> Any:
    on_site = ShiftPhase.objects.filter(shift=OuterRef("pk"), posture=Posture.ON_SITE)
    if rows == Rows.SEATS:
        return Exists(on_site)
    held = Assignment.objects.active().filter(shift=OuterRef("pk"))
    if rows == Rows.VACANT:
        return Exists(held.filter(person__isnull=True))
    if rows == Rows.HELD:
        return Exists(held.filter(person__isnull=False))
    next_day = Case(
        When(shift__period__policy__night_start__lte=F("shift__period__policy__day_start"), then=timedelta(days=1)),
        default=Value(timedelta(0)),
        output_field=DurationField(),
    )
    night = NightBegins(F("shift__day"), F("shift__period__policy__night_start"), next_day)
    timed = on_site.annotate(night=night)
    return Exists(timed.filter(Q(start__lt=F("night")) if rows == Rows.BY_DAY else Q(end__gt=F("night"))))
