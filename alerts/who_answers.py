"""Whom to ask or call at an instant, and who has just proved reachable."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from rostering.fairness.queries.lost_seats import with_holder_there
from rostering.labels import POST_LABELS, is_county_wide, is_leading
from rostering.models import Absence, Assignment
from units.counties.queries import people_leading
from units.enums import Role
from units.models import County, Person, Unit, User


def ask_order(post: str) -> int:
    """Staff answer first, leaders after them, who stands for the county last: who sits at the phone is asked before who
    commands."""
    return 2 if is_county_wide(post) else int(is_leading(post))


def on_duty_in(unit_id: UUID, now: datetime) -> list[Assignment]:
    """The unit's people on duty at `now`, those to ask first on top. County leaders come last.

    Vacancies are left out, and whoever isn't there: on leave, left the service, or of a closed unit.
    """
    return on_duty_in_units([unit_id], now)[unit_id]


def on_duty_in_units(unit_ids: Collection[UUID], now: datetime) -> dict[UUID, list[Assignment]]:
    """As `on_duty_in`, of each of the units. One query."""
    rows = Assignment.objects.on_duty_at(now).filter(shift__unit_id__in=unit_ids, person__isnull=False)
    rows = with_holder_there(rows, now)
    found: dict[UUID, list[Assignment]] = {pk: [] for pk in unit_ids}
    for row in rows.select_related("person", "shift__unit", "shift__roster", "shift__period"):
        found[row.shift.unit_id].append(row)
    for of_unit in found.values():
        of_unit.sort(key=lambda row: (ask_order(row.shift.post), row.shift.post_order, row.shift.seat))
    return found


def office_on_duty(county: County, now: datetime) -> list[Assignment]:
    """The county office's duty room at `now`: staff and leaders of the lead office, never the county leaders."""
    if county.lead_office_id is None:
        return []
    return [row for row in on_duty_in(county.lead_office_id, now) if not is_county_wide(row.shift.post)]


def unit_leaders(unit_id: UUID, now: datetime) -> list[Person]:
    """Whoever leads the unit and is there, on duty or not: the step between its duty people and the county office."""
    return leaders_in_units([unit_id], now)[unit_id]


def leaders_in_units(unit_ids: Collection[UUID], now: datetime) -> dict[UUID, list[Person]]:
    """As `unit_leaders`, of each of the units. Four queries."""
    leading = people_leading(unit_ids, today=timezone.localdate(now))
    rows = list(Person.objects.filter(pk__in={person for _unit, person in leading}).in_protocol_order())
    away = not_there([person.pk for person in rows], now)
    led: dict[UUID, set[UUID]] = {pk: set() for pk in unit_ids}
    for unit, person_id in leading:
        led[unit].add(person_id)
    return {pk: [one for one in rows if one.pk in led[pk] and one.pk not in away] for pk in unit_ids}


def unreached_units(county: County, unit_ids: Collection[UUID] | None = None) -> QuerySet[Unit]:
    """Units (of `unit_ids`) that no message to their leader reaches: no leader's login belongs to somebody. Not the lead
    office, where the county office's own people are."""
    of_county = county.units.filter(is_active=True)
    reached = {
        unit
        for unit, _person in people_leading(list(of_county.values_list("pk", flat=True)), today=timezone.localdate())
    }
    units = of_county.exclude(pk__in=reached).in_protocol_order()
    units = units.exclude(pk=county.lead_office_id) if county.lead_office_id else units
    return units if unit_ids is None else units.filter(pk__in=unit_ids)


def not_there(person_ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Of these people, those on approved leave at `now` or not in service that day."""
    on_leave = Absence.objects.binding().filter(person__in=person_ids, start__lte=now, end__gt=now)
    out_of_service = Person.objects.filter(pk__in=person_ids).exclude(
        pk__in=Person.objects.valid_on(timezone.localdate(now))
    )
    return {*on_leave.values_list("person_id", flat=True), *out_of_service.values_list("pk", flat=True)}


def office_people(county: County, now: datetime) -> list[UUID]:
    """Whom to tell at the county office: its duty room; with nobody on duty there, the people of its logins."""
    on_duty = [row.person_id for row in office_on_duty(county, now) if row.person_id is not None]
    if on_duty:
        return on_duty
    logins = User.objects.filter(county=county, role=Role.COUNTY_OFFICE, is_active=True, person__isnull=False)
    return [pk for pk in logins.order_by("username").values_list("person_id", flat=True) if pk is not None]


def county_leaders(county: County, now: datetime) -> QuerySet[Person]:
    """Who may stand for the county (带班县领导) and is in service, in protocol order."""
    posts = [post for post in POST_LABELS if is_county_wide(post)]
    people = Person.objects.filter(unit__county=county, eligible_posts__overlap=posts)
    return people.valid_on(timezone.localdate(now)).in_protocol_order()
