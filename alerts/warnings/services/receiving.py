"""A bulletin comes in, by whatever way: a new warning, or what it says further of one that is known."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alerts.deadlines import WARNING_LASTS, WARNING_USEFUL_FOR
from alerts.enums import BulletinSource, BulletinType, Purpose, WarningState
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.outbox import Message, enqueue
from alerts.permissions import check_hand_in_warnings
from alerts.texts import required_text
from alerts.transitions import WARNING
from alerts.warnings.models import OPEN_STATES, UNSIGNED_STATES, PublicWarning, WarningBulletin
from alerts.warnings.rules.bulletins import LONGEST_HEADLINE, Bulletin
from alerts.warnings.services.ending import cancelled
from alerts.who_answers import office_people
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, User

CHANGING = ("kind", "level", "headline", "text", "area", "start", "end")


@dataclass(frozen=True, slots=True)
class Taken:
    """`is_new` False where the bulletin was known already, and nothing has changed."""

    warning: PublicWarning
    is_new: bool


@write
def receive(
    *,
    county: County,
    bulletin: Bulletin,
    source: BulletinSource,
    by: User | None,
    now: datetime,
    raw: str = "",
    follows: PublicWarning | None = None,
) -> Taken:
    """Takes it once, however often it is handed in; the office is told that somebody has to sign. `follows`: the warning that
    a person says it belongs to; `by` None is the watched mailbox.

    An update of what nobody knows is a warning of its own. Raises RuleViolation `unknown_reference` for a cancellation of it,
    `warning_over` for one that has ended before it came; InvalidInput without a headline.
    """
    if by is not None:
        check_hand_in_warnings(by)
    # One bulletin of a county at a time: an update waits for the alert that comes in beside it.
    lock(f"warnings:{county.pk}")
    known = WarningBulletin.objects.filter(county=county, key=bulletin.key).select_related("warning").first()
    if bulletin.key and known is not None:
        return Taken(known.warning, is_new=False)
    warning = follows or _followed(county, bulletin)
    if bulletin.type == BulletinType.CANCEL:
        warning = _cancel(warning, by, now)
    else:
        warning = _taken(county, warning, bulletin, by, now)
    WarningBulletin.objects.create(
        county=county,
        warning=warning,
        type=bulletin.type,
        source=source,
        key=bulletin.key,
        sender=bulletin.sender,
        headline=bulletin.headline[:LONGEST_HEADLINE],
        level=bulletin.level or "",
        raw=raw,
        received_at=now,
    )
    return Taken(warning, is_new=True)


def _followed(county: County, bulletin: Bulletin) -> PublicWarning | None:
    """The open warning that one of the bulletin's references belongs to."""
    rows = PublicWarning.objects.filter(county=county, bulletins__key__in=bulletin.references, state__in=OPEN_STATES)
    return rows.order_by("-received_at").first() if bulletin.references else None


def _cancel(warning: PublicWarning | None, by: User | None, now: datetime) -> PublicWarning:
    if warning is None:
        raise RuleViolation("unknown_reference", _("没有与之对应的在办预警，无法解除"))
    return cancelled(warning, by=by, now=now)


def _taken(
    county: County, warning: PublicWarning | None, bulletin: Bulletin, by: User | None, now: datetime
) -> PublicWarning:
    start = bulletin.start or now
    end = bulletin.end or start + WARNING_LASTS
    if end <= start:
        raise InvalidInput("span_inverted", _("结束时间须晚于开始时间"), field="end")
    if end <= now:
        raise RuleViolation("warning_over", _("该预警已经过期"))
    facts = {
        "kind": bulletin.kind,
        "level": bulletin.level or (warning.level if warning else ""),
        "headline": required_text(bulletin.headline, "headline", LONGEST_HEADLINE),
        "text": bulletin.text,
        "area": bulletin.area,
        "start": start,
        "end": end,
    }
    return _updated(warning, facts, by, now) if warning else _new(county, facts, by, now)


def _new(county: County, facts: dict[str, object], by: User | None, now: datetime) -> PublicWarning:
    made = PublicWarning.objects.create(county=county, received_at=now, **facts)
    audit.record(by=by, action="warning.received", row=made, county=county.pk, after=audit.snapshot(made, CHANGING))
    _ask_to_sign(made, now, is_update=False)
    return made


def _updated(warning: PublicWarning, facts: dict[str, object], by: User | None, now: datetime) -> PublicWarning:
    lock(warning)
    warning.refresh_from_db()
    before = audit.snapshot(warning, CHANGING)
    action = "revise" if warning.state == WarningState.RECEIVED else "update"
    warning.state = WARNING.advance(warning.state, action, RuleViolation("wrong_state", _("该预警已经结束")))
    for name, value in facts.items():
        setattr(warning, name, value)
    warning.version += 1
    warning.save(update_fields=[*CHANGING, "state", "version"])
    after = audit.snapshot(warning, CHANGING)
    audit.record(by=by, action="warning.updated", row=warning, county=warning.county_id, before=before, after=after)
    _ask_to_sign(warning, now, is_update=True)
    return warning


def _ask_to_sign(warning: PublicWarning, now: datetime, *, is_update: bool) -> None:
    messages = [
        Message(
            purpose=Purpose.WARNING_RECEIVED,
            object_id=warning.pk,
            person_id=person_id,
            unit_id=None,
            due_at=now,
            useful_for=WARNING_USEFUL_FOR,
            level=warning.version,
            matter=warning.pk,
            params={"headline": warning.headline, "is_update": is_update, "path": f"/warnings/{warning.pk}/"},
        )
        for person_id in office_people(warning.county, now)
    ]
    enqueue(messages, county_id=warning.county_id, now=now)


def _waits_for_signature(row: Notification, _now: datetime) -> bool:
    return PublicWarning.objects.filter(pk=row.object_id, state__in=UNSIGNED_STATES).exists()


register(Purpose.WARNING_RECEIVED, relevant=if_each(_waits_for_signature))
