"""紧急召集: people are called, acknowledge, arrive; clocks, stand-ins and overdue marks (domain §5)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.domain.deadlines import ANSWER_WITHIN, ARRIVE_WITHIN
from alerts.domain.enums import CallOutState, NotificationState, Purpose, SummonsState
from alerts.models import CallOut, Incident, Notification, Summons
from alerts.models.call_out import COMING_STATES, WAITING_STATES
from alerts.permissions import check_answer_for, check_command
from alerts.services import announcing
from alerts.services.each import handle_each
from alerts.services.links import link_path, make_links
from alerts.services.on_watch import office_people, on_duty_in, unit_leaders
from alerts.services.outbox import Message, enqueue
from rostering.models import Assignment
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, Person, Unit, User
from units.services import audit

# A summons is of use until the one called should long have come.
USEFUL_FOR = ARRIVE_WITHIN * 2
LONGEST_TEXT = 300
TO_OFFICE = 3


@write
def call_out(
    *,
    county: County,
    matter: str,
    place: str,
    required: int,
    by: User | None,
    units: Iterable[Unit] = (),
    people: Iterable[Person] = (),
    incident: Incident | None = None,
    is_drill: bool = False,
) -> CallOut:
    """Calls whoever is on duty in `units` and the named `people`, at once.

    Raises InvalidInput for missing texts or nobody named, RuleViolation `nobody_on_duty` when all named units are
    unstaffed and have no leader to be reached, `incident_or_drill` when it is neither.
    """
    if by is not None:
        check_command(by)
    units, people = list(units), list(people)
    made = _drafted(
        units, people, county=county, matter=matter, place=place, required=required, requested_by=by,
        incident=incident, is_drill=is_drill,
    )  # fmt: skip
    return _dispatch(made, units, people, by)


@write
def draft_call_out(
    *,
    county: County,
    matter: str,
    place: str,
    required: int,
    by: User,
    units: Iterable[Unit] = (),
    people: Iterable[Person] = (),
    incident: Incident | None = None,
    is_drill: bool = False,
) -> CallOut:
    """Kept ready, calls nobody yet: who is on duty in `units` is looked up when it is dispatched. Raises as `call_out`,
    and InvalidInput `nobody_named`."""
    check_command(by)
    units, people = list(units), list(people)
    if not units and not people:
        raise InvalidInput("nobody_named", _("请选择召集的单位或人员"), field="units")
    made = _drafted(
        units, people, county=county, matter=matter, place=place, required=required, requested_by=by,
        incident=incident, is_drill=is_drill,
    )  # fmt: skip
    audit.record(by=by, action="call_out.drafted", row=made, county=county, after={"drill": is_drill})
    return made


@write
def dispatch(*, call_out: CallOut, by: User) -> CallOut:
    """Sends out one that was kept ready. Raises RuleViolation `wrong_state` the second time, `nobody_on_duty`."""
    check_command(by)
    call_out = _draft_of(call_out)
    units = Unit.objects.filter(pk__in=call_out.unit_ids)
    people = Person.objects.filter(pk__in=call_out.person_ids)
    return _dispatch(call_out, units, people, by)


@write
def cancel_call_out(*, call_out: CallOut, by: User) -> CallOut:
    """Drops one that was never dispatched. Raises RuleViolation `wrong_state`."""
    check_command(by)
    call_out = _draft_of(call_out)
    call_out.state = CallOutState.CANCELLED
    call_out.closed_at = timezone.now()
    call_out.version += 1
    call_out.save()
    audit.record(by=by, action="call_out.cancelled", row=call_out, county=call_out.county_id)
    return call_out


@write
def acknowledge(*, summons: Summons, by: User | None, now: datetime) -> Summons:
    """收到. Wins over an escalation at the same instant or loses to it; twice is once."""
    if by is not None:
        check_answer_for(by, summons.person)
    won = Summons.objects.filter(pk=summons.pk, state__in=WAITING_STATES).update(
        state=SummonsState.ACKNOWLEDGED, acknowledged_at=now, version=F("version") + 1
    )
    return _after_answer(summons, bool(won), by, "summons.acknowledged", SummonsState.ACKNOWLEDGED)


@write
def decline(*, summons: Summons, reason: str, by: User | None, now: datetime) -> Summons:
    """暂时无法到岗: the unit's next person is called at once. Raises InvalidInput without a reason."""
    if by is not None:
        check_answer_for(by, summons.person)
    reason = _required(reason, "reason")
    won = Summons.objects.filter(pk=summons.pk, state__in=COMING_STATES).update(
        state=SummonsState.DECLINED, declined_reason=reason, escalated_at=now, version=F("version") + 1
    )
    declined = _after_answer(summons, bool(won), by, "summons.declined", SummonsState.DECLINED)
    if won:
        _stand_in(declined, now)
    return declined


@write
def arrive(*, summons: Summons, by: User | None, now: datetime, confirmed_by: str = "") -> Summons:
    """到岗, by the person or by whoever receives them; the server's time counts. Twice is once."""
    if by is not None:
        check_answer_for(by, summons.person)
    won = Summons.objects.filter(pk=summons.pk, state__in=COMING_STATES).update(
        state=SummonsState.ARRIVED,
        arrived_at=now,
        acknowledged_at=Coalesce("acknowledged_at", now),
        arrival_confirmed_by=confirmed_by or (by.display_name if by else ""),
        version=F("version") + 1,
    )
    return _after_answer(summons, bool(won), by, "summons.arrived", SummonsState.ARRIVED)


@write
def close_call_out(*, call_out: CallOut, outcome: str, by: User) -> CallOut:
    """Ends it: those still on their way are released. Raises RuleViolation `wrong_state`."""
    check_command(by)
    outcome = _required(outcome, "outcome")
    now = timezone.now()
    lock(call_out)
    closed = CallOut.objects.filter(pk=call_out.pk, state=CallOutState.DISPATCHED).update(
        state=CallOutState.CLOSED, closed_at=now, outcome=outcome, version=F("version") + 1
    )
    if not closed:
        raise RuleViolation("wrong_state", _("该次召集已经结束"))
    Summons.objects.filter(call_out=call_out, state__in=COMING_STATES).update(
        state=SummonsState.RELEASED, version=F("version") + 1
    )
    call_out.refresh_from_db()
    audit.record(by=by, action="call_out.closed", row=call_out, county=call_out.county_id, reason=outcome)
    return call_out


def escalate_due(*, now: datetime) -> int:
    """Calls a stand-in for everyone who hasn't acknowledged in time, once. Returns how many."""
    due = Summons.objects.filter(state=SummonsState.CALLED, escalated_at__isnull=True, answer_by__lte=now)
    return handle_each(due.order_by("answer_by").values_list("pk", flat=True)[:2500], lambda pk: _escalate(pk, now))


@write
def _escalate(pk: UUID, now: datetime) -> bool:
    silent = Summons.objects.filter(pk=pk, state=SummonsState.CALLED, escalated_at__isnull=True, answer_by__lte=now)
    if not silent.update(escalated_at=now, version=F("version") + 1):
        return False
    _stand_in(Summons.objects.select_related("call_out__county", "unit", "person").get(pk=pk), now)
    return True


def mark_overdue(*, now: datetime) -> int:
    """Marks everyone who hasn't arrived in 30 minutes, once, and tells the duty room. Returns how many."""
    late = Summons.objects.filter(
        state__in=(SummonsState.CALLED, SummonsState.ACKNOWLEDGED), overdue_at__isnull=True, arrive_by__lte=now
    )
    return handle_each(
        late.order_by("arrive_by").values_list("pk", flat=True)[:2500], lambda pk: _mark_overdue(pk, now)
    )


@write
def _mark_overdue(pk: UUID, now: datetime) -> bool:
    late = Summons.objects.filter(
        pk=pk, state__in=(SummonsState.CALLED, SummonsState.ACKNOWLEDGED), overdue_at__isnull=True, arrive_by__lte=now
    )
    if not late.update(overdue_at=now, version=F("version") + 1):
        return False
    summons = Summons.objects.select_related("call_out__county", "unit", "person").get(pk=pk)
    _tell_office(summons, Purpose.SUMMONS_OVERDUE, now)
    announcing.call_out_overdue(summons, now)
    return True


def still_awaited(ids: Collection[UUID]) -> set[UUID]:
    """Of these summonses, those whose person is still awaited."""
    return _in_states(ids, WAITING_STATES)


def still_unacknowledged(ids: Collection[UUID]) -> set[UUID]:
    """Those that nobody of the unit has acknowledged in the meantime."""
    return _in_states(ids, (*WAITING_STATES, SummonsState.DECLINED))


def still_on_the_way(ids: Collection[UUID]) -> set[UUID]:
    """Those whose person has been called and hasn't arrived."""
    return _in_states(ids, (SummonsState.CALLED, SummonsState.ACKNOWLEDGED))


def _in_states(ids: Collection[UUID], states: Iterable[SummonsState]) -> set[UUID]:
    return set(Summons.objects.filter(pk__in=ids, state__in=states).values_list("pk", flat=True))


def messages_settled(notifications: Iterable[Notification], reached: bool, now: datetime) -> None:
    """The clocks of a person start when a provider took the message, or when none would."""
    sent = [row.object_id for row in notifications if row.state != NotificationState.SUPPRESSED]
    if sent:
        start_clocks(sent, reached=reached, now=now)


def start_clocks(summons_ids: Iterable[UUID], *, reached: bool, now: datetime) -> None:
    """Dispatch is now: ten minutes to acknowledge, thirty to arrive. Clocks that run are left alone."""
    fresh = Summons.objects.filter(pk__in=summons_ids, dispatched_at__isnull=True)
    fresh.filter(state=SummonsState.SENDING).update(state=SummonsState.CALLED)
    fresh.update(
        dispatched_at=now,
        answer_by=now + ANSWER_WITHIN,
        arrive_by=now + ARRIVE_WITHIN,
        was_reached=reached,
        version=F("version") + 1,
    )


def _drafted(
    units: list[Unit], people: list[Person], *, matter: str, place: str, required: int, **facts: Any
) -> CallOut:
    if facts["incident"] is None and not facts["is_drill"]:
        raise RuleViolation("incident_or_drill", _("召集须对应突发事件，或注明为演练"))
    return CallOut.objects.create(
        matter=_required(matter, "matter"),
        place=_required(place, "place"),
        required=_positive(required),
        unit_ids=[unit.pk for unit in units],
        person_ids=[person.pk for person in people],
        **facts,
    )


def _draft_of(call_out: CallOut) -> CallOut:
    """Locked and read afresh, so that of two who come at once one finds it gone."""
    lock(call_out)
    fresh = CallOut.objects.select_related("county").get(pk=call_out.pk)
    if fresh.state != CallOutState.DRAFT:
        raise RuleViolation("wrong_state", _("该次召集已经发出或取消"))
    return fresh


def _dispatch(made: CallOut, units: Iterable[Unit], people: Iterable[Person], by: User | None) -> CallOut:
    now = timezone.now()
    called = _called(units, people, now)
    if not called:
        raise RuleViolation("nobody_on_duty", _("所选单位此刻无人值班，请直接选人"))
    made.state = CallOutState.DISPATCHED
    made.dispatched_at = now
    made.version += 1
    made.save()
    _summon(made, [Summons(person=person, unit_id=unit_id, assignment=duty) for person, unit_id, duty in called], now)
    audit.record(
        by=by,
        action="call_out.dispatched",
        row=made,
        county=made.county_id,
        after={"called": len(called), "drill": made.is_drill},
    )
    announcing.call_out_dispatched(made, {unit_id for _person, unit_id, _duty in called}, now)
    return made


def _called(
    units: Iterable[Unit], people: Iterable[Person], now: datetime
) -> list[tuple[Person, UUID, Assignment | None]]:
    """Who is called: the first to ask of each unit, its leader when nobody is on duty, and the people named; nobody
    twice."""
    called: dict[UUID, tuple[Person, UUID, Assignment | None]] = {}
    for unit in units:
        for person, duty in _reachable_in(unit.pk, now)[:1]:
            called[person.pk] = (person, unit.pk, duty)
    for person in people:
        called.setdefault(person.pk, (person, person.unit_id, None))
    return list(called.values())


def _reachable_in(unit_id: UUID, now: datetime) -> list[tuple[Person, Assignment | None]]:
    """Those on duty in the order to ask, then the unit's leaders."""
    on_duty = [(row.person, row) for row in on_duty_in(unit_id, now) if row.person is not None]
    known = {person.pk for person, _row in on_duty}
    return [*on_duty, *((leader, None) for leader in unit_leaders(unit_id) if leader.pk not in known)]


def _summon(made: CallOut, summonses: list[Summons], now: datetime) -> None:
    for summons in summonses:
        summons.call_out = made
        summons.county_id = made.county_id
    Summons.objects.bulk_create(summonses, batch_size=1000)
    wanted = [(summons.pk, summons.person_id) for summons in summonses]
    keys = make_links(purpose=Purpose.SUMMONS, wanted=wanted, expires_at=now + USEFUL_FOR)
    messages = [
        _message(summons, Purpose.SUMMONS, summons.person_id, now, link_path(key))
        for summons, key in zip(summonses, keys, strict=True)
    ]
    rows = enqueue(messages, county_id=made.county_id, now=now)
    pending = {row.object_id for row in rows if row.state == NotificationState.PENDING}
    start_clocks([s.pk for s in summonses if s.pk not in pending], reached=True, now=now)


def _stand_in(silent: Summons, now: datetime) -> None:
    """The unit's backup, then its leader, then the county office; a level with nobody is skipped at once."""
    if silent.call_out.state != CallOutState.DISPATCHED:
        return
    already = set(Summons.objects.filter(call_out=silent.call_out).values_list("person_id", flat=True))
    others = [(person, duty) for person, duty in _reachable_in(silent.unit_id, now) if person.pk not in already]
    if others and silent.level + 1 < TO_OFFICE:
        person, duty = others[0]
        backup = Summons(
            person=person, unit_id=silent.unit_id, assignment=duty, stands_in_for=silent, level=silent.level + 1
        )
        _summon(silent.call_out, [backup], now)
    else:
        _tell_office(silent, Purpose.SUMMONS_ESCALATED, now)


def _tell_office(summons: Summons, purpose: Purpose, now: datetime) -> None:
    people = office_people(summons.call_out.county, now)
    path = f"/call-outs/{summons.call_out_id}/"
    messages = [_message(summons, purpose, person_id, now, path) for person_id in people]
    enqueue(messages, county_id=summons.county_id, now=now)


def _message(summons: Summons, purpose: Purpose, person_id: UUID, now: datetime, path: str) -> Message:
    return Message(
        purpose=purpose,
        object_id=summons.pk,
        person_id=person_id,
        unit_id=summons.unit_id,
        due_at=now,
        useful_for=USEFUL_FOR,
        level=summons.level,
        params={
            "is_drill": summons.call_out.is_drill,
            "matter": summons.call_out.matter,
            "place": summons.call_out.place,
            "unit": summons.unit.label,
            "person": summons.person.name,
            "path": path,
        },
    )


def _after_answer(summons: Summons, won: bool, by: User | None, action: str, state: SummonsState) -> Summons:
    fresh = Summons.objects.select_related("call_out__county", "unit", "person").get(pk=summons.pk)
    if not won and fresh.state != state and not _already_past(fresh, state):
        raise RuleViolation("wrong_state", _("该次召集对您已经结束"))
    if won:
        audit.record(
            by=by,
            action=action,
            row=fresh,
            county=fresh.county_id,
            unit=fresh.unit_id,
            on_behalf_of="" if by is None or by.person_id == fresh.person_id else fresh.person.name,
        )
    return fresh


def _already_past(summons: Summons, state: SummonsState) -> bool:
    """Acknowledging after having arrived says nothing new and is no error."""
    return state == SummonsState.ACKNOWLEDGED and summons.state == SummonsState.ARRIVED


def outstanding(call_out: CallOut) -> int:
    """How many more must come."""
    arrived = Summons.objects.filter(Q(call_out=call_out), state=SummonsState.ARRIVED).count()
    return max(call_out.required - arrived, 0)


def _required(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput("text_required", _("此项必填"), field=field)
    if len(text) > LONGEST_TEXT:
        raise InvalidInput("text_too_long", _("内容过长"), field=field)
    return text


def _positive(number: int) -> int:
    if not 1 <= number <= 5000:
        raise InvalidInput("required_out_of_range", _("需到人数应在 1 至 5000 之间"), field="required")
    return number
