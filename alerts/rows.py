"""What rows of this app have in common: who may see them, when they last changed, and what lists show of other rows."""

from typing import TYPE_CHECKING, Self, TypeVar

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from rostering.models import Assignment
from units.models import Person, Unit
from units.rows.touching import touching, touching_at_once

if TYPE_CHECKING:
    from units.models import User


Row = TypeVar("Row", bound=models.Model)


class UnitScopedQuerySet(models.QuerySet[Row]):
    """Rows with `county` and `unit`: the county's for the office, the unit's for its people, none for the auditor."""

    def visible_to(self, user: "User") -> Self:
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        return rows if user.unit_ids is None else rows.filter(unit_id__in=user.unit_ids)


# In the database: most changes here are conditional updates that no `save()` ever sees.
TOUCHED = pgtrigger.Trigger(
    name="touched",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
)


class Mirrored(models.Model):
    """Adds `updated_at`; the row's own Meta lists TOUCHED among its triggers."""

    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class ShownPerson(Person):
    """A person as the ways to reach them name them."""

    class Meta:
        proxy = True
        triggers = [
            touching(
                "shown_in_alerts", "name", "position", "unit_id", rows={"alerts_contactrule": "person_id = NEW.id"}
            )
        ]


class ShownUnit(Unit):
    """A unit as webhooks name it that are bound to it."""

    class Meta:
        proxy = True
        triggers = [
            touching("shown_in_alerts", "code", "name", rows={"alerts_webhook": "NEW.id = ANY(unit_ids)"}),
        ]


class ShownSeat(Assignment):
    """A seat whose holder hands over."""

    class Meta:
        proxy = True
        # Once per statement: a generation writes the seats of a whole county.
        triggers = [
            touching_at_once(
                "shown_in_alerts", "person_id", "words", rows={"alerts_handover": "outgoing_id = changed.id"}
            )
        ]
