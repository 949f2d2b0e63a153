"""The counties of a city as its office reads them: how each stands now, what the city waits for, what they achieve."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from alerts.board.queries.board import Board
from alerts.board.queries.live import Live, live_of
from alerts.board.queries.standing import standing_of
from alerts.bulletins.models import Bulletin
from alerts.enums import IncidentState
from alerts.incidents.models import Incident, IncidentQuerySet
from rostering.statistics.queries.headlines import Shown, shown
from rostering.statistics.queries.statistics import Statistics, Wanted, statistics
from units.cities.queries import as_its_office, counties_of
from units.counties.remembered import versions_of
from units.models import County, User
from units.spelling.phones import mask_phone

# What counties are compared by.
COMPARED = (
    "units", "duty_days", "hours_saved", "incidents", "city_in_time", "met_on_site", "arrival_median", "arrival_within",
    "vacancies", "filed_on_time",
)  # fmt: skip
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII)
OPEN = Q(state=IncidentState.OPEN)
OWED = Q(city_due_at__isnull=False, city_reported_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Waiting:
    """`open`: incidents under way; `owed`: those the city has yet to hear of, `late` of them past their clock; `next_due`: the
    first of these clocks."""

    open: int = 0
    owed: int = 0
    late: int = 0
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class CountyNow:
    county: County
    board: Board
    live: Live
    waiting: Waiting


def counties_now(user: User, now: datetime) -> list[CountyNow]:
    """Every county of the reader's city. Three queries while nothing moves, eight more for each county that has moved."""
    return _now_of(user, list(counties_of(user)), now)


def county_now(user: User, county: County, now: datetime) -> CountyNow:
    """One of `counties_of(user)`."""
    return _now_of(user, [county], now)[0]


def _now_of(user: User, counties: Sequence[County], now: datetime) -> list[CountyNow]:
    versions = versions_of([county.pk for county in counties])
    waiting = _waiting_in(user, now)
    found = []
    for county in counties:
        reader = as_its_office(user, county)
        standing = standing_of(reader, now, version=versions[county.pk]).value
        live = live_of(standing.moment, now, reader)
        found.append(CountyNow(county, standing.board, live, waiting.get(county.pk, Waiting())))
    return found


def _waiting_in(user: User, now: datetime) -> dict[UUID, Waiting]:
    """By county. One query."""
    rows = incidents_told(user).order_by().values("county_id")
    counted = rows.annotate(
        under_way=Count("pk", filter=OPEN),
        owing=Count("pk", filter=OWED),
        past=Count("pk", filter=OWED & Q(city_due_at__lt=now)),
        first=Min("city_due_at", filter=OWED),
    ).values_list("county_id", "under_way", "owing", "past", "first")
    return {county_id: Waiting(*figures) for county_id, *figures in counted}


def incidents_told(user: User) -> IncidentQuerySet:
    """What is under way in the counties, and what the city has yet to hear of; the most urgent clock first."""
    rows = Incident.objects.read_by_city(user).filter(OPEN | OWED).select_related("county")
    return rows.order_by("city_reported_at", "city_due_at", "-known_at", "pk")


def reports_of(user: User, county: County) -> QuerySet[Bulletin]:
    """What the county has sent to the city, the latest first."""
    rows = Bulletin.objects.read_by_city(user).filter(county=county).select_related("county", "incident", "corrects")
    return rows.prefetch_related("sendings").order_by("-issued_at", "pk")


@dataclass(frozen=True, slots=True)
class Compared:
    """A county's figures of the range, in the order of COMPARED."""

    county: County
    figures: tuple[Shown, ...]


def compared(user: User, wanted: Wanted) -> list[Compared]:
    """Linear in the counties of the city, whatever the size of each."""
    found = []
    for county in counties_of(user):
        figures = shown(figures_of(user, county, wanted))
        found.append(Compared(county, tuple(figures[code] for code in COMPARED)))
    return found


def figures_of(user: User, county: County, wanted: Wanted) -> Statistics:
    """The whole statistic of one of `counties_of(user)`."""
    return statistics(as_its_office(user, county), county, wanted)


def without_numbers(text: str) -> str:
    """A report may name whom to ring; the city rings the county."""
    return MOBILE.sub(lambda found: mask_phone(found[0]), text)
