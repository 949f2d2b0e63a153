"""Answering a warning by the link of its message: the link is used up with the answer, or neither happens."""

from datetime import datetime

from alerts.answers.services.once import refuse_answered
from alerts.enums import AnsweredBy
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import use_link
from alerts.warnings.models import WarningCall
from alerts.warnings.services.answers import answer
from units.db import write


@write
def answer_warning(*, link: AnswerLink, now: datetime, how: AnsweredBy = AnsweredBy.LINK) -> WarningCall:
    """One tap, digit or key. The message and the telephone call have a link each: whichever comes second is told so.

    Raises RuleViolation `link_used`, `link_expired`, `wrong_state`.
    """
    refuse_answered(link, now)
    use_link(link, now=now)
    call = WarningCall.objects.select_for_update().get(pk=link.object_id)
    refuse_answered(link, now)
    return answer(call=call, by=None, now=now, how=how)
