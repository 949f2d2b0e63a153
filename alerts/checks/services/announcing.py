"""What is announced to webhooks of checks."""

from datetime import datetime

from alerts.checks.models import Check
from alerts.enums import EventCode
from alerts.instants import moment
from alerts.webhooks.services.events import announce, unit_body


def check_missed(check: Check, now: datetime) -> None:
    announce(
        event=EventCode.CHECK_MISSED,
        county_id=check.county_id,
        unit_ids=[check.unit_id],
        object_id=check.pk,
        version=check.version,
        data={"unit": unit_body(check.unit), "due_at": moment(check.due_at), "level": check.level},
        now=now,
    )
