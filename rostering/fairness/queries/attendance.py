"""Whether whoever holds a duty can be there."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from rostering.fairness.models.absence import Absence
from rostering.rosters.models.shift import AssignmentQuerySet


def with_holder_there(rows: AssignmentQuerySet, at: datetime) -> AssignmentQuerySet:
    """Leaves out holders who are on approved leave at the instant `at` or not in service on the duty day, and units
    that are closed."""
    leave = Absence.objects.binding().filter(person=OuterRef("person"), start__lte=at, end__gt=at)
    left = Q(person__valid_to__lte=F("shift__day")) | Q(person__valid_from__gt=F("shift__day"))
    return rows.filter(~Exists(leave), shift__unit__is_active=True).exclude(left)
