"""A check that nobody answers goes up: the unit, then the county office, each level once (domain §4). Webhooks hear of it."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from alerts.checks.models import Check
from alerts.checks.services.messages import tell
from alerts.enums import ChannelCode, CheckOutcome, CheckState, EventCode, NotificationState, Purpose
from alerts.instants import moment
from alerts.one_by_one import handle_each
from alerts.outbox.models import Notification
from alerts.transitions import CHECK
from alerts.webhooks.services.events import announce, unit_body
from alerts.who_answers import office_people, on_duty_in, unit_leaders
from rostering.labels import is_county_wide
from units.audit import services as audit
from units.db import write

TO_UNIT, TO_OFFICE = 1, 2


def escalate_due(*, now: datetime) -> int:
    """Takes every unanswered check one level up, each level once. Returns how many."""
    due = Check.objects.filter(state=CheckState.ASKING, escalate_at__lte=now).order_by("escalate_at")
    return handle_each(due.values_list("pk", "level")[:500], lambda row: _escalate(*row, now))


@write
def _escalate(pk: UUID, level: int, now: datetime) -> bool:
    """The conditional update is the decision: an answer or another sweep that came first leaves nothing to update."""
    unanswered = Check.objects.filter(pk=pk, state=CheckState.ASKING, level=level, escalate_at__lte=now)
    if not unanswered.update(level=level + 1, escalate_at=None, version=F("version") + 1):
        return False
    check = Check.objects.select_related("unit__county", "person").get(pk=pk)
    is_first = not check.outcome
    check.outcome = check.outcome or _silence_of(check)
    if is_first and check.outcome == CheckOutcome.NO_ANSWER:
        check_missed(check, now)
    audit.record(
        by=None, action="check.escalated", row=check, county=check.county_id, unit=check.unit_id, now=now,
        after={"level": check.level, "outcome": check.outcome},
    )  # fmt: skip
    _notify_level(check, now)
    check.save()
    return True


def _notify_level(check: Check, now: datetime) -> None:
    """Tells whoever the level asks; a level with nobody is skipped at once."""
    if check.level == TO_UNIT:
        backups = _backups(check, now)
        if backups:
            tell(check, backups, Purpose.CHECK_ESCALATED, now)
            return
        check.level = TO_OFFICE
    check.state = CHECK.after(check.state, "hand_to_office")
    tell(check, office_people(check.unit.county, now), Purpose.CHECK_ESCALATED, now)


def _backups(check: Check, now: datetime) -> list[UUID | None]:
    """The others on duty in the unit, its leader when there are none. A county leader only when nobody else is."""
    others = [row for row in on_duty_in(check.unit_id, now) if row.person_id != check.person_id]
    nearest = [row for row in others if not is_county_wide(row.shift.post)]
    if others:
        return [row.person_id for row in nearest or others]
    return [leader.pk for leader in unit_leaders(check.unit_id, now) if leader.pk != check.person_id]


def _silence_of(check: Check) -> CheckOutcome:
    """Only a message that a provider took and nobody answered says anything about a person."""
    asked = Notification.objects.filter(object_id=check.pk, purpose=Purpose.CHECK, person=check.person)
    states = set(asked.exclude(channel=ChannelCode.INBOX).values_list("state", flat=True))
    if not states or NotificationState.ACCEPTED in states:
        return CheckOutcome.NO_ANSWER
    return CheckOutcome.PROVIDER_FAILED if NotificationState.DEAD in states else CheckOutcome.NOT_SENT


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
