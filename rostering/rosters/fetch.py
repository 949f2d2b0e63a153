"""Finding the period an address names, among what its reader may see."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.queries import readable_periods
from rostering.web.fetch import reader


def period_for(request: HttpRequest, period_id: UUID) -> DutyPeriod:
    return get_object_or_404(readable_periods(reader(request)).select_related("county"), pk=period_id)
