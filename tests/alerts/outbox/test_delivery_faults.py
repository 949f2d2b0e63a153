"""Delivery when things go wrong at the worst place: tasks come twice, senders die, rows nobody understands."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from alerts.channels import registry
from alerts.channels.base import Outgoing
from alerts.channels.delivery import MOST_ATTEMPTS, Receipt
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.enums import ChannelCode, Purpose, ReceiptStatus
from alerts.health.services import sweeps
from alerts.models import Check, Notification, Sweep
from alerts.outbox.purposes import HANDLERS, Handler
from alerts.outbox.services import delivery
from alerts.outbox.services.outbox import Message, enqueue
from tests.alerts.watch import published_around_now
from tests.factories import make_cast
from units.models import Person

SENT: list[Outgoing] = []
MEANWHILE: list[Callable[[], object]] = []


class Watched:
    """Accepts everything; what the test wants to happen in the middle of a send, happens."""

    code = ChannelCode.WEBHOOK
    idempotent = queryable = needs_address = False

    def send(self, message: Outgoing) -> Receipt:
        SENT.append(message)
        if MEANWHILE:
            MEANWHILE.pop(0)()
        return Receipt(ReceiptStatus.ACCEPTED)

    def query(self, message: Outgoing) -> Receipt:
        raise AssertionError("not queryable")


class PowerCut(BaseException):
    """Passes every `except Exception`, as the end of the process would."""


def cut() -> None:
    raise PowerCut


@pytest.fixture(autouse=True)
def _watched(settings: Settings) -> Iterator[None]:
    SENT.clear()
    MEANWHILE.clear()
    settings.ALERT_CHANNELS = {**settings.ALERT_CHANNELS, "webhook": f"{__name__}.Watched"}
    settings.ALERT_DEFAULT_CHANNELS = ["webhook"]
    registry.channel.cache_clear()
    yield
    registry.channel.cache_clear()


def write(person: Person) -> Notification:
    now = timezone.now()
    params = {"unit": "甲", "matter": "乙", "place": "丙"}
    message = Message(Purpose.WHISTLE, uuid4(), person.pk, None, now, timedelta(hours=1), params=params)
    rows = enqueue([message], county_id=person.unit.county_id, now=now)
    return next(row for row in rows if row.channel == "webhook")


def lease_runs_out(row: Notification) -> None:
    Notification.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
class TestOneMessage:
    @pytest.fixture
    def row(self) -> Notification:
        return write(make_cast().people["yjj"][0])

    def test_a_task_that_comes_twice_sends_once(self, row: Notification) -> None:
        token, _ids = delivery.claim_due(now=timezone.now())
        again: list[int] = []
        MEANWHILE.append(lambda: again.append(delivery.deliver(ids=[row.pk], token=token)))
        assert delivery.deliver(ids=[row.pk], token=token)
        assert (again, len(SENT)) == ([0], 1)

    def test_the_lease_counts_from_the_attempt_not_from_the_claim(self, row: Notification) -> None:
        token, _ids = delivery.claim_due(now=timezone.now())
        lease_runs_out(row)
        others: list[object] = []
        MEANWHILE.append(lambda: others.extend(delivery.claim_due(now=timezone.now())[1]))
        assert delivery.deliver(ids=[row.pk], token=token)
        assert others == []

    def test_claims_that_nobody_took_up_are_no_attempts(self, row: Notification) -> None:
        for _ in range(MOST_ATTEMPTS + 1):
            delivery.claim_due(now=timezone.now())
            lease_runs_out(row)
        row.refresh_from_db()
        assert row.attempts == 0

    def test_what_kills_its_sender_every_time_is_given_up(self, row: Notification) -> None:
        for _ in range(MOST_ATTEMPTS):
            MEANWHILE.append(cut)
            token, _ids = delivery.claim_due(now=timezone.now())
            with pytest.raises(PowerCut):
                delivery.deliver(ids=[row.pk], token=token)
            lease_runs_out(row)
        token, _ids = delivery.claim_due(now=timezone.now())
        assert delivery.deliver(ids=[row.pk], token=token)
        row.refresh_from_db()
        assert (row.state, len(SENT)) == ("dead", MOST_ATTEMPTS)

    def test_a_purpose_of_a_newer_release_ends_as_a_dead_letter(self, row: Notification) -> None:
        Notification.objects.filter(pk=row.pk).update(purpose="of_tomorrow")
        for _ in range(MOST_ATTEMPTS):
            Notification.objects.filter(pk=row.pk).update(due_at=timezone.now())
            token, ids = delivery.claim_due(now=timezone.now())
            assert [delivery.deliver(ids=[pk], token=token) for pk in ids] == [1]
        row.refresh_from_db()
        assert (row.state, SENT) == ("dead", [])


@pytest.mark.django_db(transaction=True)
class TestStandby:
    def test_one_failing_sweep_leaves_the_others_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*, now: object) -> int:
            raise ValueError(now)

        monkeypatch.setattr(sweeps, "SWEEPS", {"first": fails, **sweeps.SWEEPS})
        sweeps.run_all(by="standby")
        assert set(Sweep.objects.values_list("name", flat=True)) == {
            "messages",
            *sweeps.SWEEPS,
            *sweeps.MORE_SWEEPS.told,
        } - {"first"}

    def test_one_message_that_cannot_be_settled_leaves_the_others_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person = make_cast().people["yjj"][0]
        bad, good = write(person), write(person)

        def fails_on_bad(rows: Sequence[Notification], reached: bool, now: object) -> None:
            if bad.pk in {row.pk for row in rows}:
                raise ValueError

        handler = Handler(relevant=lambda rows, _now: {row.pk for row in rows}, settled=fails_on_bad)
        monkeypatch.setitem(HANDLERS.told, Purpose.WHISTLE, handler)
        assert sweeps.run(sweeps.MESSAGES, by="standby") == 1
        good.refresh_from_db()
        bad.refresh_from_db()
        assert (good.state, bad.state, len(SENT)) == ("accepted", "pending", 2)

    def test_where_the_use_of_a_message_cannot_be_told_it_goes_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write(make_cast().people["yjj"][0])

        def fails(rows: object, now: object) -> set[UUID]:
            raise ValueError

        monkeypatch.setitem(HANDLERS.told, Purpose.WHISTLE, Handler(relevant=fails, settled=lambda *_: None))
        assert (sweeps.run(sweeps.MESSAGES, by="standby"), len(SENT)) == (1, 1)

    def test_a_batch_goes_one_way(self) -> None:
        people = make_cast().people["yjj"]
        for person in people:
            write(person)
        Notification.objects.filter(person=people[0], channel="webhook").update(channel="console")
        _token, batches = delivery.claim_batches(now=timezone.now())
        ways = [set(Notification.objects.filter(pk__in=ids).values_list("channel", flat=True)) for ids in batches]
        assert len(ways) > 2
        assert all(len(way) == 1 for way in ways)

    def test_it_sends_what_has_been_lying_although_ticks_come(self) -> None:
        row = write(make_cast().people["yjj"][0])
        sweeps.note("escalate_checks", by="celery", handled=0, now=timezone.now())
        call_command("sweeper", "--once")
        assert SENT == []
        Notification.objects.filter(pk=row.pk).update(due_at=timezone.now() - sweeps.BEHIND_AFTER)
        call_command("sweeper", "--once")
        assert len(SENT) == 1

    def test_ticks_that_hand_out_to_nobody_do_not_keep_it_from_sending(self) -> None:
        row = write(make_cast().people["yjj"][0])
        now = timezone.now()
        Notification.objects.filter(pk=row.pk).update(due_at=now - timedelta(seconds=32))
        assert delivery.claim_due(now=now - timedelta(seconds=31))[1] == [row.pk]
        sweeps.note(sweeps.MESSAGES, by="celery", handled=1, now=now)
        call_command("sweeper", "--once")
        assert len(SENT) == 1

    def test_it_outlives_a_database_that_is_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(*, now: object) -> int:
            raise OperationalError("gone")

        monkeypatch.setattr(sweeps, "SWEEPS", {"first": away})
        call_command("sweeper", "--once")


@pytest.mark.django_db
def test_one_check_that_cannot_be_escalated_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    published_around_now(cast)
    bad, good = (
        checks.ask_unit(unit=unit, reason="抽查", by=cast.office, exception=True)
        for unit in (cast.emergency, cast.routine)
    )
    Check.objects.update(escalate_at=timezone.now())
    Check.objects.filter(pk=bad.pk).update(escalate_at=timezone.now() - timedelta(seconds=1))
    escalate = check_escalation._escalate

    def fails_on_bad(pk: object, level: int, now: object) -> bool:
        if pk == bad.pk:
            raise ValueError
        return escalate(pk, level, now)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(check_escalation, "_escalate", fails_on_bad)
    assert check_escalation.escalate_due(now=timezone.now()) == 1
    good.refresh_from_db()
    assert good.level > 0
