"""The messages of a check, and the clock of a level that starts when its first one went out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from alerts.checks.models import ANSWERABLE_STATES, Check
from alerts.deadlines import CHECK_USEFUL_FOR
from alerts.enums import CheckState, LinkPurpose, NotificationState, Purpose
from alerts.outbox.models import Notification
from alerts.outbox.purposes import of_objects, register
from alerts.outbox.services.links import Asked, link_path, make_links
from alerts.outbox.services.outbox import Message, enqueue


def tell(check: Check, people: Iterable[UUID | None], purpose: Purpose, now: datetime) -> None:
    """One message per person; when there is nobody to tell, the level's clock starts at once."""
    tell_all([(check, people)], purpose, now)


# Kept in the county's language, whichever the reader of a page or the API wants.
@translation.override(settings.LANGUAGE_CODE)
def tell_all(told: Sequence[tuple[Check, Iterable[UUID | None]]], purpose: Purpose, now: datetime) -> None:
    """`tell` of each check, all of one county. As few statements for many as for one; the checks aren't saved."""
    wanted = [(check, person_id) for check, people in told for person_id in people if person_id is not None]
    paths = _paths(wanted, purpose, now)
    messages = [
        Message(
            purpose=purpose,
            object_id=check.pk,
            person_id=person_id,
            unit_id=check.unit_id,
            due_at=now,
            useful_for=CHECK_USEFUL_FOR,
            level=check.level,
            # With the office all checks of a period are one matter; a unit's people are asked each by itself.
            matter=check.period_id if check.state == CheckState.WITH_OFFICE else None,
            params={
                "asker": check.requested_by_name or str(_("县值班室")),
                "minutes": check.answer_minutes,
                "unit": check.unit.label,
                "person": check.person.name if check.person else "",
                "path": path,
            },
        )
        for (check, person_id), path in zip(wanted, paths, strict=True)
    ]
    rows = enqueue(messages, county_id=told[0][0].county_id, now=now) if messages else []
    waiting = {row.object_id for row in rows if row.state == NotificationState.PENDING}
    for check, _people in told:
        if check.pk not in waiting:
            check.asked_at = check.asked_at or now
            check.escalate_at = now + timedelta(minutes=check.answer_minutes)
        if check.state == CheckState.WITH_OFFICE:
            check.escalate_at = None


def _paths(wanted: Sequence[tuple[Check, UUID]], purpose: Purpose, now: datetime) -> list[str]:
    """Where each message leads: whoever is asked answers by a link of their own, the office signs in and phones."""
    linked = [(check.pk, person_id) for check, person_id in wanted if check.state != CheckState.WITH_OFFICE]
    asked = [Asked(check_id, person_id, now + CHECK_USEFUL_FOR) for check_id, person_id in linked]
    keys = make_links(purpose=LinkPurpose(purpose), wanted=asked) if asked else []
    paths = dict(zip(linked, map(link_path, keys), strict=True))
    return [paths.get((check.pk, person_id), f"/checks/{check.pk}/") for check, person_id in wanted]


def still_open(ids: Collection[UUID]) -> set[UUID]:
    """Of these checks, those not answered, closed or cancelled: nobody is bothered about the others."""
    return set(Check.objects.filter(pk__in=ids, state__in=ANSWERABLE_STATES).values_list("pk", flat=True))


def messages_settled(notifications: Iterable[Notification], _reached: bool, now: datetime) -> None:
    """The clock of a level starts when its first message was taken, or when nobody would take it: also when nobody sent
    it in time, or the check would be asked for ever."""
    levels: dict[int, list[UUID]] = defaultdict(list)
    for notification in notifications:
        levels[notification.level].append(notification.object_id)
    for level, ids in levels.items():
        asking = Check.objects.filter(pk__in=ids, state=CheckState.ASKING, level=level)
        # A clock that runs is left alone.
        asking.filter(Q(escalate_at__isnull=True) | Q(asked_at__isnull=True)).update(
            escalate_at=Coalesce("escalate_at", _over_at(now)), asked_at=Coalesce("asked_at", now)
        )


def _over_at(now: datetime) -> Combinable:
    """When the time to answer is over that each check gives."""
    minutes = ExpressionWrapper(F("answer_minutes") * Value(timedelta(minutes=1)), DurationField())
    return ExpressionWrapper(Value(now) + minutes, DateTimeField())


register(Purpose.CHECK, Purpose.CHECK_ESCALATED, relevant=of_objects(still_open), settled=messages_settled)
