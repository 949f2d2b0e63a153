"""Units as their list shows them."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from units.counties.models.unit import Unit
from units.counties.models.user import User


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
