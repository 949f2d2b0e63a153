"""The version of a county: what the board and 待办 show is read again when anything of it has been written, and only then."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.models import PostureOrder
from alerts.todo.queries.asked import asked_of
from alerts.todo.queries.lines import queue_of
from rostering.models import Assignment
from tests import factories
from tests.concurrency import outcomes
from tests.factories import Cast
from tests.versions import tables_read, tables_with
from units.counties.models.version import CountyVersion
from units.counties.remembered import version_of
from units.enums import Role
from units.models import Person, Unit, User

# Asked at every request, or judged by the time that has passed (alerts/board/queries/trouble.py).
NOT_REMEMBERED = {
    "django_session",
    "units_countyversion",
    "units_apitoken",
    "units_signin",
    "alerts_sweep",
    "alerts_finding",
    "alerts_notification",
}
# Of 待办: written together with a row that moves the version, shown by nothing, or asked each time (`ASKED_EACH_TIME`).
WITH_OTHERS = {
    "units_consultation",
    "units_functiontransfer",
    "alerts_checkplan",
    "alerts_incident_units",
    "alerts_whistle_wanted_units",
    "rostering_swapseat",
}
# Whoever reads, today; the county and the rules of its duty don't change what a row says.
OF_THE_READER = {"units_user", "units_unitrole", "units_county", "rostering_policyversion", "rostering_policypost"}
POLL = {"HX-Request": "true"}


@pytest.fixture
def cast(db: None) -> Cast:
    cast = factories.make_cast()
    today = timezone.localdate()
    factories.published(cast, today - timedelta(days=1), today + timedelta(days=1), kind="special", name="日常值班")
    return cast


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.office)
    return client


def poll_of(client: Client) -> str:
    """The address that the page polls; not at the end of a minute, with which the clock on the page changes."""
    found = re.search(r'hx-get="(/\?v=\w+)"', client.get("/").content.decode())
    assert found
    return found[1]


@pytest.fixture
def midminute() -> Iterable[None]:
    with time_machine.travel(timezone.now().replace(second=5), tick=False):
        yield


def test_every_table_that_the_board_reads_moves_the_version(office: Client, cast: Cast) -> None:
    with CaptureQueriesContext(connection) as read:
        assert office.get("/?v=0", headers=POLL).status_code == 200
    tables = tables_read(read)
    assert {"rostering_assignment", "alerts_summons", "units_user"} <= tables
    assert tables - tables_with("moves_on") - NOT_REMEMBERED == set()
    # The time machine reads them as they were.
    assert tables - tables_with("remembers") - NOT_REMEMBERED - OF_THE_READER == set()


@pytest.mark.parametrize("name", ["office", "leader", "duty"])
def test_every_table_that_the_todo_reads_moves_the_version(cast: Cast, name: str) -> None:
    user = User.objects.get(pk=getattr(cast, name).pk)
    User.objects.filter(pk=user.pk).update(person=cast.people["yjj"][0])
    with CaptureQueriesContext(connection) as read:
        queue_of(User.objects.get(pk=user.pk), timezone.now())
        asked_of(User.objects.get(pk=user.pk), timezone.now())
    tables = tables_read(read)
    assert {"rostering_swap", "alerts_task", "alerts_handover"} <= tables
    assert tables - tables_with("moves_on") - NOT_REMEMBERED - WITH_OTHERS == set()


def _seat(cast: Cast) -> Assignment:
    return Assignment.objects.filter(shift__period__county=cast.county, person__isnull=False)[0]


ACTS: dict[str, Callable[[Cast], Any]] = {
    "received": lambda cast: Assignment.objects.filter(pk=_seat(cast).pk).update(acknowledged_at=timezone.now()),
    "phases": lambda cast: _seat(cast).shift.phases.update(posture="phone_standby"),
    "phone": lambda cast: Person.objects.filter(assignments=_seat(cast)).update(mobile="13900000000"),
    "name": lambda cast: Unit.objects.filter(pk=cast.routine.pk).update(short_name="史志办"),
    "rights": lambda cast: User.objects.filter(pk=cast.leader.pk).update(role=Role.DUTY_PERSON),
    "further unit": lambda cast: cast.duty.unit_roles.create(unit=cast.routine, role=Role.UNIT_LEADER),
    "order": lambda cast: PostureOrder.objects.create(
        county=cast.county, number=1, reason="防汛", posture="on_site", unit_ids=[cast.routine.pk], start=timezone.now(), end=timezone.now() + timedelta(hours=1)
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.usefixtures("midminute")
def test_a_poll_is_answered_anew_after_each_write(office: Client, cast: Cast, act: str) -> None:
    path = poll_of(office)
    assert office.get(path, headers=POLL).status_code == 204
    ACTS[act](cast)
    assert office.get(path, headers=POLL).status_code == 200


@pytest.mark.usefixtures("midminute")
def test_a_poll_that_knows_costs_one_statement(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = poll_of(office)
    with django_assert_num_queries(1):
        assert office.get(path, headers=POLL).status_code == 204


@pytest.mark.usefixtures("midminute")
def test_it_is_good_for_its_session_its_minute_and_its_rights(office: Client, cast: Cast) -> None:
    path = poll_of(office)
    other = Client()
    other.force_login(cast.leader)
    assert other.get(path, headers=POLL).status_code == 200
    forged = path.replace("_", "_1", 1)
    assert office.get(forged, headers=POLL).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        assert office.get(path, headers=POLL).status_code == 200
    # Signed out in another window, or by whoever manages the account: sent to sign in at once.
    Session.objects.filter(session_key=office.session.session_key).delete()
    assert office.get(path, headers=POLL).headers["HX-Refresh"] == "true"


@pytest.mark.usefixtures("midminute")
def test_the_board_is_read_once_for_all_who_see_the_same(cast: Cast) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        client.force_login(cast.duty)
    first.get("/")
    with CaptureQueriesContext(connection) as read:
        second.get("/")
    assert not [query for query in read if "rostering_assignment" in query["sql"] and "shiftphase" in query["sql"]]


def test_what_the_board_does_not_show_moves_nothing(cast: Cast) -> None:
    """Somebody signs in, another county works, seats of an open period are proposed."""
    soon = timezone.localdate() + timedelta(days=60)
    period = factories.opened(cast, soon, soon, kind="special", name="防汛")
    other = factories.make_cast("other", "别县")
    before = version_of(cast.county.pk)
    User.objects.filter(pk=cast.leader.pk).update(last_login=timezone.now())
    Unit.objects.filter(pk=other.routine.pk).update(short_name="史志办")
    assert Assignment.objects.filter(shift__period=period).update(is_pinned=True)
    assert version_of(cast.county.pk) == before


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_county_do_not_wait_and_no_commit_is_missed() -> None:
    """While one transaction holds its part of the version, another commits; the first is counted when it commits too."""
    cast = factories.make_cast()
    before = version_of(cast.county.pk)
    parts = CountyVersion.objects.filter(county_id=cast.county.pk).count()

    def rename(unit: Unit, name: str) -> None:
        Unit.objects.filter(pk=unit.pk).update(short_name=name)

    with transaction.atomic():
        rename(cast.routine, "甲")
        assert outcomes([lambda: rename(cast.emergency, "乙")]) == [None]
        [seen] = outcomes([lambda: version_of(cast.county.pk)])
        assert seen == before + 1
    assert version_of(cast.county.pk) == before + 2
    assert CountyVersion.objects.filter(county_id=cast.county.pk).count() == parts + 1
