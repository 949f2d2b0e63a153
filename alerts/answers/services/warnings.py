"""Answering a warning by the link of its message: the link is used up with the answer, or neither happens."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alerts.enums import AnsweredBy, WarningCallState
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import use_link
from alerts.warnings.models import WarningCall
from alerts.warnings.services.answers import answer
from units.db import write
from units.errors import RuleViolation


@write
def answer_warning(*, link: AnswerLink, now: datetime, how: AnsweredBy = AnsweredBy.LINK) -> WarningCall:
    """One tap, digit or key. The message and the telephone call have a link each: whichever comes second is told so.

    Raises RuleViolation `link_used`, `link_expired`, `wrong_state`.
    """
    _refuse_answered(WarningCall.objects.get(pk=link.object_id), link)
    use_link(link, now=now)
    call = WarningCall.objects.select_for_update().get(pk=link.object_id)
    _refuse_answered(call, link)
    return answer(call=call, by=None, now=now, how=how)


def _refuse_answered(call: WarningCall, link: AnswerLink) -> None:
    """A link that was used itself is refused by its own words."""
    if call.state == WarningCallState.ANSWERED and link.used_at is None:
        raise RuleViolation("link_used", _("该预警已应答，无需再次提交"))
