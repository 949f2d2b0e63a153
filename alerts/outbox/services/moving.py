"""Ways to be reached go along when somebody moves to another unit: the phone is the same, and so is what it has proved."""

from collections.abc import Sequence

from alerts.outbox.models import ContactRule
from units.models import Person


def take_ways_along(moves: Sequence[tuple[Person, Person]]) -> None:
    """The entry that is left keeps its own until its last duty is over. Within the transaction of the move. Two queries."""
    gone_on = {old.pk: new for old, new in moves}
    rules = ContactRule.objects.filter(person__in=gone_on, verified_at__isnull=False)
    ContactRule.objects.bulk_create(
        [
            ContactRule(
                person=gone_on[rule.person_id],
                channel=rule.channel,
                address=rule.address,
                order=rule.order,
                verified_at=rule.verified_at,
            )
            for rule in rules
        ],
        ignore_conflicts=True,
    )


def forget_ways(new: Person) -> None:
    """Of an entry that is about to go. What it was told in the meantime goes silent and stays on record with it."""
    ContactRule.objects.filter(person=new).delete()
