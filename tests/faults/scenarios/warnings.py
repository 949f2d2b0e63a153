"""预警叫应: everybody named is asked until answered, by message, by telephone, the next person, and at last the operator's list,
whatever dies meanwhile; nobody is asked twice, nor after their unit has answered."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.utils import timezone

from alerts.answers.services.replies import by_phone
from alerts.answers.services.warnings import answer_warning
from alerts.deadlines import WARNING_USEFUL_FOR
from alerts.enums import (
    BulletinSource,
    BulletinType,
    ChannelCode,
    Heard,
    Purpose,
    WarningCallState,
    WarningKind,
    WarningLevel,
)
from alerts.models import ContactRule, Notification, PublicWarning, WarningCall
from alerts.outbox.services.links import find_link
from alerts.warnings.queries import reached_of
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services.receiving import receive
from alerts.warnings.services.signing import Signed, sign
from alerts.who_answers import office_people
from tests.faults.county import Place, pending
from tests.faults.engine import AT_SENDER
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage
from units.enums import Rank, Role
from units.models import Person, Unit, User

PEOPLE_OF_A_UNIT = 2
PATIENCE_SECONDS = 90
OF_WARNINGS = (Purpose.WARNING, Purpose.WARNING_UNANSWERED)


class Who(StrEnum):
    """Who of a unit answers to what."""

    FIRST = "the first, by the message"
    RUNG = "the first, when rung"
    NEXT = "the second, by the message"
    NOBODY = "nobody"


# How many messages and telephone calls each takes, and how its people's calls end.
MESSAGES = {Who.FIRST: 1, Who.RUNG: 2, Who.NEXT: 3, Who.NOBODY: 4}
ENDS = {
    Who.FIRST: [WarningCallState.ANSWERED],
    Who.RUNG: [WarningCallState.ANSWERED],
    Who.NEXT: [WarningCallState.RELEASED, WarningCallState.ANSWERED],
    Who.NOBODY: [WarningCallState.ASKED, WarningCallState.WITH_OFFICE],
}


@dataclass
class Called:
    """A warning that is out, and its units by who answers. `harm(step)` is done when a clock has run out: it is the fault."""

    stage: Stage
    warning: PublicWarning
    units: dict[Who, list[Unit]]
    harm: Callable[[int], None]
    step: int = 0
    latest: float = 0.0

    def calls(self, *who: Who, place: int) -> list[WarningCall]:
        wanted = [unit.pk for one in who for unit in self.units[one]]
        rows = WarningCall.objects.filter(warning=self.warning, unit__in=wanted, place=place)
        return list(rows.select_related("unit", "person"))

    def wait(self, done: Callable[[WarningCall], object], *who: Who, place: int) -> None:
        """Until it is so of all their calls, and whatever was written is out."""
        number = sum(len(self.units[one]) for one in who)
        came = self.stage.wait(
            lambda: sum(bool(done(call)) for call in self.calls(*who, place=place)) == number and not pending(),
            PATIENCE_SECONDS,
        )
        self.stage.check(came, f"step {self.step}: not all of {number} units went on")

    def clocks_run_out(self) -> datetime:
        """Of all who have been asked and are silent."""
        self.step += 1
        now = timezone.now()
        silent = WarningCall.objects.filter(warning=self.warning, state=WarningCallState.ASKED, passed_on_at=None)
        silent.update(answer_by=now)
        self.harm(self.step)
        return now

    def lateness(self, calls: Sequence[WarningCall], field: str, since: datetime) -> None:
        seconds = [(getattr(call, field) - since).total_seconds() for call in calls if getattr(call, field)]
        self.latest = max([self.latest, *seconds])


@scenario(short=True)
def warning_called_until_answered(stage: Stage) -> Allowed:
    """With two beats, workers and standbys."""
    stage.engine.start("beat-2", "worker-2", "sweeper-2")
    _play(stage, lambda _step: None)
    return Allowed(due=_due)


@scenario()
def warning_called_while_processes_are_killed(stage: Stage) -> Allowed:
    """At each clock another one: worker and beat, the sender in the middle of the telephone calls, Redis while the next are asked."""
    stage.provider.pause_before = 0.05

    def harm(step: int) -> None:
        if step == 1:
            _restarted(stage, "worker", "beat")
        elif step == 2:
            stage.servers.kill_redis()
        elif step == 3:
            stage.servers.start_redis()
            stage.taken(len(stage.provider.taken_at) + 5)
            _restarted(stage, "sender")
        else:
            _restarted(stage, "worker", "sender")
            stage.fault_over()

    _play(stage, harm)
    return Allowed(repeats=2 * AT_SENDER, restarts=3, due=_due)


def _restarted(stage: Stage, *names: str) -> None:
    for name in names:
        stage.engine.kill(name)
        stage.engine.start(name)


def _due(row: Notification) -> datetime:
    return row.expires_at - WARNING_USEFUL_FOR if row.purpose in OF_WARNINGS else row.created_at


def _play(stage: Stage, harm: Callable[[int], None]) -> None:
    many, silent = stage.size(40, 6), stage.size(10, 1)
    numbers = {Who.FIRST: many, Who.RUNG: many, Who.NEXT: many, Who.NOBODY: silent}
    units = {who: [_unit(stage.place) for _ in range(number)] for who, number in numbers.items()}
    called = Called(stage, _signed(stage.place, [unit for group in units.values() for unit in group]), units, harm)
    everybody, later = tuple(Who), (Who.NEXT, Who.NOBODY)
    called.wait(lambda call: call.asked_at, *everybody, place=0)
    for call in called.calls(Who.FIRST, place=0):
        _by_link(call)
    at = called.clocks_run_out()
    called.wait(lambda call: call.rung_at, Who.RUNG, *later, place=0)
    called.lateness(called.calls(Who.RUNG, *later, place=0), "rung_at", at)
    for call in called.calls(Who.RUNG, *later, place=0):
        _by_telephone(call, Heard.KEY if call.unit in units[Who.RUNG] else Heard.VOICEMAIL)
    at = called.clocks_run_out()
    called.wait(lambda call: call.asked_at, *later, place=1)
    called.lateness(called.calls(*later, place=0), "passed_on_at", at)
    for call in called.calls(Who.NEXT, place=1):
        _by_link(call)
    called.clocks_run_out()
    called.wait(lambda call: call.rung_at, Who.NOBODY, place=1)
    for call in called.calls(Who.NOBODY, place=1):
        _by_telephone(call, Heard.BUSY)
    at = called.clocks_run_out()
    called.wait(lambda call: call.state == WarningCallState.WITH_OFFICE, Who.NOBODY, place=1)
    called.lateness(called.calls(Who.NOBODY, place=1), "passed_on_at", at)
    stage.settle()
    _hold(called)


def _unit(place: Place) -> Unit:
    """Two who lead it, each to be reached by message and by telephone."""
    code = uuid4().hex[:12]
    unit = Unit.objects.create(county=place.cast.county, code=code, name=f"单位{code}")
    people = Person.objects.bulk_create(
        Person(
            unit=unit, name=f"{code}{number}", rank=Rank.STAFF, position="负责人", mobile=f"136{number}{code[:7]}",
            travel_minutes=10, valid_from=timezone.localdate(),
        )
        for number in range(PEOPLE_OF_A_UNIT)
    )  # fmt: skip
    User.objects.bulk_create(
        User(username=person.name, role=Role.UNIT_LEADER, county=place.cast.county, unit=unit, person=person)
        for person in people
    )
    ContactRule.objects.bulk_create(
        ContactRule(
            person=person, channel=channel, address="13800000000", order=order, verified_at=timezone.now()
        )
        for person in people
        for order, channel in enumerate((ChannelCode.ALIYUN_SMS, ChannelCode.VOICE))
    )  # fmt: skip
    return unit


def _signed(place: Place, units: Sequence[Unit]) -> PublicWarning:
    now, office = timezone.now(), place.cast.office
    rain = Bulletin(BulletinType.ALERT, "暴雨红色预警", WarningKind.RAINSTORM, end=now + timedelta(hours=6))
    taken = receive(county=place.cast.county, bulletin=rain, source=BulletinSource.HAND, by=office, now=now)
    signed = sign(warning=taken.warning, what=Signed(WarningLevel.RED, units, 10), by=office, now=timezone.now())
    # The office had heard of it minutes before anybody could be silent.
    Notification.objects.filter(purpose=Purpose.WARNING_RECEIVED).delete()
    return signed


def _by_link(call: WarningCall) -> None:
    message = Notification.objects.get(object_id=call.pk, level=0, channel=ChannelCode.ALIYUN_SMS)
    link = find_link(message.params["path"].split("/")[2])
    if link is not None:
        answer_warning(link=link, now=timezone.now())


def _by_telephone(call: WarningCall, heard: Heard) -> None:
    message = Notification.objects.get(object_id=call.pk, level=1, channel=ChannelCode.VOICE)
    by_phone(message=message.pk, event=str(message.pk), heard=heard, digits="1", now=timezone.now())


def _hold(called: Called) -> None:
    """Who was asked how, what came of it, and that the operator's list has exactly the silent units."""
    stage, warning = called.stage, called.warning
    asked = Counter(
        Notification.objects.filter(purpose=Purpose.WARNING)
        .exclude(channel=ChannelCode.INBOX)
        .values_list("unit_id", flat=True)
    )
    rows = list(WarningCall.objects.filter(warning=warning).select_related("unit", "person").order_by("place"))
    states: dict[UUID, list[str]] = {}
    for row in rows:
        states.setdefault(row.unit_id, []).append(row.state)
    for who, units in called.units.items():
        wrong = [unit for unit in units if asked[unit.pk] != MESSAGES[who] or states[unit.pk] != ENDS[who]]
        found = [(asked[unit.pk], states[unit.pk]) for unit in wrong[:3]]
        stage.check(not wrong, f"{who} answers: {len(wrong)} of {len(units)} units went otherwise: {found}")
    reached = reached_of(warning, rows)
    silent = len(called.units[Who.NOBODY])
    stage.check(reached.with_office == silent, f"{reached.with_office} of {silent} silent units are on the list")
    stage.check(reached.answered == len(states) - silent, f"{reached.answered} units have answered")
    told = Notification.objects.filter(purpose=Purpose.WARNING_UNANSWERED, channel=ChannelCode.INBOX).count()
    owed = silent * len(office_people(warning.county, timezone.now()))
    stage.check(told == owed, f"the office was told {told} times of {owed}")
    print(
        f"    {len(states)} units, {len(rows)} people, the last step {called.latest:.1f} s after its clock", flush=True
    )
    stage.check(called.latest <= 60, f"the last step was {called.latest:.1f} s late")
    User.objects.filter(unit__in=states).update(is_active=False)
