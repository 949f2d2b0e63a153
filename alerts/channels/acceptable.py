"""Whether an address is one that a channel could use, asked when it is entered rather than when a message is lost."""

from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from alerts.channels import robots
from alerts.channels.addresses import BadAddress, e164, has_breaks
from alerts.channels.apprise import is_allowed
from alerts.channels.targets import Forbidden, Unresolved, target_of
from alerts.enums import ChannelCode


def is_acceptable(code: str, address: str) -> bool:
    """By its form, and for a webhook by where it leads; a name that can't be looked up just now passes."""
    check = CHECKS.get(code)
    return not has_breaks(address) and (check is None or check(address))


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _is_phone(address: str) -> bool:
    try:
        e164(address)
    except BadAddress:
        return False
    return True


def _is_push(address: str) -> bool:
    return robots.robot_of(address) is not None or is_allowed(address)


def _is_target(address: str) -> bool:
    try:
        target_of(address)
    except Forbidden:
        return False
    except Unresolved:
        return True
    return True


CHECKS: Mapping[str, Callable[[str], bool]] = {
    ChannelCode.CONSOLE: _is_phone,
    ChannelCode.EMAIL: _is_email,
    ChannelCode.ALIYUN_SMS: _is_phone,
    ChannelCode.TENCENT_SMS: _is_phone,
    ChannelCode.VOICE: _is_phone,
    ChannelCode.APPRISE: _is_push,
    ChannelCode.WEBHOOK: _is_target,
}
