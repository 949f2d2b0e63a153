"""Units as their list shows them."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.people.queries import people_to_order
from units.units.obstacles import Obstacle


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


def still_there(unit: Unit, day: date) -> list[Obstacle]:
    """Whom the unit holds on `day`, what is below it, and what only it does for the county. Three queries, needs
    `unit.county`."""
    found = []
    people = people_to_order(unit, day).count()
    if people:
        words = ngettext(
            "届时还有 %(count)d 名人员，请先办理调动或填写离任日期",
            "届时还有 %(count)d 名人员，请先办理调动或填写离任日期",
            people,
        )
        path = f"{reverse('units:people')}?{urlencode({'unit': unit.code})}"
        found.append(Obstacle(words % {"count": people}, path, ends_by_merging=True))
    below = list(unit.below.serving_on(day).in_protocol_order().values_list("name", flat=True))
    if below:
        text = _now("还有下级单位%(names)s，请先改列其他上级单位") % {"names": "、".join(below)}
        found.append(Obstacle(text, reverse("units:unit", args=[unit.code])))
    if unit.county.lead_office_id == unit.pk:
        text = _now("该单位是牵头办公室，县领导带班由它编排，请先指定其他单位")
        found.append(Obstacle(text, reverse("units:unit_lead_office", args=[unit.code])))
    return found
