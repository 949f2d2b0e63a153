"""Messages and checks through a real worker, beside tasks that do nothing through the same worker."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.utils import timezone

from alerts.enums import CheckState, NotificationState, Purpose
from alerts.models import Check, Notification
from alerts.outbox.services.delivery import claim_due
from alerts.outbox.services.outbox import Message, enqueue
from alerts.tasks import send_messages, sweep, sweep_messages
from rostering.models import Assignment
from scripts.bench.counties import demo_county
from scripts.bench.meter import Row, Sample, at_most, by_turns
from scripts.bench.one_worker import OneWorker
from units.models import County, Person

MOST_TOGETHER, MOST_ALONE = 1.5, 2
NUMBER = 200
USEFUL_FOR = timedelta(hours=1)
WORDS = {"unit": "甲", "matter": "乙", "place": "丙"}


def rows() -> Iterator[Row]:
    county = demo_county()
    Notification.objects.filter(state=NotificationState.PENDING).update(state=NotificationState.SUPPRESSED)
    with OneWorker() as worker:
        together, alone, checked, bare = by_turns(
            _sent_together(worker, county),
            _sent_alone(worker, county),
            _checks(worker, county),
            lambda: worker.bare(NUMBER),
            rounds=9,
        )
    yield at_most("a message of a call-out, eight to a task, beside an empty task", together, bare, MOST_TOGETHER)
    yield at_most("a message alone in its task", alone, bare, MOST_ALONE)
    yield at_most("a planned check: asked, worded, sent, settled", checked, bare, MOST_ALONE)


def _sent_together(worker: OneWorker, county: County) -> Sample:
    def sample() -> float:
        _write_messages(county)
        return worker.cost_of(sweep_messages.delay, _nothing_pending) / NUMBER

    return sample


def _sent_alone(worker: OneWorker, county: County) -> Sample:
    """Claimed beforehand: what is measured is the task that sends one message."""

    def sample() -> float:
        _write_messages(county)
        token, ids = claim_due(now=timezone.now(), most=NUMBER)
        return worker.cost_of(partial(_send_alone, ids, token), _nothing_pending) / NUMBER

    return sample


def _send_alone(ids: Iterable[UUID], token: UUID) -> None:
    for pk in ids:
        send_messages.delay([str(pk)], str(token))


def _checks(worker: OneWorker, county: County) -> Sample:
    """One check of every unit on duty today, each drawn for now."""
    now = timezone.now()
    on_duty = Assignment.objects.on_duty_at(now).filter(shift__period__county=county, person__isnull=False)
    units = list(on_duty.values_list("shift__unit", "shift__period").distinct())

    def sample() -> float:
        begun = timezone.now()
        Check.objects.bulk_create(
            Check(county=county, unit_id=unit, period_id=period, reason="bench", due_at=timezone.now())
            for unit, period in units
        )
        asked = worker.cost_of(lambda: sweep.delay("ask_checks"), _none_planned)
        # They may be on their way already: asking wakes the senders. Whoever is asked has it in the inbox too.
        written = Notification.objects.filter(purpose=Purpose.CHECK, created_at__gte=begun)
        if written.values("object_id").distinct().count() != len(units):
            raise AssertionError("a check has asked nobody")
        return (asked + worker.cost_of(sweep_messages.delay, _nothing_pending)) / len(units)

    return sample


def _write_messages(county: County) -> None:
    """One message to each of NUMBER people, due now."""
    now = timezone.now()
    people = Person.objects.filter(unit__county=county)[:NUMBER]
    messages = [Message(Purpose.WHISTLE, uuid4(), one.pk, None, now, USEFUL_FOR, params=WORDS) for one in people]
    enqueue(messages, county_id=county.pk, now=now)


def _nothing_pending() -> bool:
    return not Notification.objects.filter(state=NotificationState.PENDING).exists()


def _none_planned() -> bool:
    return not Check.objects.filter(state=CheckState.PLANNED).exists()
