"""The outbox: one row per message, leased, rechecked, settled once, with another channel when one is dead."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from alerts.channels import registry
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.enums import ChannelCode, Purpose, ReceiptStatus
from alerts.models import ContactRule, Notification
from alerts.outbox.services import delivery
from alerts.outbox.services.outbox import Message, enqueue
from rostering.enums import Post
from rostering.seats.services.assignments import replace_person
from tests.alerts.watch import published_around_now, send_all, told
from tests.concurrency import outcomes
from tests.factories import Cast, make_cast, make_person, seat_of
from units.enums import Rank
from units.models import Person

SENT: list[Outgoing] = []
ANSWERS: list[Callable[[], Receipt]] = []


class Scripted:
    """A provider that records every call and answers as the test says, then accepts."""

    code = ChannelCode.WEBHOOK
    idempotent = False
    queryable = False
    needs_address = False

    def send(self, message: Outgoing) -> Receipt:
        SENT.append(message)
        return ANSWERS.pop(0)() if ANSWERS else Receipt(ReceiptStatus.ACCEPTED, provider_id="p1")

    def query(self, key: str) -> Receipt:
        return Receipt(ReceiptStatus.UNKNOWN)


@pytest.fixture(autouse=True)
def _scripted(settings: Settings) -> Iterator[None]:
    SENT.clear()
    ANSWERS.clear()
    settings.ALERT_CHANNELS = {**settings.ALERT_CHANNELS, "webhook": f"{__name__}.Scripted"}
    settings.ALERT_DEFAULT_CHANNELS = ["webhook", "console"]
    registry.channel.cache_clear()
    yield
    registry.channel.cache_clear()


def answer(status: str) -> None:
    ANSWERS.append(lambda: Receipt(ReceiptStatus(status)))


def write(person: Person, *, useful_for: timedelta = timedelta(hours=1)) -> Notification:
    """A message that stays of use until it expires."""
    message = Message(
        Purpose.WHISTLE,
        uuid4(),
        person.pk,
        person.unit_id,
        timezone.now(),
        useful_for,
        params={"unit": "甲", "matter": "乙", "place": "丙"},
    )
    return next(
        row
        for row in enqueue([message], county_id=person.unit.county_id, now=timezone.now())
        if row.channel == "webhook"
    )


@pytest.mark.django_db
class TestDelivery:
    @pytest.fixture
    def person(self) -> Person:
        return make_cast().people["yjj"][0]

    def test_written_twice_is_written_once(self, person: Person) -> None:
        now = timezone.now()
        message = Message(Purpose.WHISTLE, uuid4(), person.pk, None, now, timedelta(hours=1))
        for _ in range(3):
            enqueue([message], county_id=person.unit.county_id, now=now)
        assert sorted(Notification.objects.values_list("channel", "state")) == [
            ("inbox", "accepted"),
            ("webhook", "pending"),
        ]

    def test_sent_and_settled_once(self, person: Person) -> None:
        row = write(person)
        assert send_all() == 1
        assert send_all() == 0
        row.refresh_from_db()
        assert (row.state, row.attempts, row.provider_id, len(SENT)) == ("accepted", 1, "p1", 1)
        assert (SENT[0].title, SENT[0].text) == ("吹哨报到", "甲吹哨：乙，地点丙。")

    @pytest.mark.parametrize("status", ["failed", "unknown"])
    def test_trouble_is_tried_again_later(self, person: Person, status: str) -> None:
        row = write(person)
        answer(status)
        send_all()
        row.refresh_from_db()
        assert (row.state, row.lease_token) == ("pending", None)
        assert send_all() == 0
        assert send_all(timezone.now() + timedelta(seconds=6)) == 1
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("accepted", 2)

    def test_a_refusal_goes_to_the_next_channel(self, person: Person) -> None:
        row = write(person)
        answer("refused")
        send_all()
        row.refresh_from_db()
        assert row.state == "dead"
        other = Notification.objects.get(object_id=row.object_id, channel="console")
        send_all()
        other.refresh_from_db()
        assert other.state == "accepted"

    def test_a_poison_message_dies_and_the_others_go_out(self, person: Person) -> None:
        poison = write(person)
        ANSWERS.append(lambda: 1 // 0)  # type: ignore[arg-type, return-value]  # the channel blows up
        send_all()
        poison.refresh_from_db()
        assert (poison.state, poison.detail) == ("pending", "channel error")
        for _ in range(5):
            ANSWERS.append(lambda: 1 // 0)  # type: ignore[arg-type, return-value]
            Notification.objects.filter(pk=poison.pk).update(due_at=timezone.now())
            send_all()
        poison.refresh_from_db()
        assert (poison.state, poison.attempts) == ("dead", 6)

    def test_what_is_of_no_use_any_more_is_suppressed_and_says_so(self, person: Person) -> None:
        row = write(person, useful_for=timedelta(seconds=1))
        Notification.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        send_all()
        row.refresh_from_db()
        assert (row.state, row.detail, SENT) == ("suppressed", "expired", [])

    def test_nothing_goes_out_early(self, person: Person) -> None:
        row = write(person)
        Notification.objects.filter(pk=row.pk).update(due_at=timezone.now() + timedelta(minutes=1))
        assert send_all() == 0

    def test_a_lost_lease_settles_nothing(self, person: Person) -> None:
        row = write(person)
        token, ids = delivery.claim_due(now=timezone.now())
        other, again = delivery.claim_due(now=timezone.now() + delivery.LEASE + timedelta(seconds=1))
        assert again == ids == [row.pk]
        assert not delivery.deliver(ids=[row.pk], token=token)
        assert SENT == []
        assert delivery.deliver(ids=[row.pk], token=other)

    def test_a_sender_that_outlives_its_lease_does_not_settle(self, person: Person) -> None:
        row = write(person)
        token, _ids = delivery.claim_due(now=timezone.now())

        def taken_over_meanwhile() -> Receipt:
            Notification.objects.filter(pk=row.pk).update(lease_token=uuid4())
            return Receipt(ReceiptStatus.ACCEPTED)

        ANSWERS.append(taken_over_meanwhile)
        assert not delivery.deliver(ids=[row.pk], token=token)
        row.refresh_from_db()
        assert row.state == "pending"

    def test_verified_ways_come_first_in_their_order(self, person: Person) -> None:
        now = timezone.now()
        ContactRule.objects.create(person=person, channel="email", address="a@example.org", order=1, verified_at=now)
        ContactRule.objects.create(person=person, channel="console", address="x", order=0, verified_at=now)
        ContactRule.objects.create(person=person, channel="apprise", address="y", order=2)
        message = Message(Purpose.WHISTLE, uuid4(), person.pk, None, now, timedelta(hours=1))
        enqueue([message], county_id=person.unit.county_id, now=now)
        row = Notification.objects.exclude(channel="inbox").get()
        assert (row.channel, row.later_channels) == ("console", ["email"])


@pytest.mark.django_db
class TestDutyNotices:
    @pytest.fixture
    def cast(self) -> Cast:
        return make_cast()

    def test_everybody_is_told_once_what_they_owe(self, cast: Cast) -> None:
        period = published_around_now(cast)
        on_duty = set(
            period.shifts.filter(assignments__end__gt=timezone.now()).values_list(
                "assignments__person__name", flat=True
            )
        )
        assert told("duty_published", "webhook") == on_duty
        send_all()
        assert {message.title for message in SENT} == {"值班通知"}
        assert len(SENT) == len(on_duty)

    def test_an_amendment_tells_those_affected_and_drops_what_is_obsolete(self, cast: Cast) -> None:
        period = published_around_now(cast)
        seat = seat_of(period, cast.emergency, Post.LEADER, day=period.last_day)
        old = seat.person
        new = make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=[Post.LEADER])
        replace_person(
            assignment=seat, person_id=new.pk, by=cast.office, expected_version=seat.version, reason="外出开会"
        )
        assert old is not None
        assert told("duty_changed", "webhook") == {new.name}
        assert told("duty_withdrawn", "webhook") == {old.name}
        seat.refresh_from_db()
        replace_person(
            assignment=seat, person_id=old.pk, by=cast.office, expected_version=seat.version, reason="会议取消"
        )
        send_all()
        withdrawn = Notification.objects.get(purpose="duty_withdrawn", person=old, channel="webhook")
        assert (withdrawn.state, withdrawn.detail) == ("suppressed", "obsolete")
        changed = Notification.objects.get(purpose="duty_changed", person=new, channel="webhook")
        assert changed.state == "suppressed"


@pytest.mark.django_db(transaction=True)
def test_two_claimers_never_get_the_same_message() -> None:
    people = make_cast().people["yjj"]
    rows = [write(person) for person in people]
    claims = outcomes([lambda: delivery.claim_due(now=timezone.now(), most=4)[1]] * 6)
    claimed = [pk for claim in claims for pk in claim]
    assert sorted(claimed) == sorted(row.pk for row in rows)


@pytest.mark.django_db(transaction=True)
def test_one_message_by_many_senders_goes_out_once() -> None:
    row = write(make_cast().people["yjj"][0])
    claims = outcomes([lambda: delivery.claim_due(now=timezone.now())] * 8)
    outcomes([partial(delivery.deliver, ids=[row.pk], token=token) for token, _ids in claims])
    assert len(SENT) == 1
