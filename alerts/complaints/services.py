"""投诉建议: written by anybody, answered by the county office within its own deadline, taken back by whoever wrote it."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.complaints.models import Complaint
from alerts.deadlines import quiet_until
from alerts.enums import ComplaintAbout, ComplaintKind, ComplaintState, Purpose
from alerts.instants import moment
from alerts.one_by_one import handle_each
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.endings import fall_silent
from alerts.outbox.services.outbox import Message, enqueue
from alerts.permissions import check_command
from alerts.texts import required_text
from alerts.transitions import COMPLAINT
from alerts.who_answers import office_people
from rostering.calendar.queries.workdays import workdays_of
from rostering.calendar.rules.workdays import close_of
from rostering.policies.queries.published import zone
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import NotAllowed, RuleViolation
from units.models import County, CountySettings, Person, User
from units.repeats.services.duplicates import one_a_minute

LONGEST_COMPLAINT = 1000
# Of one writer: whoever holds the link of a message can't fill the office's list.
OPEN_AT_MOST = 20
USEFUL_FOR = timedelta(days=3)


@write
@one_a_minute(ComplaintState.OPEN)
def write_complaint(
    *,
    county: County,
    kind: ComplaintKind,
    about: ComplaintAbout,
    text: str,
    by: User | None,
    person: Person | None = None,
    is_anonymous: bool = False,
) -> Complaint:
    """By a login, or by `person`, who holds the link of a message. Due at the close of the county's workday so many days on.

    Raises RuleViolation `too_many_open`.
    """
    writer = person or (by.person if by else None)
    text = required_text(text, "text", LONGEST_COMPLAINT)
    own = Q(person=writer) if writer else Q(written_by=by)
    lock(f"complaints:{writer.pk if writer else by and by.pk}")
    if Complaint.objects.filter(own, state=ComplaintState.OPEN).count() >= OPEN_AT_MOST:
        raise RuleViolation("too_many_open", _("您提出的事项较多，请待两办答复后再提"))
    now = timezone.now()
    unit = by.unit if by and by.unit else writer.unit if writer else None
    row = Complaint.objects.create(
        county=county, unit=unit, person=writer, written_by=by, is_anonymous=is_anonymous, kind=kind, about=about,
        writer=writer.name if writer else by.display_name if by else "", text=text, written_at=now,
        due_at=_due(county, now),
    )  # fmt: skip
    audit.record(by=by, action="complaint.written", row=row, county=county, unit=unit, now=now)
    return row


@write
def answer(*, complaint: Complaint, answer: str, by: User, now: datetime) -> Complaint:
    """答复; whoever wrote it hears. Raises RuleViolation `wrong_state` the second time."""
    check_command(by)
    row = held(complaint, related=("person", "county"))
    row.answer = required_text(answer, "answer", LONGEST_COMPLAINT)
    row.answered_by, row.answered_at = by, now
    return _end(row, "answer", by, now)


@write
def withdraw(*, complaint: Complaint, by: User, now: datetime) -> Complaint:
    """Taken back by whoever wrote it, as long as nobody has answered."""
    row = held(complaint)
    if not is_own(row, by):
        raise NotAllowed("permission_denied", _("只有反映人可以撤回"))
    return _end(row, "withdraw", by, now)


def is_own(complaint: Complaint, user: User) -> bool:
    return complaint.written_by_id == user.pk or (
        complaint.person_id is not None and complaint.person_id == user.person_id
    )


def tell_overdue(*, now: datetime) -> int:
    """The office, once for each that it has left unanswered. Returns how many."""

    @write
    def tell(row: Complaint) -> bool:
        fresh = held(row, related=("county",))
        hears = office_people(fresh.county, now)
        # With nobody on duty there it waits for the next who is.
        if fresh.told_at is not None or not fresh.is_late(now) or not hears:
            return False
        fresh.told_at = now
        fresh.save(update_fields=["told_at"])
        params = {"kind": fresh.kind, "due": moment(fresh.due_at), "path": f"/complaints/{fresh.pk}/"}
        at = quiet_until(now, CountySettings.of(fresh.county_id).quiet_hours, zone()) or now
        messages = [
            Message(Purpose.COMPLAINT_OVERDUE, fresh.pk, person, None, at, USEFUL_FOR, params=params)
            for person in hears
        ]
        enqueue(messages, county_id=fresh.county_id, now=now)
        return True

    return handle_each(Complaint.objects.overdue_at(now).filter(told_at=None).order_by("due_at")[:500], tell)


def _end(row: Complaint, act: str, by: User, now: datetime) -> Complaint:
    row.state = COMPLAINT.advance(row.state, act, RuleViolation("wrong_state", _("已答复或已撤回")))
    row.version += 1
    row.save()
    fall_silent([row.pk], now=now)
    action = {"answer": "complaint.answered", "withdraw": "complaint.withdrawn"}[act]
    audit.record(by=by, action=action, row=row, county=row.county_id, unit=row.unit_id, now=now)
    return row


def _due(county: County, now: datetime) -> datetime:
    day, rules = timezone.localdate(now), CountySettings.of(county.pk)
    return close_of(day, rules.complaint_days, workdays_of(county.pk, day), rules.office_closes, zone())


def _is_open(notification: Notification, _now: datetime) -> bool:
    return Complaint.objects.filter(pk=notification.object_id, state=ComplaintState.OPEN).exists()


register(Purpose.COMPLAINT_OVERDUE, relevant=if_each(_is_open))
