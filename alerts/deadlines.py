"""When reports on an incident are due (domain §5: by phone in 30 minutes, in writing in an hour; local settings)."""

from datetime import datetime, timedelta

from alerts.enums import ReportKind

DUE_AFTER = {ReportKind.INITIAL_PHONE: timedelta(minutes=30), ReportKind.INITIAL_WRITTEN: timedelta(hours=1)}
ANSWER_WITHIN = timedelta(minutes=10)
ARRIVE_WITHIN = timedelta(minutes=30)
RECENT_PROOF = timedelta(hours=2)


def report_due(kind: ReportKind, known_at: datetime) -> datetime | None:
    """The deadline of an initial report, None for the kinds that have none."""
    after = DUE_AFTER.get(kind)
    return known_at + after if after else None


# Local settings: how long before the end of a duty it may be taken over, how long that may be taken back.
HAND_OVER_WITHIN = timedelta(hours=2)
UNDO_WITHIN = timedelta(minutes=10)
