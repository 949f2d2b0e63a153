"""吹哨报到: a unit asks for others to come; the office dispatches; who asked says whether it is solved (domain §5)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from alerts.call_outs.models import Whistle
from alerts.call_outs.services.call_outs import call_out, most_who_can_come
from alerts.call_outs.services.endings import end_call_out
from alerts.call_outs.services.summoning import reachable_in_units
from alerts.deadlines import SUMMONS_USEFUL_FOR
from alerts.enums import Purpose, WhistleKind, WhistleState
from alerts.incidents.models import Incident
from alerts.incidents.services.opening import LONGEST_TITLE, open_incident
from alerts.labels import WHISTLE_KIND_LABELS
from alerts.outbox.services.endings import fall_silent
from alerts.outbox.services.outbox import Message, enqueue
from alerts.permissions import check_act_for_unit, check_command
from alerts.transitions import WHISTLE
from alerts.whistles.models import WhistleReply, WhistleTopic
from alerts.who_answers import office_people
from units.audit import services as audit
from units.db import held, write
from units.errors import InvalidInput, RuleViolation
from units.models import Unit, User
from units.repeats.services.duplicates import one_a_minute

LONGEST_ANSWER = 500


def open_from_whistle(whistle: Whistle, now: datetime) -> Incident:
    """What a whistle reports, as an incident its call-out can belong to: known since it was blown."""
    # What is stored is read by others later: in the county's language, not the writer's.
    with translation.override(settings.LANGUAGE_CODE):
        kind = str(WHISTLE_KIND_LABELS[whistle.kind])
    return open_incident(
        county_id=whistle.county_id,
        units=[whistle.unit, *whistle.wanted_units.all()],
        by=whistle.requested_by,
        now=now,
        title=whistle.matter[:LONGEST_TITLE],
        kind=kind,
        place=whistle.place,
        source=whistle.unit.name,
        occurred_at=whistle.requested_at,
        known_at=whistle.requested_at,
    )


@write
@one_a_minute(WhistleState.REQUESTED, WhistleState.DISPATCHED, WhistleState.ANSWERED)
def blow(
    *,
    unit: Unit,
    kind: WhistleKind,
    matter: str,
    place: str,
    wanted_units: Iterable[Unit],
    by: User,
    topic: WhistleTopic | None = None,
) -> Whistle:
    """A request from `unit`. The duty room is told; an urgent one goes straight through as a call-out, of the units'
    leaders where nobody is on duty, and waits for the office where nobody can be called.

    Raises InvalidInput for missing texts or no wanted unit.
    """
    check_act_for_unit(by, unit.pk)
    wanted, now = list(wanted_units), timezone.now()
    if not matter.strip() or not place.strip():
        raise InvalidInput("text_required", _("请填写事项和地点"), field="matter")
    if not wanted:
        raise InvalidInput("nobody_named", _("请选择应哨单位"), field="wanted_units")
    whistle = Whistle.objects.create(
        county=unit.county,
        unit=unit,
        kind=kind,
        matter=matter.strip(),
        place=place.strip(),
        requested_by=by,
        requested_at=now,
        topic=topic,
        lead_unit=topic.lead if topic and topic.lead in wanted else wanted[0],
    )
    whistle.wanted_units.set(wanted)
    audit.record(by=by, action="whistle.blown", row=whistle, county=unit.county_id, unit=unit, after={"kind": kind})
    _tell_office(whistle, now)
    return _straight_through(whistle) if kind == WhistleKind.URGENT else whistle


def _tell_office(whistle: Whistle, now: datetime) -> None:
    unit = whistle.unit
    params = {"unit": unit.label, "matter": whistle.matter, "place": whistle.place, "path": "/whistles/"}
    messages = [
        Message(Purpose.WHISTLE, whistle.pk, person_id, unit.pk, now, SUMMONS_USEFUL_FOR, params=params)
        for person_id in office_people(unit.county, now)
    ]
    enqueue(messages, county_id=unit.county_id, now=now)


@write
def dispatch(*, whistle: Whistle, by: User, incident: Incident | None = None) -> Whistle:
    """受理派单: calls whoever is on duty in the wanted units. Raises RuleViolation `wrong_state`, `incident_closed`,
    `nobody_on_duty`."""
    check_command(by)
    whistle = _dispatch(_locked(whistle), by=by, incident=incident)
    fall_silent([whistle.pk], now=timezone.now())
    return whistle


@write
def reject(*, whistle: Whistle, reason: str, by: User) -> Whistle:
    check_command(by)
    whistle = _locked(whistle)
    whistle.answer = _required(reason)
    fall_silent([whistle.pk], now=timezone.now())
    return _move(whistle, "reject", "whistle.rejected", by)


@write
def answer(*, whistle: Whistle, text: str, by: User, unit: Unit | None = None) -> Whistle:
    """Each called unit says for itself what was done; with the last of them the whistle is answered. The office speaks for
    `unit`, without one for all that haven't answered.

    Raises RuleViolation `wrong_state`, `answered_already`, InvalidInput without a text.
    """
    whistle, text = _locked(whistle), _required(text)
    waiting = _unanswered(whistle)
    speaking = _speaking(whistle, waiting, by, unit)
    if not WHISTLE.allows(whistle.state, "reply"):
        raise RuleViolation("wrong_state", _("当前状态不能办理此事"))
    if not speaking:
        raise RuleViolation("answered_already", _("本单位已答复"))
    now = timezone.now()
    for one in speaking:
        WhistleReply.objects.create(whistle=whistle, unit=one, round=whistle.round, text=text, at=now, by=by)
    said = whistle.replies.filter(round=whistle.round).select_related("unit")
    texts = dict.fromkeys(reply.text for reply in said)
    whistle.answer = (text if len(texts) == 1 else "；".join(map(str, said)))[:LONGEST_ANSWER]
    is_last = len(waiting) == len(speaking)
    return _move(whistle, "answer" if is_last else "reply", "whistle.answered" if is_last else "whistle.replied", by)


@write
def settle(*, whistle: Whistle, is_solved: bool, by: User) -> Whistle:
    """The one who asked closes the loop, and with it the call-out that it became; or sends it back."""
    whistle = _locked(whistle)
    check_act_for_unit(by, whistle.unit_id)
    now = timezone.now()
    if is_solved:
        whistle.closed_at = now
    else:
        whistle.round += 1
        whistle.answer_by = _answer_by(whistle, now)
    whistle = _move(whistle, "solve" if is_solved else "reopen", "whistle.settled", by)
    if is_solved:
        fall_silent([whistle.pk], now=now)
        if whistle.call_out is not None:
            end_call_out(whistle.call_out, outcome=whistle.answer, by=by, now=now)
    return whistle


def _straight_through(whistle: Whistle) -> Whistle:
    """An urgent request is never refused: where nobody of the units asked for can be called it waits for the county
    office, which has been told."""
    try:
        with transaction.atomic():
            return _dispatch(whistle, by=None, incident=None)
    except RuleViolation as error:
        if error.code != "nobody_on_duty":
            raise
    whistle.refresh_from_db()
    return whistle


def _dispatch(whistle: Whistle, *, by: User | None, incident: Incident | None) -> Whistle:
    wanted = list(whistle.wanted_units.all())
    now = timezone.now()
    reachable = reachable_in_units([unit.pk for unit in wanted], now)
    whistle.call_out = call_out(
        county=whistle.county,
        matter=whistle.matter,
        place=whistle.place,
        # One from each unit; where fewer can be called an urgent request still goes out.
        required=max(1, min(len(wanted), most_who_can_come(reachable, []))),
        by=by,
        units=wanted,
        incident=incident or open_from_whistle(whistle, timezone.now()),
    )
    whistle.answer_by = _answer_by(whistle, now)
    return _move(whistle, "dispatch", "whistle.dispatched", by)


def _answer_by(whistle: Whistle, now: datetime) -> datetime | None:
    """As its matter of the catalogue says today; None for one that isn't in it."""
    return now + timedelta(hours=whistle.topic.hours) if whistle.topic else None


def _unanswered(whistle: Whistle) -> list[Unit]:
    answered = whistle.replies.filter(round=whistle.round).values("unit")
    return list(whistle.wanted_units.exclude(pk__in=answered))


def _speaking(whistle: Whistle, waiting: list[Unit], by: User, unit: Unit | None) -> list[Unit]:
    """For which of the units that are waited for `by` may speak: their own, the one named, all for the office."""
    named = [one for one in whistle.wanted_units.all() if unit is None or one.pk == unit.pk]
    own = [one for one in named if by.unit_ids is not None and one.pk in by.unit_ids]
    if own:
        check_act_for_unit(by, own[0].pk)
    else:
        check_command(by)
    return [one for one in waiting if one in (own or named)]


def _locked(whistle: Whistle) -> Whistle:
    return held(whistle, related=("county", "unit"))


def _move(whistle: Whistle, action: str, event: str, by: User | None) -> Whistle:
    before = whistle.state
    whistle.state = WHISTLE.advance(before, action, RuleViolation("wrong_state", _("当前状态不能办理此事")))
    whistle.version += 1
    whistle.save()
    audit.record(
        by=by,
        action=event,
        row=whistle,
        county=whistle.county_id,
        unit=whistle.unit_id,
        before={"state": before},
        after={"state": whistle.state},
    )
    return whistle


def _required(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST_ANSWER:
        raise InvalidInput("text_required", _("请填写办理情况，不超过 500 字"), field="answer")
    return text
