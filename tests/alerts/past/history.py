"""A county whose history is played through the services: rosters, amendments, swaps, checks, calls, answers, orders, rounds,
people gone from their posts, names and tiers that change. The clock of Python and the one that rows are remembered by are
set together."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from unittest.mock import patch

import time_machine
from django.db import connection
from django.utils import timezone

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services.call_outs import call_out, close_call_out
from alerts.call_outs.services.escalation import escalate_due as escalate_calls
from alerts.call_outs.services.summoning import start_clocks
from alerts.checks.services import checks
from alerts.checks.services.escalation import escalate_due
from alerts.duty_log.services.log import report_leaving, report_return
from alerts.enums import CallOutState, CheckState, LeaveState, OrderState, SupervisionState
from alerts.incidents.services.reports import record_incident
from alerts.models import CallOut, Check, LeavePostReport, PostureOrder, Summons, Supervision
from alerts.orders.services.orders import end_order, issue_order
from alerts.supervision import services as supervision
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap
from rostering.enums import Posture, SwapKind
from rostering.models import Assignment, Swap
from rostering.seats.services.assignments import acknowledge, replace_person
from tests import factories
from tests.factories import Cast, at
from units.enums import Tier
from units.errors import DomainError
from units.models import Person, Unit
from units.people.services.people import change_people
from units.units.services.tiers import set_tier
from units.units.services.units import update_unit

# A moment of its own: what another test has built at the same one was remembered by another clock (tests/snapshots.py).
START = at("2026-06-10 09:00") + timedelta(seconds=41)
FIRST, LAST = at("2026-06-19 00:00"), at("2026-06-23 08:30")
SETS_CLOCK = (
    "CREATE OR REPLACE FUNCTION units_written_at() RETURNS timestamptz LANGUAGE sql STABLE"
    " AS $$ SELECT current_setting('tests.now')::timestamptz $$"
)


@contextmanager
def clock(now: datetime) -> Iterator[datetime]:
    """It is `now`, for Python and for what remembers rows."""
    with time_machine.travel(now, tick=False):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('tests.now', %s, false), prosrc FROM pg_proc WHERE proname = %s",
                [now.isoformat(), "units_written_at"],
            )
            if "tests.now" not in cursor.fetchone()[1]:
                cursor.execute(SETS_CLOCK)
        yield now


@contextmanager
def numbered(seed: int) -> Iterator[None]:
    """Keys of new rows follow from the seed: whatever is drawn from rows in the order of their keys is drawn again."""
    keys = random.Random(seed)  # noqa: S311 - to replay
    # uuid4() asks this for sixteen bytes.
    with patch("os.urandom", keys.randbytes):
        yield


class History:
    """`acts` is how many have been done, by name; those the rules refuse leave nothing behind."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a history to replay, no secret
        self.acts: dict[str, int] = {}
        with clock(START):
            self.cast: Cast = factories.make_cast()
        self.kinds = [name for name in dir(self) if name.startswith("do_")]

    def publish(self) -> None:
        """The holiday and the day after it."""
        factories.published(self.cast)
        day = (FIRST + timedelta(days=3)).date()
        factories.published(self.cast, day, day, kind="special", name="防汛值班")

    def act(self) -> None:
        """One thing happens, or is refused."""
        name = self.random.choice(self.kinds)
        with suppress(DomainError, IndexError):
            getattr(self, name)()
            self.acts[name] = self.acts.get(name, 0) + 1

    def _seat(self, *, running: bool = False) -> Assignment:
        now = timezone.now()
        rows = Assignment.objects.in_force().filter(person__isnull=False, end__gt=now)
        rows = rows.filter(start__lte=now) if running else rows
        return self.random.choice(list(rows.select_related("shift__period", "shift__unit", "person").order_by("pk")))

    def _person(self, unit: Unit) -> Person:
        return self.random.choice(list(Person.objects.filter(unit=unit).order_by("pk")))

    def _unit(self) -> Unit:
        return self.random.choice([self.cast.hub, self.cast.emergency, self.cast.routine])

    def do_amend(self) -> None:
        seat = self._seat()
        taker = None if self.random.random() < 0.3 else self._person(seat.shift.unit).pk
        replace_person(
            assignment=seat, person_id=taker, by=self.cast.office, expected_version=seat.version, reason="调整"
        )

    def do_receive(self) -> None:
        acknowledge(assignment=self._seat(), by=self.cast.office)

    def do_swap(self) -> None:
        one, other = self._seat(), self._seat()
        swap = request_swap(
            wanted=Wanted(SwapKind.SWAP, one.pk, counter_id=other.pk), by=self.cast.office, reason="家中有事"
        )
        self._agreed(swap)

    def do_substitute(self) -> None:
        seat = self._seat()
        middle = seat.start + (seat.end - seat.start) / 2
        wanted = Wanted(SwapKind.SUBSTITUTION, seat.pk, self._person(seat.shift.unit).pk, start=middle, end=seat.end)
        self._agreed(request_swap(wanted=wanted, by=self.cast.office, reason="家中有事"))

    def _agreed(self, swap: Swap) -> None:
        accept_swap(swap=swap, by=self.cast.office)
        approve_swap(swap=Swap.objects.get(pk=swap.pk), by=self.cast.office)

    def do_check(self) -> None:
        check = checks.ask_unit(unit=self._unit(), reason="汛情", by=self.cast.office, exception=True)
        Check.objects.filter(pk=check.pk, escalate_at=None).update(escalate_at=timezone.now() + timedelta(minutes=10))

    def do_answer(self) -> None:
        check = self._one(Check.objects.filter(state=CheckState.ASKING))
        assert check.person is not None
        checks.answer(check=check, person=check.person, now=timezone.now())

    def do_escalate(self) -> None:
        escalate_due(now=timezone.now())
        escalate_calls(now=timezone.now())

    def do_close_check(self) -> None:
        check = self._one(Check.objects.filter(state=CheckState.WITH_OFFICE))
        checks.close_check(check=check, note="电话核实在岗", by=self.cast.office)

    def do_call(self) -> None:
        unit, now, is_drill = self._unit(), timezone.now(), self.random.random() < 0.3
        incident = None
        if not is_drill:
            incident = record_incident(
                county=self.cast.county, title="积水", kind="flood", place="南门", occurred_at=now, units=[unit],
                by=self.cast.office,
            )  # fmt: skip
        made = call_out(
            county=self.cast.county, matter="抢险", place="南门", required=1, by=self.cast.office, units=[unit],
            incident=incident, is_drill=is_drill,
        )  # fmt: skip
        start_clocks(
            Summons.objects.filter(call_out=made).values_list("pk", flat=True), reached=True, now=timezone.now()
        )

    def do_acknowledge_call(self) -> None:
        row = self._one(Summons.objects.filter(call_out__state=CallOutState.DISPATCHED))
        summons_answers.acknowledge(summons=row, by=self.cast.office, now=timezone.now())

    def do_arrive(self) -> None:
        row = self._one(Summons.objects.filter(call_out__state=CallOutState.DISPATCHED))
        summons_answers.arrive(summons=row, by=self.cast.office, now=timezone.now())

    def do_close_call(self) -> None:
        row = self._one(CallOut.objects.filter(state=CallOutState.DISPATCHED))
        close_call_out(call_out=row, outcome="结束", by=self.cast.office)

    def do_leave(self) -> None:
        seat = self._seat(running=True)
        report_leaving(
            assignment=seat, reason="就医", expected_back=timezone.now() + timedelta(hours=1), by=self.cast.office,
            covered_by=self._person(seat.shift.unit),
        )  # fmt: skip

    def do_return(self) -> None:
        report_return(report=self._one(LeavePostReport.objects.filter(state=LeaveState.AWAY)), by=self.cast.office)

    def do_order(self) -> None:
        start = timezone.now() + timedelta(hours=self.random.randrange(24))
        issue_order(
            county=self.cast.county, reason="暴雨", posture=Posture.ON_SITE, start=start,
            end=start + timedelta(hours=self.random.randrange(3, 40)), by=self.cast.office,
            units=[self._unit()], tier=self.random.choice(["", Tier.ROUTINE_SUPPORT.value]),
        )  # fmt: skip

    def do_end_order(self) -> None:
        end_order(order=self._one(PostureOrder.objects.filter(state=OrderState.IN_FORCE)), by=self.cast.office)

    def do_round(self) -> None:
        supervision.start(leader=self.random.choice(self.cast.county_leaders), route="各值班室", by=self.cast.office)

    def do_end_round(self) -> None:
        supervision.end(
            supervision=self._one(Supervision.objects.filter(state=SupervisionState.UNDER_WAY)), by=self.cast.office
        )

    def do_rename_unit(self) -> None:
        unit = Unit.objects.get(pk=self._unit().pk)
        changes = {"short_name": self.random.choice(["应急", "委办", "档案", ""])}
        update_unit(unit=unit, changes=changes, by=self.cast.office)

    def do_rename_person(self) -> None:
        change_people(
            changes=[(self._person(self._unit()), {"position": self.random.choice(["主任", "科员", "副主任"])})],
            by=self.cast.office,
        )

    def do_tier(self) -> None:
        tier = self.random.choice([Tier.ROUTINE_SUPPORT, Tier.EMERGENCY_RESPONSE])
        day = (LAST + timedelta(days=self.random.randrange(1, 9))).date()
        set_tier(unit=self.cast.routine, tier=tier, effective_from=day, by=self.cast.office, reason="职能调整")

    def _one(self, rows):  # type: ignore[no-untyped-def]
        return self.random.choice(list(rows.order_by("pk")))
