"""Telling a unit's leader what it has to supply before its new tier holds."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation

from alerts.deadlines import TIER_NEWS_USEFUL_FOR
from alerts.enums import Purpose
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.outbox import Message, enqueue
from units.counties.queries import people_leading
from units.models import Unit
from units.units.requirements import coming_needs, lacking_for


# Kept in the county's language, whichever the reader of a page or the API wants.
@translation.override(settings.LANGUAGE_CODE)
def tell_needs(*, unit: Unit, tier: str, day: date, level: int, now: datetime) -> None:
    """Nothing when the unit has all it needs. `level` tells one entry of the register from another."""
    lacking = lacking_for(unit, tier, day)
    if not lacking:
        return
    leaders = people_leading([unit.pk], today=timezone.localdate(now))
    params = {
        "unit": unit.name,
        "tier": tier,
        "day": str(day),
        "needs": [{"post": need.post_name, "count": need.lacking} for need in lacking],
        "path": f"/units/{unit.code}/",
    }
    messages = [
        Message(
            purpose=Purpose.TIER_NEEDS,
            object_id=unit.pk,
            person_id=person_id,
            unit_id=unit.pk,
            due_at=now,
            useful_for=TIER_NEWS_USEFUL_FOR,
            level=level,
            params=params,
        )
        for _unit, person_id in leaders
    ]
    enqueue(messages, county_id=unit.county_id, now=now)


def needs_are_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the unit still has to supply something."""
    unit = Unit.objects.filter(pk=notification.object_id).first()
    return unit is not None and coming_needs(unit, now.date()) is not None


register(Purpose.TIER_NEEDS, relevant=if_each(needs_are_relevant))
