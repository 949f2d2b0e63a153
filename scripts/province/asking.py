"""What is asked of a county and of a province: pages and endpoints as their users reach them, sweeps at rest and at work."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.enums import Purpose
from alerts.health.services import sweeps
from alerts.models import Check
from alerts.outbox.services import delivery
from alerts.outbox.services.outbox import Message, enqueue
from rostering.models import Assignment, DutyPeriod, Roster
from units.accounts.services.tokens import create_token
from units.counties.remembered import forget_all
from units.enums import Role, Scope
from units.models import County, Person, User

Call = Callable[[], object]
ALL_ON_ONE_PAGE = {"page_size": 200}
DUE_AT_ONCE = 200
USEFUL_FOR = timedelta(hours=1)
ROLES = (Role.COUNTY_OFFICE, Role.UNIT_LEADER, Role.DUTY_PERSON)
# Those that look at counties or duties, one by one; of the others none is like another.
WATCHED = ("remind_of_duty", "tell_digests", "tell_todo", "self_audit")
WORDS = {"unit": "甲", "matter": "乙", "place": "丙"}


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    ask: Call


def questions(county: County) -> Iterator[Question]:
    """Of one county, and of sweeps, which know no county."""
    office, leader, clerk = (
        User.objects.select_related("county", "unit", "person").get(county=county, role=role) for role in ROLES
    )
    # In the middle of what there is.
    behind = DutyPeriod.objects.filter(county=county).order_by("first_day")[4]
    roster = Roster.objects.get(period=behind, unit=leader.unit)
    unit = roster.unit.code
    yield Question("on-duty/", _api(office, "on-duty", **ALL_ON_ONE_PAGE))
    yield Question("the board's page", _page(office, "/"))
    yield Question("unit now and next", _api(office, "on-duty", unit=unit, include="next"))
    yield Question(
        "a unit's month: assignments/", _api(office, "assignments", period=behind.pk, unit=unit, **ALL_ON_ONE_PAGE)
    )
    yield Question("a unit's month as a page", _page(leader, reverse("rostering:roster_print", args=[roster.pk])))
    yield Question("own duties", _page(clerk, reverse("my:duties")))
    yield Question("periods, as a page", _page(office, reverse("rostering:rosters")))
    yield Question("duty-periods/", _api(office, "duty-periods"))
    yield Question("statistics/ of a year", _api(office, "statistics"))
    yield Question("analysis, as a page", _page(office, reverse("analysis:overview")))
    yield Question("fairness of a year, as a page", _page(office, reverse("staffing:fairness")))
    for name in WATCHED:
        yield Question(f"sweep at rest: {name}", partial(_swept, name))
    yield Question("all other sweeps at rest", _all_others)
    yield Question("200 messages due: written, claimed", _undone(partial(_messages_claimed, county)))
    yield Question("a check of each unit due: written, asked", _undone(partial(_checks_asked, county)))


def _api(by: User, path: str, **query: Any) -> Call:
    scopes = [Scope.ROSTER_READ, Scope.CONTACTS_READ]
    key = create_token(user=by, scopes=scopes, by=None).key
    wanted = urlencode(query)
    return partial(_got, Client(), f"/api/v1/{path}/?{wanted}", {"Authorization": f"Bearer {key}"})


def _page(by: User, path: str) -> Call:
    client = Client()
    client.force_login(by, backend="units.accounts.backends.Accounts")
    return partial(_got, client, path, {})


def _got(client: Client, path: str, headers: Mapping[str, str]) -> None:
    """Read anew, whatever the process remembers. Raises AssertionError for anything but 200."""
    forget_all()
    response = client.get(path, headers=headers)
    if response.status_code != 200:
        raise AssertionError(f"{path}: {response.status_code}")


def _swept(name: str) -> None:
    sweeps.run(name, by="bench")


def _all_others() -> None:
    for name in {*sweeps.SWEEPS, *sweeps.MORE_SWEEPS.told} - {*WATCHED}:
        _swept(name)


def _undone(work: Call) -> Call:
    def done() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return done


def _messages_claimed(county: County) -> None:
    now = timezone.now()
    people = Person.objects.filter(unit__county=county)[:DUE_AT_ONCE]
    enqueue(
        [Message(Purpose.WHISTLE, uuid4(), one.pk, None, now, USEFUL_FOR, params=WORDS) for one in people],
        county_id=county.pk,
        now=now,
    )
    delivery.claim_batches(now=now)


def _checks_asked(county: County) -> None:
    now = timezone.now()
    on_duty = Assignment.objects.on_duty_at(now).filter(shift__period__county=county, person__isnull=False)
    units = on_duty.values_list("shift__unit", "shift__period").distinct()
    Check.objects.bulk_create(
        Check(county=county, unit_id=unit, period_id=period, reason="bench", due_at=now) for unit, period in units
    )
    _swept("ask_checks")
