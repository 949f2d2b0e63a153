"""The county's published policy as plain data."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rostering.domain.policy import Policy
from rostering.models import PolicyVersion
from units.errors import RuleViolation
from units.models import County


def zone() -> ZoneInfo:
    """The time zone of duty days."""
    return ZoneInfo(settings.TIME_ZONE)


def published_policies(county: County) -> list[Policy]:
    """All published versions as rules; three queries. Raises RuleViolation `no_policy` when there is none."""
    versions = [v.as_rules() for v in PolicyVersion.objects.filter(county=county).published().with_rules()]
    if not versions:
        raise RuleViolation("no_policy", _("本县尚未发布值守制度"))
    return versions
