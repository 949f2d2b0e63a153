"""Answering a warning by the link of its message: the link is used up with the answer, or neither happens."""

from datetime import datetime

from alerts.enums import AnsweredBy
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import use_link
from alerts.warnings.models import WarningCall
from alerts.warnings.services.answers import answer
from units.db import write


@write
def answer_warning(*, link: AnswerLink, now: datetime) -> WarningCall:
    """One tap. Raises RuleViolation `link_used`, `link_expired`, `wrong_state`."""
    call = WarningCall.objects.select_related("unit", "person").get(pk=link.object_id)
    use_link(link, now=now)
    return answer(call=call, by=None, now=now, how=AnsweredBy.LINK)
