"""Each mechanism shown to be needed: the same story with it and without it, and only one of the two ends well.

What is taken away is taken out of the product's own code or schema, inside the test; nothing is written anew for it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.call_outs.services import escalation as summons_escalation
from alerts.channels import registry
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.enums import ChannelCode, Purpose, ReceiptStatus
from alerts.health.services import self_audit
from alerts.models import Check, Finding, Notification, Summons
from alerts.outbox.services import delivery, settling
from alerts.outbox.services.outbox import Message, enqueue
from alerts.outbox.services.settling import Outcome
from rostering.models import Assignment
from tests.alerts.watch import published_around_now, send_all, told
from tests.factories import Cast, make_cast
from units.models import Person
from units.rows.leases import LeaseQuerySet

pytestmark = pytest.mark.django_db

SENT: list[str] = []
STORY: list[Callable[[], Receipt | None]] = []


class Provider:
    """Takes every call; during a call happens what the story says, and what it returns is the answer."""

    code = ChannelCode.WEBHOOK
    idempotent = queryable = needs_address = False

    def send(self, message: Outgoing) -> Receipt:
        SENT.append(message.key)
        answer = STORY.pop(0)() if STORY else None
        return answer or Receipt(ReceiptStatus.ACCEPTED)

    def query(self, message: Outgoing) -> Receipt:
        raise AssertionError("not queryable")


@pytest.fixture(autouse=True)
def _provider(settings: Settings) -> Iterator[None]:
    SENT.clear()
    STORY.clear()
    settings.ALERT_CHANNELS = {**settings.ALERT_CHANNELS, "webhook": f"{__name__}.Provider"}
    registry.channel.cache_clear()
    yield
    registry.channel.cache_clear()


@pytest.fixture
def message(cast: Cast, settings: Settings) -> Message:
    settings.ALERT_DEFAULT_CHANNELS = ["webhook"]
    person = cast.people["yjj"][0]
    words = {"unit": "甲", "matter": "乙", "place": "丙"}
    return Message(Purpose.WHISTLE, uuid4(), person.pk, None, timezone.now(), timedelta(hours=1), params=words)


def write(message: Message) -> Notification:
    county = Person.objects.get(pk=message.person_id).unit.county_id
    return next(row for row in enqueue([message], county_id=county, now=timezone.now()) if row.channel == "webhook")


def another_sender_comes(seconds: float = 0) -> None:
    send_all(timezone.now() + timedelta(seconds=seconds))


class TestLease:
    """A message that is being sent is nobody else's."""

    def story(self, message: Message) -> int:
        write(message)
        STORY.append(another_sender_comes)
        another_sender_comes()
        return len(SENT)

    def test_with(self, message: Message) -> None:
        assert self.story(message) == 1

    def test_without(self, message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(LeaseQuerySet, "free", lambda rows, now: rows)
        assert self.story(message) == 2


class TestToken:
    """A sender that has outlived its lease has no say any more: it must not open a message that another one is sending."""

    def story(self, message: Message) -> int:
        row = write(message)

        def first_stalls() -> Receipt:
            """Its lease runs out, another one takes over and is in the middle of sending when the first comes back."""
            Notification.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
            token, _ids = delivery.claim_due(now=timezone.now())
            second.extend(delivery.begin([row.pk], token, uuid4(), timezone.now()))
            return Receipt(ReceiptStatus.UNKNOWN)

        second: list[Notification] = []
        STORY.append(first_stalls)
        another_sender_comes()
        assert len(second) == 1
        # The second is still at it; a third must not find the message free once the first's retry is due.
        another_sender_comes(seconds=6)
        return len(SENT)

    def test_with(self, message: Message) -> None:
        assert self.story(message) == 1

    def test_without(self, message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
        settle = settling.settle

        def whoever_holds_it(outcomes: Sequence[Outcome], *, token: UUID) -> int:
            held = Notification.objects.values_list("lease_token", flat=True).get(pk=outcomes[0].row.pk)
            assert held is not None
            return settle(outcomes, token=held)

        monkeypatch.setattr(delivery, "settle", whoever_holds_it)
        assert self.story(message) == 2


class Unconditional:
    """A manager whose filters find the row whatever has become of it in the meantime."""

    def __init__(self, model: type[Any]) -> None:
        self.objects = self
        self._model = model
        self._real = model.objects

    def __call__(self, **fields: Any) -> Any:
        return self._model(**fields)

    def filter(self, **conditions: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            self._real.filter(pk=conditions["pk"]) if "pk" in conditions else self._real.filter(**conditions)
        )
        return rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class TestConditionalUpdate:
    """Whoever answers between the sweep's look and its write is not escalated."""

    @pytest.fixture
    def cast(self) -> Cast:
        cast = make_cast()
        published_around_now(cast)
        return cast

    def check_story(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> set[str]:
        check = checks.ask_unit(unit=cast.emergency, reason="抽查", by=cast.office, exception=True)
        person = check.person
        assert person is not None
        Check.objects.filter(pk=check.pk).update(escalate_at=timezone.now())
        escalate = check_escalation._escalate

        def answered_just_before(pk: UUID, level: int, now: Any) -> bool:
            checks.answer(check=Check.objects.get(pk=pk), person=person, now=now)
            return escalate(pk, level, now)

        with monkeypatch.context() as patch:
            patch.setattr(check_escalation, "_escalate", answered_just_before)
            check_escalation.escalate_due(now=timezone.now())
        return told("check_escalated")

    def summons_story(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
        made = call_outs.call_out(
            county=cast.county, matter="抢险", place="堤段", required=1, by=cast.office, units=[cast.emergency],
            is_drill=True,
        )  # fmt: skip
        send_all()
        made.summonses.update(answer_by=timezone.now())
        escalate = summons_escalation._escalate

        def acknowledged_just_before(pk: UUID, now: Any) -> bool:
            summons_answers.acknowledge(summons=Summons.objects.get(pk=pk), by=None, now=now)
            return escalate(pk, now)

        with monkeypatch.context() as patch:
            patch.setattr(summons_escalation, "_escalate", acknowledged_just_before)
            summons_escalation.escalate_due(now=timezone.now())
        return made.summonses.filter(stands_in_for__isnull=False).count()

    def test_check_with(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.check_story(cast, monkeypatch) == set()

    def test_check_without(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check_escalation, "Check", Unconditional(Check))
        assert self.check_story(cast, monkeypatch) != set()

    def test_summons_with(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.summons_story(cast, monkeypatch) == 0

    def test_summons_without(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(summons_escalation, "Summons", Unconditional(Summons))
        assert self.summons_story(cast, monkeypatch) == 1


class TestDedupeKey:
    """A message that is written twice goes out once."""

    def story(self, message: Message) -> int:
        write(message)
        write(message)
        send_all()
        return len(SENT)

    def test_with(self, message: Message) -> None:
        assert self.story(message) == 1
        assert self_audit.run(now=timezone.now()) == 0

    def test_without(self, message: Message) -> None:
        _drop("alerts_notification", "dedupe_key")
        assert self.story(message) == 2


class TestExclusionConstraint:
    """Nobody is on two posts at once, whatever code writes the rows."""

    @pytest.fixture
    def seats(self, cast: Cast) -> list[Assignment]:
        """Two people of one unit, on duty at the same time."""
        period = published_around_now(cast)
        today = Assignment.objects.active().filter(shift__period=period, shift__day=timezone.localdate())
        return list(today.filter(shift__unit=cast.emergency, is_exclusive=True).order_by("shift__post")[:2])

    def story(self, seats: list[Assignment]) -> None:
        """Past every service, as a script or a later release might."""
        first, second = seats
        Assignment.objects.filter(pk=second.pk).update(person=first.person)

    def test_with(self, seats: list[Assignment]) -> None:
        with pytest.raises(IntegrityError, match="assignment_person_no_overlap"), transaction.atomic():
            self.story(seats)

    def test_without(self, seats: list[Assignment]) -> None:
        _drop("rostering_assignment", "assignment_person_no_overlap")
        self.story(seats)
        self_audit.run(now=timezone.now())
        assert set(Finding.objects.values_list("invariant", flat=True)) == {"R3"}


def _drop(table: str, name: str) -> None:
    """Drops the constraint whose name or definition holds `name`; the test's rollback brings it back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'x')"
            " AND (conname = %s OR pg_get_constraintdef(oid) LIKE %s)",
            [table, name, f"%({name})%"],
        )
        ((found,),) = cursor.fetchall()
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{found}"')
