"""Answering by the link of a message: using the link up and the answer are one transaction, so that a refused answer
leaves the link as it was and two phones at once are one answer."""

from datetime import datetime

from alerts.domain.enums import Purpose
from alerts.models import AnswerLink, Check, Summons
from alerts.services import checks, summoning, summons_answers
from alerts.services.links import make_link, use_link
from units.db import write


@write
def answer_check(*, link: AnswerLink, now: datetime) -> Check:
    """One tap. Raises RuleViolation `link_used`, `link_expired`, `check_over`."""
    use_link(link, now=now)
    return checks.answer(check=Check.objects.get(pk=link.object_id), person=link.person, now=now)


@write
def acknowledge_summons(*, link: AnswerLink, now: datetime) -> str:
    """我在，随时可到岗. The key of a further link, with which the same person reports having arrived.

    Raises RuleViolation `link_used`, `link_expired`, `wrong_state`.
    """
    use_link(link, now=now)
    summons = summons_answers.acknowledge(summons=_summons(link), by=None, now=now)
    return make_link(
        purpose=Purpose.SUMMONS,
        object_id=summons.pk,
        person_id=link.person_id,
        expires_at=max(link.expires_at, now + summoning.USEFUL_FOR),
    )


@write
def decline_summons(*, link: AnswerLink, reason: str, now: datetime) -> Summons:
    """暂时无法到岗. Raises InvalidInput without a reason, and then the link is still good."""
    use_link(link, now=now)
    return summons_answers.decline(summons=_summons(link), reason=reason, by=None, now=now)


@write
def arrive(*, link: AnswerLink, now: datetime) -> Summons:
    """我已到岗, by the server's clock."""
    use_link(link, now=now)
    return summons_answers.arrive(summons=_summons(link), by=None, now=now, confirmed_by=link.person.name)


def _summons(link: AnswerLink) -> Summons:
    return Summons.objects.select_related("call_out__county", "unit", "person").get(pk=link.object_id)
