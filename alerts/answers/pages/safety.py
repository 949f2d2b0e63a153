"""查岗, 召集 and the proof of a way to be reached, by link: what nobody must be kept from answering."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from alerts.answers.pages.kind import Act, Kind, Shown
from alerts.answers.services import safety
from alerts.call_outs.forms import DeclineForm
from alerts.call_outs.models import COMING_STATES, WAITING_STATES, Summons
from alerts.call_outs.queries import called_of
from alerts.checks.models import ANSWERABLE_STATES, Check
from alerts.checks.queries import answer_ring
from alerts.enums import SummonsState
from alerts.labels import PURPOSE_LABELS
from alerts.outbox.models import AnswerLink, ContactRule
from alerts.outbox.services import contacts
from alerts.outbox.services.links import is_over
from units.models import Person


def _is_good(link: AnswerLink, now: datetime) -> bool:
    return link.used_at is None and not is_over(link, now)


def _check_page(link: AnswerLink, now: datetime) -> Shown:
    rows = Check.objects.select_related("unit", "person", "assignment__shift__period", "answered_by")
    found = rows.get(pk=link.object_id)
    is_open = found.state in ANSWERABLE_STATES
    asks = is_open and _is_good(link, now)
    context = {
        "check": found,
        "ring": answer_ring(found, now),
        "can_answer": asks,
        "is_expired": is_open and not link.used_at and now >= link.expires_at,
    }
    return Shown(context, asks, found.state)


def _answer_check(*, link: AnswerLink, now: datetime) -> None:
    safety.answer_check(link=link, now=now)


def _checks_waiting(ids: Collection[UUID], _person: Person, _now: datetime) -> Collection[UUID]:
    return Check.objects.filter(pk__in=ids, state__in=ANSWERABLE_STATES).values_list("pk", flat=True)


def _summons_page(link: AnswerLink, now: datetime) -> Shown:
    found = Summons.objects.with_call().get(pk=link.object_id)
    is_good = _is_good(link, now)
    context: dict[str, Any] = {
        "summons": found,
        "call_out": found.call_out,
        "called": called_of(found, now),
        "can_acknowledge": found.state in WAITING_STATES and is_good,
        "can_arrive": found.state == SummonsState.ACKNOWLEDGED and is_good,
        "is_expired": found.state in COMING_STATES and not link.used_at and now >= link.expires_at,
    }
    return Shown(context, context["can_acknowledge"] or context["can_arrive"], found.state)


def _acknowledge(*, link: AnswerLink, now: datetime) -> str:
    """On to a link of its own for the arrival."""
    return safety.acknowledge_summons(link=link, now=now)


def _decline(*, link: AnswerLink, reason: str, now: datetime) -> None:
    safety.decline_summons(link=link, reason=reason, now=now)


def _arrive(*, link: AnswerLink, now: datetime) -> None:
    safety.arrive(link=link, now=now)


def _summonses_waiting(ids: Collection[UUID], _person: Person, _now: datetime) -> Collection[UUID]:
    return Summons.objects.filter(pk__in=ids, state__in=COMING_STATES).values_list("pk", flat=True)


def _contact_page(link: AnswerLink, now: datetime) -> Shown:
    rule = ContactRule.objects.filter(pk=link.object_id).first()
    is_done = rule is not None and rule.verified_at is not None
    can_confirm = rule is not None and not is_done and _is_good(link, now)
    # Its clock is the message's own: nothing else ends it while the page is open.
    return Shown({"rule": rule, "is_done": is_done, "can_confirm": can_confirm}, asks=False)


def _confirm_contact(*, link: AnswerLink, now: datetime) -> None:
    contacts.verify_by_link(link=link, now=now)


CHECK = Kind(
    name=PURPOSE_LABELS["check"],
    template="alerts/answers/answer_check.html",
    shown=_check_page,
    acts={"answer": Act(_answer_check)},
    waits=_checks_waiting,
    tells_end=True,
)
SUMMONS = Kind(
    name=PURPOSE_LABELS["summons"],
    template="alerts/answers/answer_summons.html",
    shown=_summons_page,
    acts={"acknowledge": Act(_acknowledge), "decline": Act(_decline, DeclineForm), "arrive": Act(_arrive)},
    waits=_summonses_waiting,
    tells_end=True,
    form=DeclineForm,
)
CONTACT = Kind(
    name=PURPOSE_LABELS["contact_proof"],
    template="alerts/answers/answer_contact.html",
    shown=_contact_page,
    acts={"confirm": Act(_confirm_contact)},
    tells_end=True,
)
