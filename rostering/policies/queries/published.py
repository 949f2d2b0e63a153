"""The county's published policy as plain data."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rostering.policies.models import PolicyVersion
from rostering.policies.rules.policy import NoPolicy, Phase, Policy, UnknownPost, resolve
from units.errors import InvalidInput, RuleViolation
from units.labels import TIER_LABELS
from units.models import County

# Far enough from the ends of the calendar that neighbouring duty days exist in every time zone.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def zone() -> ZoneInfo:
    """The time zone of duty days."""
    return ZoneInfo(settings.TIME_ZONE)


def published_policies(county: County) -> list[Policy]:
    """All published versions as rules; three queries. Raises RuleViolation `no_policy` when there is none."""
    versions = [v.as_rules() for v in PolicyVersion.objects.filter(county=county).published().with_rules()]
    if not versions:
        raise RuleViolation("no_policy", _("本县尚未发布值守制度"))
    return versions


def resolve_obligation(county: County, tier: str, post: str, at: datetime) -> Phase:
    """The phase, and with it the obligation, that (tier, post) owes at the aware instant `at`. Three queries.

    Raises InvalidInput `unknown_tier`, `unknown_post`, `naive_time`, `time_out_of_range` or `before_first_policy`,
    RuleViolation `no_policy` when the county has published none.
    """
    _check_instant(at)
    if tier not in TIER_LABELS:
        raise InvalidInput("unknown_tier", _("没有“%(tier)s”这一类别") % {"tier": tier}, field="tier")
    try:
        return resolve(tier, post, at, published_policies(county), zone())
    except UnknownPost as error:
        raise InvalidInput("unknown_post", _("该类别没有“%(post)s”这一岗位") % {"post": post}, field="post") from error
    except NoPolicy as error:
        raise InvalidInput("before_first_policy", _("该时刻早于本县第一版值守制度的施行日期"), field="at") from error


def obligation_shape(phase: Phase) -> dict[str, Any]:
    """A resolved phase as the API and `manage.py posture` show it; times with the county's offset."""
    owed = phase.obligation
    return {
        "posture": owed.posture,
        "place_limit": owed.place_limit,
        "leaving_rule": owed.leaving_rule,
        "response_minutes": owed.response_minutes,
        "from": phase.start.astimezone(zone()).isoformat(),
        "to": phase.end.astimezone(zone()).isoformat(),
    }


def _check_instant(at: datetime) -> None:
    if at.tzinfo is None:
        raise InvalidInput("naive_time", _("时间须注明时区，如 2026-06-19T20:00:00+08:00"), field="at")
    if not EARLIEST <= at < LATEST:
        raise InvalidInput("time_out_of_range", _("时间超出可处理的范围"), field="at")
