"""Listens to what the register of units announces, within its transaction."""

from datetime import date
from typing import Any

from django.dispatch import receiver

from rostering.services import relaying
from units.models import Unit, User
from units.signals import tier_entered


@receiver(tier_entered, dispatch_uid="rostering.lay_out_by_tier")
def on_tier_entered(*, unit: Unit, effective_date: date, by: User | None, **_: Any) -> None:
    relaying.lay_out_by_tier(unit, effective_date, by)
