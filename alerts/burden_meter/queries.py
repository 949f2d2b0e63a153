"""What was asked of each unit in a range, counted from the system's own rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from alerts.burden_meter.attribution import BY_LINK, NOUNS, fields_of, matter_of
from alerts.burden_meter.models import BurdenBudget
from alerts.burden_meter.rules import MESSAGES, Counts
from alerts.checks.models import Check
from alerts.complaints.queries import ComplaintFigures
from alerts.complaints.queries import figures as complaint_figures
from alerts.enums import Ask, ChannelCode, Matter, Purpose
from alerts.outbox.models import Notification
from alerts.outbox.queries import people_in_duty
from rostering.policies.queries.published import zone
from units.audit.models import AuditEvent
from units.counties.models.settings import CountySettings
from units.enums import Role
from units.models import County, Unit, User

# Noon parts one night from the next.
NOON = timedelta(hours=12)
UNIT_PEOPLE = (Role.UNIT_LEADER, Role.DUTY_PERSON)
# In the units: the office's own desk work is what the system is for.
COUNTED = [noun for noun, matter in NOUNS.items() if matter is not None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One count beside what the budget allows; `per_person` is per person and month."""

    ask: Ask
    total: int
    per_person: Decimal | None
    allowed: int | None

    @property
    def is_over(self) -> bool:
        return self.per_person is not None and self.allowed is not None and self.per_person > self.allowed


@dataclass(frozen=True, slots=True)
class UnitBurden:
    unit: Unit
    counts: Counts
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Meter:
    """`units` in protocol order, never by how much was asked. `by_matter`: messages and taps together, most first.
    `complaints`: of the whole county, whoever reads."""

    start: datetime
    end: datetime
    budget: BurdenBudget | None
    total: tuple[Figure, ...]
    units: tuple[UnitBurden, ...]
    by_matter: tuple[tuple[Matter, int], ...]
    complaints: ComplaintFigures


def burden(user: User, county: County, start: datetime, end: datetime) -> Meter:
    """Of `[start, end)`: every unit for the office, their own for everybody else. Nine queries."""
    units = list(Unit.objects.visible_to(user).filter(user.led("pk")).active().in_protocol_order())
    asked: dict[UUID, dict[Ask, int]] = defaultdict(lambda: defaultdict(int))
    matters: dict[UUID, dict[Matter, int]] = defaultdict(lambda: defaultdict(int))
    for unit_id, purpose, count in _messages(county, start, end):
        asked[unit_id][Ask.MESSAGES] += count
        # Of a newer release: counted all the same, for what it is asked isn't known here.
        if purpose in MESSAGES:
            matters[unit_id][MESSAGES[Purpose(purpose)]] += count
    for unit_id, action, count in _acts(county, start, end):
        asked[unit_id][Ask.TAPS] += count
        asked[unit_id][Ask.FIELDS] += count * fields_of(action)
        matter = matter_of(action)
        if matter is not None:
            matters[unit_id][matter] += count
    for unit_id, count in _checks(county, start, end):
        asked[unit_id][Ask.CHECKS] += count
    for unit_id in _nights(county, start, end):
        asked[unit_id][Ask.NIGHTS] += 1
    people = _people(units, end)
    counts = [(unit, Counts(people[unit.pk], asked[unit.pk], matters[unit.pk])) for unit in units]
    heard = complaint_figures(county.pk, start, end, timezone.now())
    return _meter(counts, start, end, budget_of(county), heard)


def budget_of(county: County) -> BurdenBudget | None:
    """The one that holds."""
    return BurdenBudget.objects.filter(county=county).order_by("-published_at").first()


def _meter(
    counts: list[tuple[Unit, Counts]],
    start: datetime,
    end: datetime,
    budget: BurdenBudget | None,
    complaints: ComplaintFigures,
) -> Meter:
    total = _sum(one for _unit, one in counts)
    return Meter(
        start=start,
        end=end,
        budget=budget,
        total=_figures(total, end - start, budget),
        units=tuple(UnitBurden(unit, one, _figures(one, end - start, budget)) for unit, one in counts),
        by_matter=tuple(sorted(total.by_matter.items(), key=lambda pair: (-pair[1], pair[0]))),
        complaints=complaints,
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    asked: dict[Ask, int] = defaultdict(int)
    matters: dict[Matter, int] = defaultdict(int)
    people = 0
    for one in counts:
        people += one.people
        for ask, count in one.asked.items():
            asked[ask] += count
        for matter, count in one.by_matter.items():
            matters[matter] += count
    return Counts(people, asked, matters)


def _figures(counts: Counts, span: timedelta, budget: BurdenBudget | None) -> tuple[Figure, ...]:
    return tuple(
        Figure(ask, counts.asked.get(ask, 0), counts.per_person(ask, span), getattr(budget, ask, None)) for ask in Ask
    )


def _sent(county: County, start: datetime, end: datetime) -> "QuerySet[Notification]":
    rows = Notification.objects.filter(county=county, created_at__gte=start, created_at__lt=end)
    return rows.filter(first_sent_at__isnull=False).exclude(channel=ChannelCode.INBOX)


def _messages(county: County, start: datetime, end: datetime) -> Iterable[tuple[UUID, str, int]]:
    """(unit, purpose, how many) of what went to a phone; what waits in the inbox disturbs nobody."""
    rows = _sent(county, start, end).values_list("person__unit_id", "purpose")
    return rows.annotate(count=Count("pk")).order_by()


def _acts(county: County, start: datetime, end: datetime) -> Iterable[tuple[UUID, str, int]]:
    """(unit, act, how many) of what people of the units did, signed in or by the link of a message."""
    rows = AuditEvent.objects.acts().filter(county=county, at__gte=start, at__lt=end)
    rows = rows.filter(
        Q(actor__role__in=UNIT_PEOPLE) | Q(actor__isnull=True, action__in=BY_LINK),
        action__regex=f"^({'|'.join(COUNTED)})[.]",
    )
    found = rows.values_list("unit_id", "actor__unit_id", "action").annotate(count=Count("pk")).order_by()
    return [(unit or of_actor, action, count) for unit, of_actor, action, count in found if unit or of_actor]


def _checks(county: County, start: datetime, end: datetime) -> Iterable[tuple[UUID, int]]:
    asked = Check.objects.filter(county=county, due_at__gte=start, due_at__lt=end, asked_at__isnull=False)
    return asked.values_list("unit_id").annotate(count=Count("pk")).order_by()


def _nights(county: County, start: datetime, end: datetime) -> Iterable[UUID]:
    """The unit, once for each person and night with a message within the county's quiet hours."""
    quiet = CountySettings.of(county.pk)
    late, early = Q(first_sent_at__time__gte=quiet.quiet_from), Q(first_sent_at__time__lt=quiet.quiet_until)
    within = late | early if quiet.quiet_from > quiet.quiet_until else late & early
    night: Any = TruncDate(F("first_sent_at") - NOON, tzinfo=zone())
    rows = _sent(county, start, end).filter(within).annotate(night=night)
    found = rows.values_list("person__unit_id", "person_id", "night").order_by().distinct()
    return [unit for unit, _person, _night in found]


def _people(units: list[Unit], end: datetime) -> Mapping[UUID, int]:
    """Unit → how many take part in duty on the last day of the range. One query."""
    day = timezone.localdate(end - timedelta(microseconds=1))
    found: dict[UUID, int] = defaultdict(int)
    for unit_id in people_in_duty(units, day).values_list("unit_id", flat=True):
        found[unit_id] += 1
    return found
