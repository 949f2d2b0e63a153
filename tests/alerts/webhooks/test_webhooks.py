"""Events to programs: who hears what, signed how, tried how often, and never to an address inside."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from alerts.call_outs.services import call_outs
from alerts.call_outs.services import escalation as summons_escalation
from alerts.channels.delivery import EVENT_BACKOFF, MOST_EVENT_ATTEMPTS
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.enums import EventCode, ReportKind
from alerts.incidents.services import reports
from alerts.models import Webhook, WebhookDelivery
from alerts.webhooks.services import delivery as webhook_delivery
from alerts.webhooks.services import events as webhook_events
from alerts.webhooks.services import webhooks
from rostering.enums import PeriodKind
from rostering.seats.services.assignments import Change, amend_period
from tests.alerts.watch import flood, send_all
from tests.factories import Cast, at, make_cast, make_person, published, seat_of
from tests.fakes.receiver import FakeReceiver
from units.enums import Tier
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.units.services.tiers import set_tier

NOON = at("2026-07-08 12:00")


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = True


@pytest.fixture
def cast() -> Iterator[Cast]:
    cast = make_cast()
    with time_machine.travel(NOON, tick=False):
        yield cast


def watch(cast: Cast) -> Any:
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        return published(cast, *days, kind=PeriodKind.SPECIAL)


def hook(cast: Cast, *events: str, url: str = "http://127.0.0.1:9/hook", **options: Any) -> Webhook:
    wanted = events or tuple(webhooks.EVENTS)
    return webhooks.create_webhook(county=cast.county, name="市平台", url=url, events=wanted, by=cast.office, **options)


def told(webhook: Webhook) -> list[str]:
    return list(webhook.deliveries.order_by("created_at", "pk").values_list("event", flat=True))


def last(webhook: Webhook) -> WebhookDelivery:
    return webhook.deliveries.latest("created_at")


def later(minutes: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


@pytest.mark.django_db
class TestEvents:
    def test_a_roster_is_published_and_amended(self, cast: Cast) -> None:
        listening = hook(cast, EventCode.ROSTER_PUBLISHED, EventCode.ROSTER_AMENDED)
        period = watch(cast)
        assert told(listening) == ["roster.published"]
        published_event = last(listening)
        assert (published_event.object_id, published_event.object_version) == (period.pk, 1)
        seat = seat_of(period, cast.routine, "duty_officer", day=period.last_day)
        spare = make_person(cast.routine, posts=["duty_officer"])
        change = Change(seat.pk, spare.pk, seat.version)
        amend_period(period=period, changes=[change], reason="调班", by=cast.office)
        amended = last(listening)
        assert (amended.event, amended.object_version) == ("roster.amended", 2)
        assert amended.payload["data"]["units"] == [{"code": "dag", "name": "档案馆"}]

    def test_a_check_nobody_answered_is_told_once(self, cast: Cast) -> None:
        watch(cast)
        listening = hook(cast, EventCode.CHECK_MISSED)
        check = checks.ask_unit(unit=cast.emergency, reason="汛期抽查", by=cast.office)
        send_all()
        for _level in range(3):
            with later(60):
                check_escalation.escalate_due(now=timezone.now())
                send_all()
        assert told(listening) == ["check.missed"]
        assert last(listening).object_id == check.pk

    def test_an_answered_check_is_nobodys_business(self, cast: Cast) -> None:
        watch(cast)
        listening = hook(cast)
        check = checks.ask_unit(unit=cast.emergency, reason="汛期抽查", by=cast.office)
        send_all()
        assert check.person is not None
        checks.answer(check=check, person=check.person, now=timezone.now())
        with later(60):
            check_escalation.escalate_due(now=timezone.now())
        assert told(listening) == []

    def test_a_call_out_and_whoever_is_late(self, cast: Cast) -> None:
        watch(cast)
        listening = hook(cast, EventCode.CALLOUT_DISPATCHED, EventCode.CALLOUT_OVERDUE)
        made = call_outs.call_out(
            county=cast.county, matter="抢险", place="城东", required=2, units=[cast.emergency, cast.routine],
            by=cast.office, is_drill=True,
        )  # fmt: skip
        send_all()
        with later(31):
            summons_escalation.mark_overdue(now=timezone.now())
            summons_escalation.mark_overdue(now=timezone.now())
        assert told(listening) == ["callout.dispatched", "callout.overdue", "callout.overdue"]
        assert set(listening.deliveries.values_list("object_id", flat=True)) == {made.pk}
        assert listening.deliveries.values("event_id").distinct().count() == 3

    def test_an_incident_and_each_report_on_it(self, cast: Cast) -> None:
        listening = hook(cast, EventCode.INCIDENT_REPORTED)
        incident = flood(cast)
        reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="漫堤", by=cast.office)
        assert [row.payload["data"]["report"] for row in listening.deliveries.order_by("object_version")] == [
            None,
            {"number": 1, "kind": "initial_phone"},
        ]

    def test_a_change_of_tier(self, cast: Cast) -> None:
        listening = hook(cast, EventCode.TIER_CHANGED)
        set_tier(
            unit=cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=at("2026-09-01 00:00").date(),
            by=cast.office, document_number="章办字〔2026〕8号",
        )  # fmt: skip
        assert last(listening).payload["data"] == {
            "unit": {"code": "dag", "name": "档案馆"},
            "before": "routine_support",
            "after": "emergency_response",
            "effective_date": "2026-09-01",
            "document_number": "章办字〔2026〕8号",
        }

    def test_bound_to_units_it_hears_of_those_alone(self, cast: Cast) -> None:
        watch(cast)
        theirs = hook(cast, units=[cast.routine])
        checks.ask_unit(unit=cast.emergency, reason="汛期抽查", by=cast.office)
        flood(cast)
        assert told(theirs) == []
        call_outs.call_out(
            county=cast.county,
            matter="抢险",
            place="城东",
            required=1,
            units=[cast.routine],
            by=cast.office,
            is_drill=True,
        )
        assert told(theirs) == ["callout.dispatched"]

    def test_other_counties_and_other_events_stay_away(self, cast: Cast) -> None:
        elsewhere = make_cast("ng", "南安县")
        foreign, deaf = hook(elsewhere), hook(cast, EventCode.TIER_CHANGED)
        flood(cast)
        assert told(foreign) == told(deaf) == []

    def test_the_same_thing_announced_twice_is_one_event(self, cast: Cast) -> None:
        listening, thing = hook(cast), uuid4()
        for _ in range(2):
            webhook_events.announce(
                event=EventCode.CHECK_MISSED, county_id=cast.county.pk, unit_ids=[], object_id=thing, version=1,
                data={}, now=NOON,
            )  # fmt: skip
        assert told(listening) == ["check.missed"]

    def test_no_phone_number_leaves(self, cast: Cast) -> None:
        listening = hook(cast)
        watch(cast)
        call_outs.call_out(
            county=cast.county,
            matter="抢险",
            place="城东",
            required=1,
            units=[cast.emergency],
            by=cast.office,
            is_drill=True,
        )
        send_all()
        with later(31):
            summons_escalation.mark_overdue(now=timezone.now())
        sent = json.dumps([row.payload for row in listening.deliveries.all()])
        assert len(told(listening)) == 3
        assert not any(person.mobile in sent for person in cast.people["yjj"])


@pytest.mark.django_db(transaction=True)
class TestDelivery:
    def test_signed_and_taken(self, cast: Cast) -> None:
        with FakeReceiver() as receiver:
            listening = hook(cast, url=f"{receiver.url}/hook")
            receiver.secret = webhooks.secret_of(listening.pk, 1)
            flood(cast)
            assert webhook_delivery.deliver_due(now=timezone.now()) == 1
        (call,) = receiver.calls
        delivery = last(listening)
        assert (delivery.state, delivery.attempts) == ("accepted", 1)
        assert call.headers["x-event-id"] == str(delivery.event_id)
        assert json.loads(call.body) == delivery.payload
        assert delivery.payload["version"] == delivery.object_version

    def test_while_it_rotates_either_secret_will_do_and_then_the_new_one_alone(self, cast: Cast) -> None:
        with FakeReceiver() as receiver:
            listening = hook(cast, url=f"{receiver.url}/hook")
            receiver.secret = webhooks.secret_of(listening.pk, 1)
            webhooks.rotate_secret(webhook=listening, by=cast.office)
            webhooks.ping(webhook=listening, by=cast.office)
            webhook_delivery.deliver_due(now=timezone.now())
            assert last(listening).state == "accepted"
            with later(24 * 60):
                webhooks.ping(webhook=listening, by=cast.office)
                webhook_delivery.deliver_due(now=timezone.now())
                assert last(listening).state == "dead"

    def test_a_leaked_secret_ends_at_once(self, cast: Cast) -> None:
        listening = hook(cast)
        changed = webhooks.rotate_secret(webhook=listening, by=cast.office, overlap_hours=0)
        assert webhooks.secrets_of(changed, NOON) == [webhooks.secret_of(listening.pk, 2)]

    def test_a_receiver_that_is_down_is_tried_again_ever_more_rarely_and_then_given_up(self, cast: Cast) -> None:
        listening = hook(cast)
        flood(cast)
        waits = []
        now = timezone.now()
        for _attempt in range(MOST_EVENT_ATTEMPTS):
            with time_machine.travel(now, tick=False):
                assert webhook_delivery.deliver_due(now=now) == 1
                assert webhook_delivery.deliver_due(now=now) == 0
            delivery = last(listening)
            waits.append((delivery.due_at - now).total_seconds())
            now = delivery.due_at
        assert waits[:-1] == list(EVENT_BACKOFF)
        assert (delivery.state, delivery.attempts, delivery.detail) == ("dead", MOST_EVENT_ATTEMPTS, "no connection")

    def test_sent_again_it_is_the_same_event(self, cast: Cast) -> None:
        with FakeReceiver(secret="another") as receiver:
            listening = hook(cast, url=f"{receiver.url}/hook")
            flood(cast)
            webhook_delivery.deliver_due(now=timezone.now())
            dead = last(listening)
            assert (dead.state, dead.detail) == ("dead", "HTTP 401")
            receiver.secret = webhooks.secret_of(listening.pk, 1)
            again = webhooks.redeliver(delivery=dead, by=cast.office)
            webhook_delivery.deliver_due(now=timezone.now())
            again.refresh_from_db()
        assert (again.state, again.attempts, again.attempts_ever) == ("accepted", 1, 2)
        assert again.event_id == dead.event_id

    def test_nothing_leaves_for_a_revoked_webhook_not_even_what_waits(self, cast: Cast) -> None:
        with FakeReceiver() as receiver:
            listening = hook(cast, url=f"{receiver.url}/hook")
            flood(cast)
            webhooks.revoke_webhook(webhook=listening, by=cast.office)
            flood(cast)
            webhook_delivery.deliver_due(now=timezone.now())
        assert receiver.calls == []
        assert [row.state for row in listening.deliveries.all()] == ["suppressed"]

    def test_two_senders_never_get_the_same_delivery(self, cast: Cast) -> None:
        listening = hook(cast)
        flood(cast)
        _token, first = webhook_delivery.claim(now=timezone.now())
        token, second = webhook_delivery.claim(now=timezone.now())
        assert (first, second) == ([last(listening).pk], [])
        assert webhook_delivery.deliver(ids=first, token=token) == 0

    def test_the_lease_of_a_sender_that_died_runs_out(self, cast: Cast) -> None:
        hook(cast)
        flood(cast)
        webhook_delivery.claim(now=timezone.now())
        with later(1.1):
            assert len(webhook_delivery.claim(now=timezone.now())[1]) == 1

    def test_one_receiver_takes_only_its_share_of_a_batch(self, cast: Cast) -> None:
        hook(cast)
        other = hook(cast)
        for _ in range(5):
            flood(cast)
        _token, ids = webhook_delivery.claim(now=timezone.now())
        assert other.deliveries.filter(pk__in=ids).count() == webhook_delivery.MOST_OF_ONE == len(ids) / 2

    def test_a_name_that_turns_to_an_inner_address_later_gets_nothing(
        self, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.WEBHOOK_ALLOW_LOOPBACK = False
        lookups = ["93.184.216.34", "10.0.0.8"]
        monkeypatch.setattr("alerts.channels.targets._look_up", lambda _host, _port: [lookups.pop(0)], raising=True)
        listening = hook(cast, url="https://partner.example.cn/hook")
        flood(cast)
        webhook_delivery.deliver_due(now=timezone.now())
        assert (last(listening).state, last(listening).detail) == ("dead", "the address is not on the public internet")


@pytest.mark.django_db
class TestSubscribing:
    @pytest.mark.parametrize(
        "url",
        [
            "https://127.0.0.1/x", "https://10.1.2.3/x", "https://169.254.169.254/latest/meta-data/", "https://[::1]/x",
            "https://[::ffff:192.168.1.1]/x", "http://93.184.216.34/x", "ftp://93.184.216.34/x", "https://u:p@93.184.216.34/x",
            "javascript:alert(1)", "https://93.184.216.34/x\r\nX-Evil: 1", "https://2130706433/",
        ],
    )  # fmt: skip
    def test_addresses_nothing_may_be_sent_to(self, cast: Cast, settings: Settings, url: str) -> None:
        settings.WEBHOOK_ALLOW_LOOPBACK = False
        with pytest.raises(InvalidInput) as refused:
            hook(cast, url=url)
        assert (refused.value.code, refused.value.field) == ("forbidden_target", "url")

    def test_the_secret_is_nowhere_in_the_row(self, cast: Cast) -> None:
        listening = hook(cast)
        secret = webhooks.secret_of(listening.pk, 1)
        assert secret not in json.dumps(Webhook.objects.values().get(), default=str)
        assert secret != webhooks.secret_of(listening.pk, 2) != webhooks.secret_of(uuid4(), 2)

    def test_units_do_not_subscribe(self, cast: Cast) -> None:
        with pytest.raises(NotAllowed):
            webhooks.create_webhook(
                county=cast.county, name="x", url="http://127.0.0.1:9/", events=[EventCode.TIER_CHANGED], by=cast.leader
            )

    @pytest.mark.parametrize("events", [[], ["ping"], ["nonsense"]])
    def test_unknown_events(self, cast: Cast, events: list[str]) -> None:
        with pytest.raises(InvalidInput):
            webhooks.create_webhook(
                county=cast.county, name="x", url="http://127.0.0.1:9/", events=events, by=cast.office
            )

    def test_a_revoked_one_changes_no_more(self, cast: Cast) -> None:
        listening = hook(cast)
        webhooks.revoke_webhook(webhook=listening, by=cast.office)
        with pytest.raises(RuleViolation, match="停用"):
            webhooks.rotate_secret(webhook=listening, by=cast.office)
        with pytest.raises(RuleViolation, match="停用"):
            webhooks.ping(webhook=listening, by=cast.office)
