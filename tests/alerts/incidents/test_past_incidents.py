"""Incidents of past years: only rows to count, nobody hears of them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from alerts.incidents.services.past import PastFacts, record_past_incidents, remove_past_incidents
from alerts.models import Incident, IncidentReport, Notification, PastIncident
from tests.factories import Cast
from units.errors import InvalidInput, NotAllowed
from units.models import AuditEvent

FLOOD = date(2021, 10, 3)


def test_it_is_over_and_nobody_hears_of_it(cast: Cast) -> None:
    batch = uuid4()
    flood = PastFacts(FLOOD, "洪涝", "城东堤段漫堤", [cast.emergency, cast.hub], called_out=True)

    made = record_past_incidents(
        county=cast.county, incidents=[flood, flood], by=cast.office, source="底数.xlsx", batch=batch
    )

    assert [(row.day, row.title, row.units.count(), row.called_out) for row in made] == [
        (FLOOD, "城东堤段漫堤", 2, True)
    ]
    assert not Incident.objects.exists()
    assert not IncidentReport.objects.exists()
    assert not Notification.objects.exists()
    assert AuditEvent.objects.filter(action="past_incidents.recorded").count() == 1
    assert PastIncident.objects.visible_to(cast.leader).count() == 1
    assert not PastIncident.objects.visible_to(cast.routine_leader).exists()
    assert not PastIncident.objects.visible_to(cast.auditor).exists()

    assert record_past_incidents(county=cast.county, incidents=[flood], by=cast.office) == []
    assert remove_past_incidents(county=cast.county, batch=batch, by=cast.office) == 1
    assert not PastIncident.objects.exists()


def test_only_the_office_and_only_what_has_happened(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        record_past_incidents(county=cast.county, incidents=[], by=cast.leader)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for facts in (
        PastFacts(tomorrow, "洪涝", "漫堤", [cast.emergency]),
        PastFacts(FLOOD, "洪涝", "", [cast.emergency]),
        PastFacts(FLOOD, "洪涝", "漫堤", []),
    ):
        with pytest.raises(InvalidInput):
            record_past_incidents(county=cast.county, incidents=[facts], by=cast.office)
