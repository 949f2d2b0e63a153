"""Probes for machines: what is ready, what runs, what is stuck."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from alerts.enums import NotificationState, Purpose
from alerts.health.services import sweeps
from alerts.models import Finding, Notification, Sweep
from alerts.outbox.services.outbox import Message, enqueue
from rostering.beat import SCHEDULE
from tests.factories import at, generated, make_cast
from units.models import Person, User

pytestmark = pytest.mark.django_db


def message(person: Person) -> Notification:
    params = {"unit": "甲", "matter": "乙", "place": "丙"}
    now = timezone.now()
    written = Message(Purpose.WHISTLE, uuid4(), person.pk, None, now, timedelta(hours=1), params=params)
    enqueue([written], county_id=person.unit.county_id, now=now)
    return Notification.objects.get(channel="console")


def test_ready_with_every_migration_applied(client: Client) -> None:
    assert client.get("/readyz").json() == {"ready": True}


def test_the_engine_is_silent_until_something_sweeps(client: Client) -> None:
    assert (client.get("/enginez").status_code, client.get("/enginez").json()["problems"]) == (503, ["sweeps_silent"])
    sweeps.run("escalate_checks", by="celery")
    assert client.get("/enginez").status_code == 200


@pytest.mark.parametrize("problem", ["messages_late", "dead_letters", "invariant_broken", "sweeps_silent"])
def test_what_is_wrong_is_named(client: Client, problem: str) -> None:
    sweeps.run("escalate_checks", by="celery")
    now = timezone.now()
    if problem == "messages_late":
        row = message(make_cast().people["yjj"][0])
        Notification.objects.filter(pk=row.pk).update(due_at=now - timedelta(seconds=61))
    elif problem == "dead_letters":
        row = message(make_cast().people["yjj"][0])
        Notification.objects.filter(pk=row.pk).update(state=NotificationState.DEAD, settled_at=now)
    elif problem == "invariant_broken":
        Finding.objects.create(invariant="R3", object_id="x", text="…", found_at=now)
    else:
        sweeps.note("escalate_checks", by="celery", handled=0, now=now - timedelta(seconds=31))
    response = client.get("/enginez")
    assert (response.status_code, response.json()["problems"]) == (503, [problem])


def test_a_message_that_found_another_channel_is_not_dead(client: Client) -> None:
    sweeps.run("escalate_checks", by="celery")
    row = message(make_cast().people["yjj"][0])
    Notification.objects.filter(pk=row.pk).update(state=NotificationState.ACCEPTED)
    Notification.objects.create(
        county_id=row.county_id,
        person_id=row.person_id,
        purpose=row.purpose,
        object_id=row.object_id,
        channel="voice",
        dedupe_key="x",
        due_at=row.due_at,
        expires_at=row.expires_at,
        state=NotificationState.DEAD,
        settled_at=timezone.now(),
    )
    assert client.get("/enginez").status_code == 200


def test_metrics_are_counts_and_ages(client: Client) -> None:
    sweeps.run("mark_overdue", by="standby")
    person = make_cast().people["yjj"][0]
    message(person)
    text = client.get("/metrics").content.decode()
    assert "duty_messages_due 1.0" in text
    assert 'duty_sweep_age_seconds{sweep="mark_overdue"}' in text
    assert person.name not in text


@pytest.mark.parametrize("path", ["/readyz", "/enginez", "/metrics", "/livez"])
def test_probes_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_the_standby_takes_over_only_when_celery_is_silent() -> None:
    now = timezone.now()
    assert sweeps.is_silent(now=now)
    sweeps.note("escalate_checks", by="celery", handled=0, now=now)
    assert not sweeps.is_silent(now=now + timedelta(seconds=15))
    sweeps.note("messages", by="standby", handled=0, now=now + timedelta(seconds=15))
    assert sweeps.is_silent(now=now + timedelta(seconds=16))


@pytest.mark.django_db(transaction=True)
def test_the_standby_delivers_by_itself() -> None:
    row = message(make_cast().people["yjj"][0])
    assert sweeps.run_all(by="standby") >= 1
    row.refresh_from_db()
    assert row.state == NotificationState.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_the_standby_writes_the_digests_of_what_waits_too() -> None:
    """Whatever ticks bring about, the standby does: a subject that has something of its own registers it."""
    cast = make_cast()
    with time_machine.travel(at("2026-06-10 08:00"), tick=False):
        generated(cast)
        User.objects.filter(pk=cast.leader.pk).update(person=cast.people["yjj"][0])
        sweeps.run_all(by="standby")
        assert Notification.objects.filter(purpose="todo_digest", person=cast.people["yjj"][0]).exists()
        assert set(Sweep.objects.values_list("name", flat=True)) >= {"tell_todo", "messages", "webhooks"}
    ticked = {entry["args"][0] for entry in SCHEDULE.values() if entry["task"] == "alerts.tasks.sweep"}
    assert ticked == {*sweeps.SWEEPS, *sweeps.MORE_SWEEPS.told}
