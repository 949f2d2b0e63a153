"""Clocks: a long outage, and a server that believes to be elsewhere."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from alerts.enums import CheckState, NotificationState, Purpose
from alerts.models import Check, Notification
from tests.faults.county import write
from tests.faults.engine import ROLES
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage


@scenario()
def outage_of_two_hours(stage: Stage) -> Allowed:
    """500 checks that should have escalated two hours ago do so once; reminders that are of no use any more expire."""
    for name in ROLES:
        stage.engine.kill(name)
    then = timezone.now() - timedelta(hours=2)
    unit, people = stage.place.cast.emergency, stage.place.cast.people["yjj"]
    Check.objects.bulk_create(
        Check(
            county=stage.place.cast.county,
            unit=unit,
            period=stage.place.period,
            person=people[number % len(people)],
            reason="抽查",
            due_at=then - timedelta(minutes=10),
            asked_at=then - timedelta(minutes=10),
            escalate_at=then,
            state=CheckState.ASKING,
        )
        for number in range(500)
    )
    stale = write(stage.place, 100, due=then)
    stage.engine.start(*ROLES)
    stage.fault_over()
    stage.wait(lambda: not Check.objects.filter(level=0).exists(), 120)
    stage.settle()
    levels = dict(Check.objects.values_list("level").annotate(Count("pk")))
    stage.check(levels == {1: 500}, f"checks by level: {levels}")
    told = Notification.objects.filter(purpose=Purpose.CHECK_ESCALATED, level=1).values("object_id").distinct().count()
    stage.check(told == 500, f"{told} of 500 escalations told anybody")
    expired = Notification.objects.filter(pk__in=stale, state=NotificationState.SUPPRESSED, detail="expired").count()
    stage.check(expired == 100, f"{expired} of 100 stale reminders expired")
    return Allowed()


@scenario()
def wrong_server_zone(stage: Stage) -> Allowed:
    """Every process believes to be in Los Angeles."""
    for name in ROLES:
        stage.engine.kill(name)
    stage.engine.start(*ROLES, TZ="America/Los_Angeles")
    write(stage.place, 50, due=timezone.now() + timedelta(seconds=6))
    write(stage.place, 50, due=timezone.now() + timedelta(seconds=3))
    stage.pause(7)
    stage.settle()
    for name in ROLES:
        stage.engine.kill(name)
    return Allowed(late=15)
