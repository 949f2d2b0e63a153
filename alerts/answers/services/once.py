"""A question is answered once, over all ways together."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alerts.answers.queries.earlier import answered_before
from alerts.outbox.models import AnswerLink
from units.errors import RuleViolation


def refuse_answered(link: AnswerLink, now: datetime) -> None:
    """Raises RuleViolation `link_used` where it was answered by another way; a link that was used itself is refused by its own words.
    Asked again once the row is locked, the later of two at one instant hears it, too."""
    if link.used_at is None and answered_before(link, now) is not None:
        raise RuleViolation("link_used", _("该事项已应答，无需再次提交"))
