"""`updated_since`: a client that keeps a copy of a list asks for what has changed, however it changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import ChannelCode, WhistleKind
from alerts.incidents.services import reports
from alerts.models import Check, ContactRule, Notification, Summons
from alerts.orders.services import orders
from alerts.whistles.services import whistles
from rostering.enums import Posture
from rostering.models import Assignment
from tests.api_client import Api
from tests.factories import Cast, at

pytestmark = pytest.mark.django_db
Make = Callable[[Cast, Assignment], Any]


def database_clock() -> str:
    """What `updated_at` is written by, just after everything so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return str(cursor.fetchone()[0].isoformat()).replace("+", "%2B")


def drill(cast: Cast, _seat: Assignment) -> Any:
    return call_outs.call_out(
        county=cast.county,
        matter="演练",
        place="城东",
        required=1,
        units=[cast.emergency],
        by=cast.office,
        is_drill=True,
    )


def incident(cast: Cast, _seat: Assignment) -> Any:
    return reports.record_incident(
        county=cast.county, title="漫堤", kind="洪涝", place="城东", occurred_at=at("2026-07-08 11:00"),
        units=[cast.emergency], by=cast.office,
    )  # fmt: skip


def whistle(cast: Cast, _seat: Assignment) -> Any:
    return whistles.blow(
        unit=cast.emergency, kind=WhistleKind.ROUTINE, matter="塌方", place="县道", wanted_units=[cast.routine],
        by=cast.office,
    )  # fmt: skip


def contact_rule(_cast: Cast, seat: Assignment) -> Any:
    assert seat.person is not None
    return ContactRule.objects.create(person=seat.person, channel=ChannelCode.EMAIL, address="w@example.cn")


def order(cast: Cast, _seat: Assignment) -> Any:
    return orders.issue_order(
        county=cast.county, reason="防汛", posture=Posture.ON_SITE, start=at("2026-07-08 12:00"),
        end=at("2026-07-09 12:00"), by=cast.office, units=[cast.emergency],
    )  # fmt: skip


LISTS: dict[str, Make] = {
    "checks": lambda cast, _seat: checks.ask_unit(unit=cast.emergency, reason="抽查", by=cast.office),
    "call-outs": drill,
    "incidents": incident,
    "whistles": whistle,
    "posture-orders": order,
    "log-entries": lambda cast, _seat: duty_log.write_entry(unit=cast.emergency, by=cast.office, matter="来电"),
    "handovers": lambda cast, seat: handovers.offer_handover(assignment=seat, note="", by=cast.office),
    "leave-post-reports": lambda cast, seat: duty_log.report_leaving(
        assignment=seat,
        reason="赴现场",
        expected_back=at("2026-07-08 14:00"),
        by=cast.office,
        covered_by=cast.people["yjj"][0],
    ),
    "notifications": lambda cast, _seat: (
        checks.ask_unit(unit=cast.emergency, reason="抽查", by=cast.office),
        Notification.objects.filter(purpose="check", channel="inbox").get(),
    )[1],
    "contact-rules": contact_rule,
}


@pytest.mark.parametrize("path", LISTS)
def test_what_has_changed_since(path: str, office: Api, cast: Cast, seat: Assignment) -> None:
    before = database_clock()
    row = LISTS[path](cast, seat)
    made = office.get(f"{path}/?updated_since={before}")
    assert str(row.pk) in [found["id"] for found in made.results], made
    after = database_clock()
    assert office.get(f"{path}/?updated_since={after}").results == []
    # As conditional updates do it: past every `save()`.
    type(row).objects.filter(pk=row.pk).update(id=row.pk)
    assert [found["id"] for found in office.get(f"{path}/?updated_since={after}").results] == [str(row.pk)]


def test_a_call_out_has_changed_when_somebody_answers(office: Api, cast: Cast, seat: Assignment) -> None:
    made = drill(cast, seat)
    after = database_clock()
    summons_answers.acknowledge(summons=Summons.objects.get(), by=cast.office, now=at("2026-07-08 12:05"))
    assert [row["id"] for row in office.get(f"call-outs/?updated_since={after}").results] == [str(made.pk)]


def test_it_is_an_instant(office: Api) -> None:
    assert office.get("checks/?updated_since=yesterday").status == 400
    assert office.get("checks/?updated_since=2026-07-08T12:00:00").status == 400
    assert Check.objects.count() == 0
