"""Listens to what the register of units announces, within its transaction."""

from datetime import date
from typing import Any

from django.dispatch import receiver

from rostering.models import RevisionEntry
from rostering.services import relaying
from units.models import Person, Unit, User
from units.services.removals import has_history
from units.signals import person_leaves_register, tier_entered


@receiver(tier_entered, dispatch_uid="rostering.lay_out_by_tier")
def on_tier_entered(*, unit: Unit, effective_date: date, by: User | None, **_: Any) -> None:
    relaying.lay_out_by_tier(unit, effective_date, by)


@receiver(person_leaves_register, dispatch_uid="rostering.keep_who_was_published")
def on_person_leaves_register(*, person: Person, **_: Any) -> None:
    """A roster that named them once goes on naming them."""
    if RevisionEntry.objects.filter(holders__contains=[{"person": str(person.pk)}]).exists():
        raise has_history(person)
