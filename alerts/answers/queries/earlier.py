"""Who has answered a question before: whatever way somebody answers by afterwards, they hear when it was and by which way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from alerts.call_outs.models import Summons
from alerts.checks.models import Check
from alerts.enums import AnsweredBy, CheckState, Heard, LinkPurpose, ReplyOutcome, SummonsState, WarningCallState
from alerts.labels import ANSWERED_BY_LABELS
from alerts.outbox.models import AnswerLink, Reply
from alerts.outbox.services.links import has_left
from alerts.warnings.models import WarningCall
from rostering.models import Cover, RingSeat
from units.models import Person
from units.when import moment

HOW: Mapping[str, AnsweredBy] = {Heard.KEY: AnsweredBy.KEY, Heard.TEXT: AnsweredBy.TEXT}
# An answer and the use of its link are one transaction; what each writes as its instant may be this far apart.
AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The answer that counts. `how` "": whichever way the links and replies of the person tell of."""

    at: datetime
    person_id: UUID
    name: str
    how: str = ""


def said_before(link: AnswerLink, now: datetime) -> str:
    """One sentence: when the question of the link was answered, by which way and by whom; "" before it is, and for one whose
    person has left. At most four queries."""
    found = answered_before(link, now)
    if found is None:
        return ""
    how = ANSWERED_BY_LABELS[found.how or _way(link.object_id, found)]
    return _("已于%(at)s%(how)s（%(name)s），无需再次提交。") % {"at": moment(found.at), "how": how, "name": found.name}


def answered_before(link: AnswerLink, now: datetime) -> Earlier | None:
    """By this very link, or by any other way. None also for one whose person has left: it tells nothing any more."""
    if has_left(link, now):
        return None
    if link.used_at is not None:
        return Earlier(link.used_at, link.person_id, link.person.name)
    find = FOUND.get(link.purpose)
    return find(link) if find else None


def _given(at: datetime | None, person: Person | None, how: str = "", name: str = "") -> Earlier | None:
    return Earlier(at, person.pk, name or person.name, how) if at and person else None


def _check(link: AnswerLink) -> Earlier | None:
    check = Check.objects.select_related("answered_by").get(pk=link.object_id)
    return _given(check.answered_at, check.answered_by) if check.state == CheckState.ANSWERED else None


def _summons(link: AnswerLink) -> Earlier | None:
    summons = Summons.objects.with_call().get(pk=link.object_id)
    if summons.state == SummonsState.DECLINED:
        return _given(summons.escalated_at, summons.person)
    is_coming = summons.state in (SummonsState.ACKNOWLEDGED, SummonsState.ARRIVED)
    return _given(summons.acknowledged_at, summons.person) if is_coming else None


def _warning(link: AnswerLink) -> Earlier | None:
    call = WarningCall.objects.select_related("person").get(pk=link.object_id)
    is_answered = call.state == WarningCallState.ANSWERED
    return _given(call.answered_at, call.person, call.answered_how, call.answered_by) if is_answered else None


def _cover(link: AnswerLink) -> Earlier | None:
    """One's own answer; that somebody else was faster is told as the cover's end."""
    cover = Cover.objects.select_related("swap").get(pk=link.object_id)
    if cover.swap is not None and cover.swap.counterpart_id == link.person_id:
        return _given(cover.swap.answered_at, link.person)
    own = cover.asks.filter(person=link.person_id).first()
    return _given(own.declined_at, link.person) if own else None


def _ring(link: AnswerLink) -> Earlier | None:
    own = RingSeat.objects.filter(ring=link.object_id, giver=link.person_id).first()
    return _given(own.agreed_at, link.person) if own else None


FOUND: Mapping[str, Callable[[AnswerLink], Earlier | None]] = {
    LinkPurpose.CHECK: _check,
    LinkPurpose.CHECK_ESCALATED: _check,
    LinkPurpose.SUMMONS: _summons,
    LinkPurpose.WARNING: _warning,
    LinkPurpose.COVER_ASKED: _cover,
    LinkPurpose.RING_PROPOSED: _ring,
}


def _way(object_id: UUID, found: Earlier) -> AnsweredBy:
    """A key or a text message uses up the link of its message, too; who has used none had signed in."""
    around = (found.at - AT_ONCE, found.at + AT_ONCE)
    counted = Reply.objects.filter(person=found.person_id, outcome=ReplyOutcome.COUNTED, received_at__range=around)
    reply = counted.filter(notification__object_id=object_id).order_by("-received_at").first()
    if reply is not None:
        return HOW[reply.heard]
    used = AnswerLink.objects.filter(object_id=object_id, person=found.person_id, used_at__range=around)
    return AnsweredBy.LINK if used.exists() else AnsweredBy.PAGE
