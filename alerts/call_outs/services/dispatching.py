"""Calling people out for something that nobody has recorded yet: the incident and the call-out are one write."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts.call_outs.models import CallOut
from alerts.call_outs.services.call_outs import call_out
from alerts.enums import CallOutState
from alerts.incidents.services.opening import LONGEST_TITLE
from alerts.incidents.services.reports import record_incident
from units.db import write
from units.models import County, Unit, User
from units.repeats.services.duplicates import one_a_minute


@write
@one_a_minute(CallOutState.DISPATCHED)
def call_to_new_incident(
    *, county: County, matter: str, place: str, required: int, units: Iterable[Unit], by: User
) -> CallOut:
    """Records the incident from what the call-out says, and calls. Raises what either service does."""
    units = list(units)
    # What is stored is read by others later: in the county's language, not the writer's.
    with translation.override(settings.LANGUAGE_CODE):
        kind = _("待核实")
    incident = record_incident(
        county=county,
        title=matter.strip()[:LONGEST_TITLE],
        kind=kind,
        place=place,
        occurred_at=timezone.now(),
        units=units,
        by=by,
    )
    return call_out(county=county, matter=matter, place=place, required=required, by=by, units=units, incident=incident)
