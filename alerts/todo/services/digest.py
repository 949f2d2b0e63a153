"""待办汇总: of a morning everybody with an account hears what waits for them, once. Who wants it in the inbox alone says so
with their ways of being reached (alerts.enums.MUTABLE)."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation

from alerts.enums import Purpose
from alerts.one_by_one import handle_each
from alerts.outbox.services.outbox import Message, enqueue
from alerts.reminders.rules import is_time
from alerts.todo.models import TodoDigest
from alerts.todo.queries.lines import queue_of
from alerts.todo.rules import Queue
from rostering.policies.queries.published import zone
from units.counties.models.user import may_come_in
from units.db import write
from units.enums import Role
from units.models import County, CountySettings, User

# What an outage has held up longer than this is left out; the next tick goes on with the others.
LATE_AT_MOST = timedelta(hours=4)
AT_ONCE = 100
USEFUL_FOR = timedelta(hours=12)
TITLES = 3


def tell_todo(*, now: datetime) -> int:
    """Goes on with those of this morning who haven't been looked at, in counties whose hour it is. Returns how many."""
    counties = list(County.objects.values_list("pk", flat=True))
    rules = CountySettings.of_all(counties)
    due = [pk for pk in counties if is_time(now, rules[pk].morning_at, LATE_AT_MOST, zone())]
    if not due:
        return 0
    today = timezone.localdate(now)
    users = _waiting(today).filter(county__in=due).select_related("county", "person")
    return handle_each(users.order_by("pk")[:AT_ONCE], lambda user: _once(user, today, now))


def _waiting(today: date) -> QuerySet[User]:
    told = TodoDigest.objects.filter(person=OuterRef("person"), day=today)
    users = User.objects.filter(may_come_in(today), ~Exists(told), person__isnull=False)
    return users.exclude(role=Role.AUDITOR)


@write
def _once(user: User, today: date, now: datetime) -> bool:
    """Whoever writes the row second waits for the first, and finds it there."""
    if user.person is None:
        raise AssertionError("only accounts of people are looked at")
    with translation.override(settings.LANGUAGE_CODE):
        queue = queue_of(user, now)
    digest = TodoDigest(person=user.person, day=today, lines=len(queue), written_at=now)
    TodoDigest.objects.bulk_create([digest], ignore_conflicts=True)
    if not TodoDigest.objects.filter(pk=digest.pk).exists():
        return False
    if queue:
        enqueue([_message(digest, queue, now)], county_id=user.person.unit.county_id, now=now)
    return True


def _message(digest: TodoDigest, queue: Queue, now: datetime) -> Message:
    return Message(
        purpose=Purpose.TODO_DIGEST,
        object_id=digest.pk,
        person_id=digest.person_id,
        unit_id=digest.person.unit_id,
        due_at=now,
        useful_for=USEFUL_FOR,
        params={"count": len(queue), "titles": [line.title for line in queue.lines[:TITLES]]},
    )
