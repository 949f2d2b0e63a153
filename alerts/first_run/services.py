"""A test message through one channel to any address, with what the provider answered."""

import secrets
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.registry import is_acceptable, missing_settings
from alerts.enums import ChannelCode, Purpose
from alerts.labels import ADDRESS_FORMS, CHANNEL_LABELS
from alerts.outbox.services.sending import sent_safely
from alerts.permissions import check_command
from units.audit import services as audit
from units.counties.services import wait_for
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import County, User

LONGEST_ADDRESS = 300
# Each may cost money, and goes to whatever number is typed.
TESTS_PER_MINUTE = 5


@dataclass(frozen=True, slots=True)
class Tested:
    """`code` stands in the message, so that whoever gets it can say it was this one."""

    channel: ChannelCode
    code: str
    receipt: Receipt


def try_channel(*, county: County, channel: ChannelCode, address: str, by: User) -> Tested:
    """Sends at once and waits for the provider, outside any transaction. SMS and voice use the template of codes.

    Raises NotAllowed, InvalidInput `unusable_address`, RuleViolation `channel_not_configured`, `too_many_tests`.
    """
    check_command(by)
    _check(channel, address.strip())
    _count(by=by)
    code = f"{secrets.randbelow(10**6):06d}"
    receipt = sent_safely(channel, _message(county, address.strip(), code))
    _note(county=county, channel=channel, receipt=receipt, by=by)
    return Tested(channel, code, receipt)


def _check(channel: ChannelCode, address: str) -> None:
    gaps = missing_settings(channel)
    if gaps:
        words = {"channel": CHANNEL_LABELS[channel], "gaps": "、".join(gaps)}
        raise RuleViolation("channel_not_configured", _now("%(channel)s还没有开通，缺少设置：%(gaps)s") % words)
    if not address or len(address) > LONGEST_ADDRESS or not is_acceptable(channel, address):
        words = {"channel": CHANNEL_LABELS[channel], "form": ADDRESS_FORMS[channel]}
        raise InvalidInput("unusable_address", _now("%(channel)s的地址应为%(form)s") % words, field="address")


@write
def _count(*, by: User) -> None:
    if wait_for(client=str(by.pk), bucket="channel-test", limit=TESTS_PER_MINUTE, now=timezone.now()) is not None:
        raise RuleViolation("too_many_tests", _("一分钟内测试太多，请稍后再试"))


@write
def _note(*, county: County, channel: ChannelCode, receipt: Receipt, by: User) -> None:
    """The trail keeps that it was tried and how it ended, not to which number."""
    after = {"channel": channel, "receipt": receipt.status, "detail": receipt.detail[:300]}
    audit.record(by=by, action="channel.tested", row=county, county=county, after=after)


def _message(county: County, address: str, code: str) -> Outgoing:
    words = {"county": county.name, "code": code}
    return Outgoing(
        key=str(uuid4()),
        address=address,
        title=_now("测试消息"),
        text=_now("%(county)s柔性值守系统的测试消息，校验码 %(code)s。收到即说明渠道可用，不必回复。") % words,
        template=Purpose.CONTACT_PROOF,
        params={"code": code, "address": address},
    )
