"""Ways to reach a person: addresses a channel can use, in an order one chooses, with a code that can be sent again."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from alerts.enums import ChannelCode
from alerts.models import ContactRule, Notification
from alerts.outbox.services import contacts
from tests.factories import Cast, at
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import Person

pytestmark = pytest.mark.django_db
NOW = at("2026-07-08 12:00")


@pytest.fixture
def person(cast: Cast) -> Person:
    return cast.people["yjj"][0]


def add(cast: Cast, person: Person, address: str, channel: ChannelCode = ChannelCode.EMAIL) -> ContactRule:
    return contacts.add_rule(person=person, channel=channel, address=address, by=cast.office)


def order(person: Person) -> list[str]:
    return list(person.contact_rules.order_by("order").values_list("address", flat=True))


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (ChannelCode.EMAIL, "zhiban@example.cn"),
        (ChannelCode.ALIYUN_SMS, "138 0013 8000"),
        (ChannelCode.VOICE, "+8613800138000"),
        (ChannelCode.WEBHOOK, "https://93.184.216.34/hook"),
    ],
)
def test_addresses_a_channel_can_use(cast: Cast, person: Person, channel: ChannelCode, address: str) -> None:
    assert add(cast, person, address, channel).verified_at is None


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (ChannelCode.EMAIL, "not an address"),
        (ChannelCode.EMAIL, "a@example.cn\r\nBcc: b@example.cn"),
        (ChannelCode.TENCENT_SMS, "12"),
        (ChannelCode.VOICE, "call me"),
        (ChannelCode.WEBHOOK, "https://10.0.0.1/hook"),
        (ChannelCode.WEBHOOK, "http://93.184.216.34/hook"),
        (ChannelCode.APPRISE, "file:///etc/passwd"),
    ],
)
def test_others_are_refused_when_entered(
    cast: Cast, person: Person, settings: Settings, channel: ChannelCode, address: str
) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = False
    with pytest.raises(InvalidInput) as refused:
        add(cast, person, address, channel)
    assert (refused.value.code, refused.value.field) == ("unusable_address", "address")
    assert not Notification.objects.exists()


def test_moved_among_the_others(cast: Cast, person: Person) -> None:
    rules = [add(cast, person, f"{name}@example.cn") for name in "abc"]
    contacts.move_rule(rule=rules[2], place=1, by=cast.office)
    assert [address[0] for address in order(person)] == ["c", "a", "b"]
    contacts.move_rule(rule=rules[2], place=99, by=cast.office)
    assert [address[0] for address in order(person)] == ["a", "b", "c"]
    with pytest.raises(InvalidInput):
        contacts.move_rule(rule=rules[0], place=0, by=cast.office)
    with pytest.raises(NotAllowed):
        contacts.move_rule(rule=rules[0], place=1, by=cast.routine_leader)


def test_a_new_one_comes_last_even_after_one_has_gone(cast: Cast, person: Person) -> None:
    first, _second = add(cast, person, "a@example.cn"), add(cast, person, "b@example.cn")
    contacts.remove_rule(rule=first, by=cast.office)
    add(cast, person, "c@example.cn")
    assert [address[0] for address in order(person)] == ["b", "c"]


def test_a_code_sent_again_ends_the_one_before(cast: Cast, person: Person) -> None:
    with time_machine.travel(NOW, tick=False):
        rule = add(cast, person, "a@example.cn")
        with pytest.raises(RuleViolation) as refused:
            contacts.resend_code(rule=rule, by=cast.office)
        assert refused.value.code == "code_just_sent"
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        first = rule.code
        again = contacts.resend_code(rule=rule, by=cast.office)
        sent = list(Notification.objects.order_by("due_at"))
        assert [contacts.proof_is_relevant(message, timezone.now()) for message in sent] == [first == again.code, True]
        contacts.verify_rule(rule=again, code=again.code, by=cast.office)
        with pytest.raises(RuleViolation, match="已验证"):
            contacts.resend_code(rule=again, by=cast.office)
