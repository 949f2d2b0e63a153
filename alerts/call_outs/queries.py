"""召集 as pages show it, how many were sent for, answered and came, and the clock of each; and for the ledger who came how often."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from alerts.call_outs.models import COMING_STATES, CallOut, Summons
from alerts.deadlines import Ring, ring_until
from alerts.enums import CallOutState, SummonsState
from alerts.who_answers import leaders_in_units, on_duty_in_units
from rostering.models import Assignment
from rostering.seats.queries.reach import Unreached, unreached_among
from units.models import Person, User

SHOWN_IN_LIST = 12
# Who is on duty now may leave the service tomorrow.
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Called:
    """One person called, with the clock that counts now."""

    summons: Summons
    ring: Ring | None
    is_overdue: bool


def called_of(summons: Summons, now: datetime) -> Called:
    """The clock of somebody called: to acknowledge first, to arrive then; none once they have come or can't."""
    coming = summons.state in COMING_STATES
    is_overdue = coming and summons.late_from is not None and summons.late_from <= now
    if not coming or summons.late_from is None or summons.answer_by is None:
        return Called(summons, None, is_overdue)
    if summons.state == SummonsState.CALLED and now < summons.answer_by:
        return Called(summons, ring_until(summons.answer_by, _given(summons, summons.answer_by), now), is_overdue)
    return Called(summons, ring_until(summons.late_from, _given(summons, summons.late_from), now), is_overdue)


def _given(summons: Summons, end: datetime) -> timedelta:
    """How long the clock that ends then ran from dispatch: what held when it began."""
    return end - (summons.dispatched_at or end)


ANSWERED = (SummonsState.ACKNOWLEDGED, SummonsState.ARRIVED)


@dataclass(frozen=True)
class Progress:
    """A call-out with everybody this reader may see of it. `version` changes when any of them moves."""

    call_out: CallOut
    called: tuple[Called, ...]

    @cached_property
    def _states(self) -> Counter[str]:
        return Counter(one.summons.state for one in self.called)

    @property
    def sent(self) -> int:
        return len(self.called)

    @property
    def received(self) -> int:
        return sum(self._states[state] for state in ANSWERED)

    @property
    def arrived(self) -> int:
        return self._states[SummonsState.ARRIVED]

    @property
    def overdue(self) -> int:
        return sum(1 for one in self.called if one.is_overdue)

    @property
    def first(self) -> tuple[Called, ...]:
        """The most pressing ones; the page of the call-out has all."""
        return self.called[:SHOWN_IN_LIST]

    @property
    def more(self) -> int:
        return self.sent - len(self.first)

    def named(self, text: str) -> list[Called]:
        """Those whose name, or whose unit's, has `text` in it."""
        return [one for one in self.called if text in one.summons.person.name or text in one.summons.unit.label]

    @property
    def missing(self) -> int:
        return max(self.call_out.required - self.arrived, 0)

    @property
    def is_running(self) -> bool:
        return self.call_out.state == CallOutState.DISPATCHED

    @property
    def version(self) -> str:
        content = [(one.summons.pk, one.summons.version, one.is_overdue) for one in self.called]
        return blake2b(repr((self.call_out.version, content)).encode(), digest_size=9).hexdigest()


def visible_call_outs(user: User) -> QuerySet[CallOut]:
    """The latest first, with counts over everybody called."""
    visible = CallOut.objects.filter(pk__in=CallOut.objects.visible_to(user).values("pk"))
    return (
        visible.select_related("incident")
        .defer("unit_ids", "person_ids")
        .annotate(
            sent=Count("summonses"),
            received=Count("summonses", filter=Q(summonses__state__in=ANSWERED)),
            arrived=Count("summonses", filter=Q(summonses__state=SummonsState.ARRIVED)),
            late=Count("summonses", filter=Q(summonses__overdue_at__isnull=False)),
        )
        .order_by("-created_at")
    )


def running(user: User, now: datetime) -> list[Progress]:
    """The call-outs that are going on, with their people. Four queries."""
    found = list(visible_call_outs(user).filter(state=CallOutState.DISPATCHED))
    rows = _summonses(user).filter(call_out__in=found)
    by_call_out: dict[object, list[Summons]] = {one.pk: [] for one in found}
    for summons in rows:
        by_call_out[summons.call_out_id].append(summons)
    return [_progress(one, by_call_out[one.pk], now) for one in found]


def progress_of(call_out: CallOut, user: User, now: datetime) -> Progress:
    """Everybody called whom this reader may see, the pressing ones first. Three queries."""
    return _progress(call_out, list(_summonses(user).filter(call_out=call_out)), now)


def _summonses(user: User) -> QuerySet[Summons]:
    rows = Summons.objects.visible_to(user).with_calls().select_related("stands_in_for__person")
    return rows.order_by("unit__protocol_order", "unit__code", "level", "pk")


def _progress(call_out: CallOut, summonses: list[Summons], now: datetime) -> Progress:
    called = [called_of(one, now) for one in summonses]
    called.sort(key=lambda one: (not one.is_overdue, one.summons.state not in COMING_STATES))
    return Progress(call_out, tuple(called))


def called_among(person_ids: Collection[UUID]) -> set[UUID]:
    """Of these people, those whom a running call-out awaits; drills left out. One query."""
    rows = Summons.objects.filter(
        person_id__in=person_ids, state__in=COMING_STATES, call_out__state=CallOutState.DISPATCHED,
        call_out__is_drill=False,
    )  # fmt: skip
    return set(rows.values_list("person_id", flat=True))


def arrivals(person_ids: Collection[UUID], start: datetime, end: datetime) -> Mapping[UUID, int]:
    """Call-ins of each person that ended in an arrival, by when they were called; drills left out. One query."""
    rows = (
        Summons.objects.filter(
            person_id__in=person_ids,
            dispatched_at__gte=start,
            dispatched_at__lt=end,
            arrived_at__isnull=False,
            call_out__is_drill=False,
        )
        .order_by()
        .values("person_id")
        .annotate(times=Count("pk"))
    )
    return dict(rows.values_list("person_id", "times"))


@dataclass(frozen=True, slots=True)
class CallEffect:
    """`called`: how many are called at once, the first to ask of each unit; `silent`: of how many units nobody can be;
    `unreached`: whom of those who are on duty there, or stand in, no message reaches for certain."""

    called: int
    silent: int
    unreached: tuple[Unreached, ...]


def unreached_if_called(unit_ids: Collection[UUID], now: datetime) -> tuple[Unreached, ...]:
    return effect_if_called(unit_ids, now).unreached


def effect_if_called(unit_ids: Collection[UUID], now: datetime) -> CallEffect:
    """Of a call to these units. Five queries, none for no units."""
    if not unit_ids:
        return CallEffect(0, 0, ())
    on_duty, leaders = on_duty_in_units(unit_ids, now), leaders_in_units(unit_ids, now)
    first = [_first_of(on_duty[pk], leaders[pk]) for pk in unit_ids]
    ids = [row.person_id for rows in on_duty.values() for row in rows if row.person_id is not None]
    ids += [person.pk for people in leaders.values() for person in people]
    called = {pk for pk in first if pk is not None}
    return CallEffect(len(called), first.count(None), unreached_among(ids, timezone.localdate(now) - ONE_DAY))


def _first_of(on_duty: Iterable[Assignment], leaders: Iterable[Person]) -> UUID | None:
    """Whom a call to the unit asks first; None: nobody can be."""
    ids = [*(row.person_id for row in on_duty), *(leader.pk for leader in leaders)]
    return next((pk for pk in ids if pk is not None), None)
