"""Whoever answers, passes on or is passed on to at one instant: each unit has one outcome."""

import threading
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from alerts.enums import AnsweredBy, BulletinType, WarningKind, WarningLevel
from alerts.models import Notification, WarningCall
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services.answers import answer
from alerts.warnings.services.calling import call_due
from alerts.warnings.services.signing import Signed, sign
from rostering.models import Assignment
from tests.alerts.warnings.rain import received
from tests.alerts.watch import published_around_now, send_all
from tests.concurrency import outcomes
from tests.factories import Cast, make_cast
from units.models import Person, User


@pytest.mark.django_db(transaction=True)
def test_of_all_who_answer_and_pass_on_at_once_each_unit_has_one_outcome() -> None:
    cast = make_cast()
    published_around_now(cast)
    for _ in range(6):
        race(cast, timezone.now())


def race(cast: Cast, now: datetime) -> None:
    """Two workers pass on whoever is silent while everybody answers twice."""
    later = now + timedelta(minutes=6)
    rain = Bulletin(BulletinType.ALERT, "暴雨", WarningKind.RAINSTORM, end=now + timedelta(hours=2))
    warning = received(cast, rain)
    sign(warning=warning, what=Signed(WarningLevel.RED, cast.units, 5), by=cast.office, now=now)
    send_all()
    calls = list(WarningCall.objects.filter(warning=warning).select_related("unit", "person"))
    acts: list[Any] = [partial(call_due, now=later), partial(call_due, now=later)]
    acts += [partial(answer, call=call, by=None, now=later, how=AnsweredBy.LINK) for call in calls * 2]
    outcomes(acts)
    for call in calls:
        rows = WarningCall.objects.filter(warning=warning, unit=call.unit)
        states = list(rows.values_list("state", flat=True))
        assert states.count("answered") == 1, states
        assert set(states) <= {"answered", "released"}, states


@pytest.mark.django_db(transaction=True)
def test_who_is_passed_on_to_while_a_colleague_answers_is_spared() -> None:
    """The second is passed on to the third and not yet committed when the first answers after all."""
    cast = make_cast()
    published_around_now(cast)
    now = timezone.now()
    asleep = Person.objects.filter(unit=cast.emergency).exclude(
        pk__in=Assignment.objects.on_duty_at(now).filter(person__isnull=False).values("person")
    )
    User.objects.filter(pk=cast.leader.pk).update(person=asleep[0])
    rain = Bulletin(BulletinType.ALERT, "暴雨", WarningKind.RAINSTORM, end=now + timedelta(hours=2))
    what = Signed(WarningLevel.RED, [cast.emergency], 5)
    sign(warning=received(cast, rain), what=what, by=cast.office, now=now)
    send_all()
    call_due(now=now + timedelta(minutes=6))
    send_all(now + timedelta(minutes=6))
    first, second = WarningCall.objects.select_related("person").order_by("place")
    WarningCall.objects.filter(pk=second.pk).update(answer_by=now)
    written, answering = threading.Event(), threading.Event()

    def pass_on() -> None:
        with transaction.atomic():
            call_due(now=now + timedelta(minutes=6))
            written.set()
            answering.wait(10)
            # Long enough for the answer to wait for the second's row.
            time.sleep(0.5)

    def answer_after_all() -> None:
        written.wait(10)
        answering.set()
        answer(call=first, by=None, now=now, how=AnsweredBy.LINK)

    outcomes([pass_on, answer_after_all])
    states = list(WarningCall.objects.order_by("place").values_list("state", flat=True))
    assert states == ["answered", "released", "released"]
    assert not Notification.objects.pending().exists()
