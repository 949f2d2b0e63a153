"""The sheet: every unit's past with the rows behind it, what it points to, and what has been decided."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units import facts
from units.counties.models.county import County
from units.counties.models.settings import CountySettings
from units.counties.models.unit import Unit, UnitTier
from units.enums import Tier
from units.facts import Fact
from units.first_tiers.rules import Bar, Ground, Tally, Threshold, bar, suggestion
from units.hooks import Hook
from units.labels import Label
from units.reviews.models.review import TierReview

# What is counted, by the kinds of facts that others bring.
INCIDENTS = ("past_incident", "incident")
ON_HOLIDAYS = ("past_holiday_incident",)
CALL_OUTS = ("past_call_out", "call_out")
GAINED, LOST = ("functions_gained",), ("functions_lost",)
LISTED = frozenset({*INCIDENTS, *ON_HOLIDAYS, *CALL_OUTS, *GAINED, *LOST})
# Lists of past years reach no further back.
YEARS_BACK = timedelta(days=25 * 366)

OnRosters = Callable[[Collection[UUID]], Collection[UUID]]
# Which of the units stand on rosters that are or were in force, told by whoever keeps rosters.
ON_ROSTERS: Hook[OnRosters] = Hook("units on rosters in force")

GROUND_TEXTS: dict[Ground, Label] = {
    Ground.LEADS_COUNTY: _("牵头全县值班，属中枢统筹"),
    Ground.ALREADY_HUB: _("现按中枢统筹登记，底数不反映统筹职能"),
    Ground.HOLIDAY_INCIDENTS: _("节假日有突发事件，承担应急处突任务"),
    Ground.CALLED_OUT: _("有应急出动，承担应急处突任务"),
    Ground.FUNCTIONS: _("划入职能多于划出，承担应急处突任务"),
    Ground.QUIET: _("节假日没有突发事件，也没有出动，不承担应急处突任务"),
    Ground.NO_RECORDS: _("没有历年事件底数，无从建议"),
}
BAR_TEXTS: dict[Bar, Label] = {
    Bar.HISTORY: _("已有类别沿革，须经调类程序"),
    Bar.REVIEWED: _("已走过调类程序，须经调类程序"),
    Bar.ON_DUTY: _("已按现类别发布值班表，须经调类程序"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing that happened, however many kinds of facts it is."""

    at: datetime
    title: str
    on_holiday: bool
    called_out: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One unit. `bar` says why it can't be decided here; `entry` is the one entry of its history."""

    unit: Unit
    entry: UnitTier | None
    tally: Tally
    tier: str | None
    ground: Ground
    bar: Bar | None
    behind: tuple[Behind, ...]

    @property
    def is_decided(self) -> bool:
        return self.entry is not None and self.entry.decided_at is not None

    @property
    def ground_text(self) -> str:
        return str(GROUND_TEXTS[self.ground])

    @property
    def bar_text(self) -> str:
        return str(BAR_TEXTS[self.bar]) if self.bar else ""

    @property
    def reason(self) -> str:
        """What the office may write as it stands: the figures, and what they mean."""
        if self.ground in {Ground.LEADS_COUNTY, Ground.ALREADY_HUB, Ground.NO_RECORDS}:
            return "" if self.ground == Ground.NO_RECORDS else self.ground_text
        words = {
            "incidents": self.tally.incidents,
            "holidays": self.tally.on_holidays,
            "call_outs": self.tally.call_outs,
            "ground": self.ground_text,
        }
        return _now("历年事件 %(incidents)d 起，其中节假日 %(holidays)d 起，出动 %(call_outs)d 次；%(ground)s") % words


def sheet_of(county: County, now: datetime) -> list[Row]:
    """Active units in protocol order. As many queries as the sources of facts take, and a handful."""
    reviewed = TierReview.objects.filter(unit=OuterRef("pk"))
    units = list(
        Unit.objects.filter(county=county)
        .active()
        .annotate(entries=Count("tiers"), has_review=Exists(reviewed))
        .select_related("county")
        .prefetch_related("tiers")
        .in_protocol_order()
    )
    ids = [unit.pk for unit in units]
    found = facts.collect(ids, now - YEARS_BACK, now)
    has_records = any(one.kind in INCIDENTS for rows in found.values() for one in rows)
    on_rosters = {pk for told in ON_ROSTERS for pk in told(ids)}
    rules = CountySettings.of(county.pk)
    threshold = Threshold(rules.first_tier_incidents, rules.first_tier_call_outs)
    rows = []
    for unit in units:
        of_unit = found.get(unit.pk, [])
        tally = _tally(unit, county, of_unit, has_records)
        rows.append(_row(unit, tally, suggestion(tally, threshold), of_unit, unit.pk in on_rosters))
    return rows


def _entries(unit: Unit) -> list[UnitTier]:
    return list(unit.tiers.all())


def _tally(unit: Unit, county: County, found: list[Fact], has_records: bool) -> Tally:
    entries = _entries(unit)
    return Tally(
        tier=entries[-1].tier if entries else None,
        leads_county=county.lead_office_id == unit.pk,
        has_records=has_records,
        incidents=_count(found, INCIDENTS),
        on_holidays=_count(found, ON_HOLIDAYS),
        call_outs=_count(found, CALL_OUTS),
        gained=_count(found, GAINED),
        lost=_count(found, LOST),
    )


def _row(unit: Unit, tally: Tally, suggested: tuple[Tier | None, Ground], found: list[Fact], is_on_roster: bool) -> Row:
    entries = _entries(unit)
    has_review: bool = unit.has_review  # type: ignore[attr-defined]  # annotated by sheet_of
    stopped = bar(entries=len(entries), has_review=has_review, is_on_roster=is_on_roster)
    return Row(unit, entries[-1] if entries else None, tally, *suggested, stopped, tuple(_behind(found)))


def _behind(found: Iterable[Fact]) -> Iterator[Behind]:
    """In order of time."""
    by_row: dict[tuple[str, datetime, str], list[Fact]] = {}
    for one in found:
        if one.kind in LISTED:
            title = one.details.get("title") or one.details.get("function", "")
            by_row.setdefault((one.path, one.at, title), []).append(one)
    for (_path, at, title), facts_of_it in by_row.items():
        kinds = {one.kind for one in facts_of_it}
        yield Behind(at, title, bool(kinds & set(ON_HOLIDAYS)), bool(kinds & set(CALL_OUTS)))


def _count(found: Iterable[Fact], kinds: Collection[str]) -> int:
    return sum(1 for one in found if one.kind in kinds)
