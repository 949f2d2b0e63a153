"""Ways to be reached in the demo county: most people have proved theirs, so that 联络准备 shows both."""

from datetime import datetime
from random import Random

from alerts.enums import ChannelCode
from alerts.outbox.models import ContactRule
from units.models import County, Person

# One in so many hasn't answered yet.
SILENT = 12


def add_ways(county: County, rng: Random, now: datetime) -> list[str]:
    """Nothing in a county where somebody has registered a way already. On the console, which shows what it would send."""
    if ContactRule.objects.filter(person__unit__county=county).exists():
        return []
    people = Person.objects.filter(unit__county=county).exclude(mobile="").order_by("unit__code", "pk")
    rules = [
        ContactRule(person=person, channel=ChannelCode.CONSOLE, address=person.mobile, verified_at=now)
        for person in people
        if rng.randrange(SILENT)
    ]
    ContactRule.objects.bulk_create(rules, batch_size=500)
    return [f"{len(rules)} people have a verified way to be reached"]
