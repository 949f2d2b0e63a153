"""Reminders and digests: everybody of tomorrow hears of it, once and within a minute of the hour, whatever dies meanwhile."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from alerts.enums import ChannelCode, DigestKind, Purpose, ReminderKind
from alerts.models import Digest, DutyReminder, Notification
from rostering.models import Assignment, Shift, ShiftPhase
from tests.factories import SHANGHAI, roster_of
from tests.faults.county import Place, hear_of_duty
from tests.faults.engine import AT_SENDER
from tests.faults.registry import scenario
from tests.faults.results import Allowed, due_by_use
from tests.faults.stage import Stage

# Long enough for everything to be in place, short enough to wait for.
AHEAD = timedelta(seconds=8)
AT_THE_HOUR = (Purpose.DUTY_REMINDER, Purpose.UNIT_TOMORROW)


@scenario(short=True)
def reminders_at_the_hour(stage: Stage) -> Allowed:
    """With two beats, workers and standbys."""
    at = _set_up(stage, stage.size(600, 120))
    stage.engine.start("beat-2", "worker-2", "sweeper-2")
    return _told(stage, at, Allowed())


@scenario(short=True)
def reminders_while_processes_are_killed(stage: Stage) -> Allowed:
    """Worker and beat are killed at the very hour, the sender while messages go out."""
    at = _set_up(stage, stage.size(600, 120))
    stage.provider.pause_before = 0.05
    stage.pause(max((at - timezone.now()).total_seconds(), 0))
    for name in ("worker", "beat"):
        stage.engine.kill(name)
        stage.engine.start(name)
    stage.taken(20)
    stage.engine.kill("sender")
    stage.engine.start("sender")
    stage.fault_over()
    return _told(stage, at, Allowed(repeats=AT_SENDER))


def _set_up(stage: Stage, people: int) -> datetime:
    """Tomorrow's duty of that many, and the hour at which they are to hear of it."""
    cast = stage.place.cast
    cast.leader.person = cast.people["yjj"][0]
    cast.leader.save()
    Assignment.objects.filter(shift__seat__gt=100).delete()
    Shift.objects.filter(seat__gt=100).delete()
    _on_duty_tomorrow(stage.place, people)
    _today_has_been_told()
    at = (timezone.localtime(timezone.now(), SHANGHAI) + AHEAD).replace(microsecond=0)
    hear_of_duty(cast, at.time())
    return at


# A shift and its phases are one: the database looks when they are committed.
@transaction.atomic
def _on_duty_tomorrow(place: Place, people: int) -> None:
    roster = roster_of(place.period, place.cast.routine)
    like = Shift.objects.filter(roster=roster, day=timezone.localdate() + timedelta(days=1))[0]
    shifts = [
        Shift(
            period=place.period, roster=roster, unit=like.unit, tier=like.tier, post=like.post, min_rank=like.min_rank,
            post_order=like.post_order, seat=101 + number, day=like.day, day_kind=like.day_kind, start=like.start,
            end=like.end, points=like.points,
        )
        for number in range(people)
    ]  # fmt: skip
    Shift.objects.bulk_create(shifts)
    owed = like.as_phases()[0].obligation
    ShiftPhase.objects.bulk_create(
        ShiftPhase(shift=shift, start=shift.start, end=shift.end, posture=owed.posture) for shift in shifts
    )
    Assignment.objects.bulk_create(
        Assignment(shift=shift, person=person, start=shift.start, end=shift.end, points=shift.points)
        for shift, person in zip(shifts, place.crowd, strict=False)
    )


def _today_has_been_told() -> None:
    """Whose duty is still to begin today would be told of it at once, before the hour."""
    now = timezone.now()
    today = Assignment.objects.active().filter(person__isnull=False, start__gt=now, start__lt=_tomorrow(now))
    DutyReminder.objects.bulk_create(
        DutyReminder(
            shift_id=duty.shift_id, person=duty.person, kind=ReminderKind.EVENING, message=uuid4(), told_at=now
        )
        for duty in today.select_related("person")
        if duty.person
    )


def _tomorrow(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(SHANGHAI).date() + timedelta(days=1), time(), SHANGHAI)


def _told(stage: Stage, at: datetime, allowed: Allowed) -> Allowed:
    """Waits until all have been told and nothing is pending; counts whom, how often and how late."""
    owed = _owed(at)
    stage.wait(lambda: DutyReminder.objects.filter(told_at__gte=at).count() >= len(owed), 90)
    stage.wait(lambda: Digest.objects.filter(kind=DigestKind.UNIT_TOMORROW).exists(), 30)
    stage.settle()
    hear_of_duty(stage.place.cast, None)
    rows = list(Notification.objects.exclude(channel=ChannelCode.INBOX).filter(purpose=Purpose.DUTY_REMINDER))
    heard = Counter(row.person_id for row in rows)
    stage.check(set(heard) == owed, f"{len(owed - set(heard))} of {len(owed)} people were not reminded")
    stage.check(max(heard.values(), default=0) <= 1, f"{sum(n - 1 for n in heard.values())} people were reminded twice")
    lists = Notification.objects.filter(purpose=Purpose.UNIT_TOMORROW).exclude(channel=ChannelCode.INBOX).count()
    stage.check(lists == 1, f"{lists} lists of tomorrow for one leader")
    out = stage.provider.first_taken
    late = max((out.get(str(row.pk), float("inf")) - at.timestamp() for row in rows), default=0.0)
    print(f"    {len(rows)} reminders, the last {late:.1f} s after the hour", flush=True)
    stage.check(late <= 60, f"the last reminder was {late:.1f} s late")
    return replace(allowed, due=lambda row: at if row.purpose in AT_THE_HOUR else due_by_use(row))


def _owed(at: datetime) -> set[object]:
    """Who holds a duty that begins tomorrow, by the county's clock."""
    tomorrow = _tomorrow(at)
    rows = Assignment.objects.active().filter(
        person__isnull=False, start__lt=tomorrow + timedelta(days=1), start__gte=tomorrow
    )
    return set(rows.values_list("person_id", flat=True))
