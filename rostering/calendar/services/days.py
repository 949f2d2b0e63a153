"""The county's calendar: seeded from the library that follows the official notices, edited by the county office."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.days import spans_text
from rostering.calendar.rules.festivals import kind_by_weekday
from rostering.calendar.rules.legal import is_statutory, not_legal, run_of
from rostering.calendar.rules.official import KNOWN_YEARS, festival_of, official_kind
from rostering.enums import DayKind
from rostering.permissions import check_manage_calendar
from units.audit import services as audit
from units.consequences import Scope, watched
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import County, User
from units.plausible import check_day

LONGEST_EDIT = timedelta(days=60)
YEARS_BACK, YEARS_AHEAD = 25, 5


@write
def seed_calendar(*, county: County, years: Iterable[int], by: User | None = None) -> int:
    """Adds the days of `years` that the county's calendar lacks; what stands stays. Returns how many were added.

    Years whose notice the library doesn't know become unconfirmed weekdays and weekends.
    """
    days = [day for year in years for day in run_of(date(year, 1, 1), date(year, 12, 31))]
    present = set(CalendarDay.objects.filter(county=county, date__in=days).values_list("date", flat=True))
    missing = [_official_day(county, day) for day in days if day not in present]
    CalendarDay.objects.bulk_create(missing, batch_size=1000)
    if missing:
        audit.record(
            by=by, action="calendar.seeded", row=county, county=county, after={"years": sorted({d.year for d in days})}
        )
    return len(missing)


@write
def set_days(
    *,
    county: County,
    first: date,
    last: date,
    kind: DayKind,
    name: str,
    by: User,
    reason: str = "",
    rest: DayKind | None = None,
    confirmed: bool = True,
) -> list[CalendarDay]:
    """Sets `[first, last]` to `kind`, as the official notice says; the days count as confirmed from then on.

    `rest`: what those are that the law doesn't name, where the run is entered as printed, as legal holidays. Raises NotAllowed
    for anybody but the county office, InvalidInput for an inverted or overlong range, and unless `confirmed` RuleViolation
    `confirmation_needed` for legal holidays that the law doesn't name.
    """
    check_manage_calendar(by)
    _check_run(first, last)
    if kind == DayKind.STATUTORY_HOLIDAY and rest is None and not confirmed:
        _ask_back(not_legal(first, last))
    days = run_of(first, last)
    before = as_noted(CalendarDay.objects.filter(county=county, date__in=days))
    kinds = [rest if rest and not is_statutory(day) else kind for day in days]
    rows = [
        CalendarDay(county=county, date=day, kind=its, name=name, is_confirmed=True, is_edited=True)
        for day, its in zip(days, kinds, strict=True)
    ]
    with watched(Scope(county.pk, days=(first, last)), by=by):
        CalendarDay.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["county", "date"],
            update_fields=["kind", "name", "is_confirmed", "is_edited"],
        )
    edit = {"before": before, "after": as_noted(rows), "reason": reason}
    audit.record(by=by, action="calendar.edited", row=county, county=county, **edit)
    return rows


def as_noted(days: Iterable[CalendarDay]) -> dict[str, list[str]]:
    """Kind and festival by date, for the audit trail."""
    return {str(day.date): [day.kind, day.name] for day in days}


def _check_run(first: date, last: date) -> None:
    if last < first:
        raise InvalidInput("days_inverted", _("末日不能早于首日"), field="last_day")
    if last - first > LONGEST_EDIT:
        raise InvalidInput("range_too_long", _("一次最多修改 60 天"), field="last_day")
    for field, day in (("first_day", first), ("last_day", last)):
        check_day(day, field=field, today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)


def _ask_back(rest: list[date]) -> None:
    if rest:
        raise RuleViolation(
            "confirmation_needed",
            _now("%(days)s不是法定节假日，是放假调休的日子；确认无误后再保存") % {"days": spans_text(rest)},
            {"days": [str(day) for day in rest]},
        )


def _official_day(county: County, day: date) -> CalendarDay:
    if day.year not in KNOWN_YEARS:
        return CalendarDay(county=county, date=day, kind=kind_by_weekday(day), is_confirmed=False)
    return CalendarDay(county=county, date=day, kind=official_kind(day), name=festival_of(day))
