"""What begins on duty can be ended, whatever way it came in: every table walked through the services that move its rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from alerts.enums import ReportKind
from alerts.incidents.services import reports
from alerts.models import Incident
from alerts.transitions import MACHINES
from rostering.enums import PeriodKind
from tests.alerts.mechanisms.ways_begun import FLOOD, NOON, WAYS, WORDS, blown
from tests.alerts.mechanisms.ways_on import steps
from tests.api_client import Api
from tests.factories import Cast, at, make_cast, make_token, published
from tests.walking import Walk


@pytest.fixture
def cast(db: None) -> Any:
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        published(cast, *days, kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        yield cast


def page(cast: Cast, path: str, **values: Any) -> None:
    client = Client()
    client.force_login(cast.office)
    response = client.post(path, values)
    assert response.status_code == 302, response.content.decode()


def api(cast: Cast, path: str, **body: Any) -> Any:
    made = Api(key=make_token(cast.office)).post(path, body)
    assert made.status in (200, 201), made
    return made


WHISTLE = {**WORDS, "unit": "dag", "kind": "urgent", "wanted_units": ["yjj"]}
INCIDENT_WAYS: dict[str, Callable[[Cast], Any]] = {
    "page": lambda cast: page(
        cast, "/incidents/", **FLOOD, level="ordinary", occurred_at="2026-07-08T11:50", units=["yjj"]
    ),
    "api": lambda cast: api(cast, "incidents/", **FLOOD, occurred_at="2026-07-08T11:50:00+08:00"),
    "urgent whistle, page": lambda cast: page(cast, "/whistles/", **WHISTLE),
    "urgent whistle, api": lambda cast: api(cast, "whistles/", **WHISTLE),
    "dispatched whistle, page": lambda cast: page(cast, f"/whistles/{blown(cast).pk}/", do="dispatch"),
    "dispatched whistle, api": lambda cast: api(cast, f"whistles/{blown(cast).pk}/dispatch/"),
    "call-out, page": lambda cast: page(cast, "/call-outs/new/", basis="new", required=1, units=["yjj"], **WORDS),
}


@pytest.mark.parametrize("way", INCIDENT_WAYS)
def test_an_incident_can_be_reported_on_and_closed_whatever_way_it_came_in(cast: Cast, way: str) -> None:
    INCIDENT_WAYS[way](cast)
    incident = Incident.objects.get()
    due = {"initial_phone": timedelta(minutes=30), "initial_written": timedelta(hours=1)}
    owed = dict(incident.reports.owed().values_list("kind", "due_at"))
    assert owed == {kind: incident.known_at + after for kind, after in due.items()}
    for number, kind in enumerate(ReportKind, start=1):
        made = api(cast, f"incidents/{incident.pk}/reports/", kind=str(kind), text="情况如下")
        assert (made["number"], made["late"]) == (number, False)
    incident.refresh_from_db()
    assert incident.state == "closed"


def test_an_incident_that_owes_no_report_can_be_reported_on_all_the_same(cast: Cast) -> None:
    incident = reports.record_incident(
        county=cast.county, occurred_at=timezone.now(), units=[cast.emergency], by=cast.office, **FLOOD
    )
    incident.reports.all().delete()
    first = reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="漫堤", by=cast.office)
    assert first.due_at == incident.known_at + timedelta(minutes=30)


@pytest.mark.parametrize("name", MACHINES)
def test_every_step_of_the_table_is_taken_by_services_and_every_state_has_a_way_to_an_end(
    cast: Cast, name: str
) -> None:
    taken: set[tuple[str, str]] = set()
    for way, (of, begin) in WAYS.items():
        if of == name:
            with transaction.atomic():
                walked = Walk(MACHINES[name], begin(cast), steps(cast)[name]).run()
                assert (way, walked.stuck) == (way, set())
                taken |= walked.taken
                transaction.set_rollback(True)
    assert taken == set(MACHINES[name].table)
