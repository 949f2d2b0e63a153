"""Answering checks and call-outs by the link of a message: using the link up and the answer are one transaction, so that a refused answer
leaves the link as it was and two phones at once are one answer."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alerts.answers.services.once import refuse_answered
from alerts.call_outs.models import Summons
from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import escalation as summons_escalation
from alerts.checks.models import Check
from alerts.checks.services import checks
from alerts.deadlines import SUMMONS_USEFUL_FOR
from alerts.enums import CheckState, LinkPurpose, SummonsState
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import make_link, use_link
from units.db import write
from units.errors import RuleViolation


@write
def answer_check(*, link: AnswerLink, now: datetime) -> Check:
    """One tap. Whoever's colleague was first is told so. Raises RuleViolation `link_used`, `link_expired`, `check_over`."""
    refuse_answered(link, now)
    _refuse_ended(Check.objects.get(pk=link.object_id))
    use_link(link, now=now)
    check = Check.objects.select_for_update().get(pk=link.object_id)
    _refuse_ended(check)
    refuse_answered(link, now)
    return checks.answer(check=check, person=link.person, now=now)


@write
def unable_to_answer(*, link: AnswerLink, now: datetime) -> Check:
    """不便应答: the unit is asked next. Raises RuleViolation `link_used`, `link_expired`, `check_over`."""
    refuse_answered(link, now)
    use_link(link, now=now)
    return checks.unable(check=Check.objects.get(pk=link.object_id), person=link.person, now=now)


@write
def acknowledge_summons(*, link: AnswerLink, now: datetime) -> str:
    """我在，随时可到岗. The key of a further link, with which the same person reports having arrived.

    Raises RuleViolation `link_used`, `link_expired`, `wrong_state`.
    """
    refuse_answered(link, now)
    summons = _summons(link)
    use_link(link, now=now)
    Summons.objects.select_for_update().get(pk=link.object_id)
    refuse_answered(link, now)
    summons = summons_answers.acknowledge(summons=summons, by=None, now=now)
    return make_link(
        purpose=LinkPurpose.SUMMONS,
        object_id=summons.pk,
        person_id=link.person_id,
        expires_at=max(link.expires_at, now + SUMMONS_USEFUL_FOR),
    )


@write
def decline_summons(*, link: AnswerLink, reason: str, now: datetime) -> Summons:
    """暂时无法到岗, also after having said the contrary. Raises InvalidInput without a reason, and then the link is still good."""
    summons = _summons(link)
    if summons.state != SummonsState.ACKNOWLEDGED:
        refuse_answered(link, now)
    summons_escalation.lock_call_out_of(summons.pk)
    use_link(link, now=now)
    return summons_answers.decline(summons=summons, reason=reason, by=None, now=now)


@write
def arrive(*, link: AnswerLink, now: datetime) -> Summons:
    """我已到岗, by the server's clock."""
    summons = _summons(link)
    use_link(link, now=now)
    return summons_answers.arrive(summons=summons, by=None, now=now, confirmed_by=link.person.name)


def _refuse_ended(check: Check) -> None:
    if check.state in (CheckState.CLOSED, CheckState.CANCELLED):
        raise RuleViolation("check_over", _("该次查岗已经结束"))


def _summons(link: AnswerLink) -> Summons:
    """Raises RuleViolation `wrong_state` for somebody released: that is what they have to hear, not that a link ended."""
    summons = Summons.objects.with_call().select_related("call_out__county").get(pk=link.object_id)
    if summons.state == SummonsState.RELEASED:
        raise RuleViolation("wrong_state", _("该次召集已经结束，您不必再来"))
    return summons
