"""Units and people as their lists show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Rank, Scope
from units.labels import RANK_LABELS, Label
from units.people.models import Person
from units.spelling.grades import COUNTY_LEADER, SECTION_CHIEF, STAFF


def people_found(
    user: User, day: date, *, text: str = "", unit_code: str = "", departed: bool = False
) -> QuerySet[Person]:
    """People `user` may open: by a part of the name, the first letters of its pinyin or a number; the departed only on request."""
    people = Person.objects.visible_to(user).select_related("unit")
    if not departed:
        people = people.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    if text:
        people = people.found_by(text, by_number=user.has_scope(Scope.CONTACTS_READ))
    if unit_code:
        people = people.filter(unit__code=unit_code)
    return people.by_unit()


def people_to_order(unit: Unit, day: date) -> QuerySet[Person]:
    """Those of the unit who are there or still come, in protocol order."""
    return unit.people.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).in_protocol_order()


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Somebody of whom something is not known that duty needs; nothing of it counts against them."""

    person: Person
    missing: tuple[Label, ...]


def incomplete_people(user: User, day: date) -> list[Incomplete]:
    """Of a leader's unit, those who take part in duty and whose phone, joining date or way is not known. One query."""
    if not user.leads_unit:
        return []
    lacking = Q(mobile="") | Q(counted_from__isnull=False) | Q(travel_minutes__isnull=True)
    there = (
        Person.objects.visible_to(user)
        .filter(unit__in=user.led_unit_ids)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    )
    rows = there.filter(lacking).exclude(eligible_posts=[]).in_protocol_order()
    return [Incomplete(person, tuple(_missing(person))) for person in rows]


def _missing(person: Person) -> Iterator[Label]:
    if not person.mobile:
        yield _("手机")
    if person.joined_on is None:
        yield _("到任日期")
    if person.travel_minutes is None:
        yield _("到岗分钟数")


def usual_grades() -> list[tuple[Label, str]]:
    """(rank, the grades that count as it), the highest first."""
    words = {Rank.COUNTY_LEADER: COUNTY_LEADER, Rank.SECTION_CHIEF: SECTION_CHIEF, Rank.STAFF: STAFF}
    return [(RANK_LABELS[rank], "、".join(grades)) for rank, grades in words.items()]
