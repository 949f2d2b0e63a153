"""The clocks of a county at an instant: what the policy version in force says, its settings where that says nothing (domain §12)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from rostering.policies.models import PolicyVersion
from rostering.policies.queries.published import zone
from rostering.policies.rules.clocks import ReportClock, pick
from rostering.policies.rules.policy import local_instant
from units.models import CountySettings


def version_on(county_id: UUID, day: date) -> PolicyVersion | None:
    """The published version that governs duty day `day`, without its rules. One query."""
    begun = PolicyVersion.objects.filter(county_id=county_id, effective_from__lte=day).published()
    return begun.order_by("-effective_from", "-number").first()


def version_at(county_id: UUID, at: datetime) -> PolicyVersion | None:
    """The one that governs the duty day `at` falls into. Two queries at most."""
    day = timezone.localdate(at)
    today = version_on(county_id, day)
    if today is None or at >= local_instant(day, today.day_start, zone()):
        return today
    return version_on(county_id, day - timedelta(days=1))


def report_clock(county_id: UUID, at: datetime) -> ReportClock:
    """What reports on an incident known at `at` are due by. Three queries."""
    usual, version = CountySettings.of(county_id), version_at(county_id, at)
    return ReportClock(
        phone=pick(version.report_phone_minutes if version else None, usual.report_phone_minutes),
        written=pick(version.report_written_minutes if version else None, usual.report_written_minutes),
        city=pick(version.report_city_minutes if version else None, usual.report_city_minutes),
    )


def filing_deadline(county_id: UUID, first_day: date) -> datetime:
    """When rosters of a period from `first_day` on are due (domain §3.2): noon, two days before, until something else is said."""
    usual, version = CountySettings.of(county_id), version_on(county_id, first_day)
    days = pick(version.filing_days if version else None, usual.filing_days_before)
    at = (version.filing_time if version else None) or usual.filing_time
    return local_instant(first_day - timedelta(days=days), at, zone())
