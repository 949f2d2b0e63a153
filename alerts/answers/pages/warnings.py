"""预警叫应 by link: whoever the warning names answers that they have heard."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from alerts.answers.pages.kind import Act, Kind, Shown
from alerts.answers.services.warnings import answer_warning
from alerts.deadlines import ring_until
from alerts.labels import PURPOSE_LABELS
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import is_over
from alerts.warnings.models import UNANSWERED_STATES, WarningCall
from units.models import Person


def _page(link: AnswerLink, now: datetime) -> Shown:
    found = WarningCall.objects.select_related("warning", "unit", "person").get(pk=link.object_id)
    asks = found.state in UNANSWERED_STATES and link.used_at is None and not is_over(link, now)
    ring = None
    if found.asked_at is not None and found.answer_by is not None:
        ring = ring_until(found.answer_by, found.answer_by - found.asked_at, now)
    return Shown({"call": found, "warning": found.warning, "can_answer": asks, "ring": ring}, asks, found.state)


def _answer(*, link: AnswerLink, now: datetime) -> None:
    answer_warning(link=link, now=now)


def _waiting(ids: Collection[UUID], person: Person, _now: datetime) -> Collection[UUID]:
    rows = WarningCall.objects.filter(pk__in=ids, person=person, state__in=UNANSWERED_STATES)
    return rows.values_list("pk", flat=True)


WARNING = Kind(
    name=PURPOSE_LABELS["warning"],
    template="alerts/answers/answer_warning.html",
    shown=_page,
    acts={"answer": Act(_answer)},
    waits=_waiting,
    tells_end=True,
)
