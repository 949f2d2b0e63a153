"""Units and people as their lists show them."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from units.domain.enums import Rank, Scope
from units.domain.grades import COUNTY_LEADER, SECTION_CHIEF, STAFF
from units.labels import RANK_LABELS, Label
from units.models import Person, Unit, User


def units_found(user: User, day: date, *, text: str = "", tier: str = "", retired: bool = False) -> QuerySet[Unit]:
    """Units `user` may open, with `tier` on `day` and `people` counted, in protocol order. One query."""
    units = Unit.objects.visible_to(user).with_tier_on(day).in_protocol_order()
    if not retired:
        units = units.active()
    if text:
        units = units.called(text)
    if tier:
        units = units.filter(tiers__tier=tier, tiers__valid__contains=day)
    present = Q(people__valid_from__lte=day) & (Q(people__valid_to__isnull=True) | Q(people__valid_to__gt=day))
    return units.annotate(people_count=Count("people", filter=present))


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
    return people.order_by("unit__protocol_order", "unit__code", "-rank", "name", "pk")


def usual_grades() -> list[tuple[Label, str]]:
    """(rank, the grades that count as it), the highest first."""
    words = {Rank.COUNTY_LEADER: COUNTY_LEADER, Rank.SECTION_CHIEF: SECTION_CHIEF, Rank.STAFF: STAFF}
    return [(RANK_LABELS[rank], "、".join(grades)) for rank, grades in words.items()]
