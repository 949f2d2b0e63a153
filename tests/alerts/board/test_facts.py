"""What happened on duty comes out as dated figures of units, drills apart, and nobody filled anything in for them."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.call_outs.services import escalation as summons_escalation
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.enums import CheckState
from alerts.incidents.services import reports
from alerts.models import Check, Incident, Summons
from rostering.enums import PeriodKind
from rostering.statistics.queries.headlines import shown
from rostering.statistics.queries.statistics import Wanted, statistics
from tests.alerts.watch import send_all
from tests.factories import Cast, at, make_cast, published
from units import facts
from units.facts import Fact
from units.models import Unit

NOON = at("2026-07-08 12:00")
KINDS = ("check_planned", "check_made", "check_missed")
DAY = (at("2026-07-08 08:30"), at("2026-07-09 08:30"))


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def of(unit: Unit, kind: str, span: tuple[datetime, datetime] = DAY) -> list[Fact]:
    return [fact for fact in facts.collect([unit.pk], *span).get(unit.pk, []) if fact.kind == kind]


def values(unit: Unit, kind: str) -> list[float]:
    return sorted(fact.value for fact in of(unit, kind))


@pytest.fixture
def cast() -> Iterator[Cast]:
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        published(cast, at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date(), kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        yield cast


def flood(cast: Cast, *units: Unit) -> Incident:
    return reports.record_incident(
        county=cast.county,
        title="河道漫堤",
        kind="洪涝",
        place="城东堤段",
        occurred_at=timezone.now() - timedelta(minutes=5),
        units=units,
        by=cast.office,
    )


def summoned(cast: Cast, *units: Unit, incident: Incident | None = None) -> list[Summons]:
    """Called and sent out at `NOON`; a drill without an incident."""
    made = call_outs.call_out(
        county=cast.county,
        matter="堤段抢险",
        place="城东堤段",
        required=1,
        units=units,
        by=cast.office,
        incident=incident,
        is_drill=incident is None,
    )
    send_all()
    return list(made.summonses.select_related("person", "call_out", "unit").order_by("unit__protocol_order"))


@pytest.mark.django_db
class TestIncidentsAndCallOuts:
    def test_an_incident_counts_for_each_unit_it_involves_when_it_happened(self, cast: Cast) -> None:
        incident = flood(cast, cast.emergency, cast.routine)
        for unit in (cast.emergency, cast.routine):
            (fact,) = of(unit, "incident")
            assert (fact.at, fact.path) == (NOON - timedelta(minutes=5), f"/incidents/{incident.pk}/")
        assert of(cast.hub, "incident") == []

    def test_the_citys_clock_is_judged_once_it_is_met_or_has_run_out(self, cast: Cast) -> None:
        incident = flood(cast, cast.emergency, cast.routine)
        rows = Incident.objects.filter(pk=incident.pk)
        judged = []
        for due, reported in ((30, None), (30, -1), (-1, None), (-2, -1), (-1, -1)):
            rows.update(
                city_due_at=NOON + timedelta(minutes=due),
                city_reported_at=None if reported is None else NOON + timedelta(minutes=reported),
            )
            judged.append((len(of(cast.routine, "city_report")), len(of(cast.routine, "city_report_in_time"))))
        assert judged == [(0, 0), (1, 1), (1, 0), (1, 0), (1, 1)]
        found = statistics(cast.office, cast.county, Wanted.of_days(NOON.date(), NOON.date()))
        assert shown(found)["city_in_time"].text == "100%"

    def test_minutes_run_from_dispatch_to_the_answer_and_to_the_arrival(self, cast: Cast) -> None:
        first, second = summoned(cast, cast.emergency, cast.routine, incident=flood(cast, cast.emergency))
        summons_answers.acknowledge(summons=first, by=cast.office, now=later(3))
        summons_answers.arrive(summons=first, by=cast.office, now=later(21.5))
        summons_answers.arrive(summons=second, by=cast.office, now=later(30))
        assert values(cast.emergency, "response_minutes") == [3.0]
        assert values(cast.emergency, "arrival_minutes") == [21.5]
        assert values(cast.routine, "arrival_minutes") == [30.0]
        assert of(cast.emergency, "missed") == of(cast.routine, "missed") == []
        (called,) = of(cast.emergency, "call_out")
        assert (called.at, called.path) == (NOON, f"/call-outs/{first.call_out_id}/")

    def test_thirty_minutes_without_an_arrival_are_missed_even_before_a_sweep_says_so(self, cast: Cast) -> None:
        summoned(cast, cast.routine, incident=flood(cast, cast.routine))
        with time_machine.travel(later(29.9), tick=False):
            assert of(cast.routine, "missed") == []
        with time_machine.travel(later(30), tick=False):
            assert len(of(cast.routine, "missed")) == 1
            summons_escalation.mark_overdue(now=timezone.now())
            assert len(of(cast.routine, "missed")) == 1

    def test_a_late_arrival_is_both_an_arrival_and_a_miss(self, cast: Cast) -> None:
        (one,) = summoned(cast, cast.routine, incident=flood(cast, cast.routine))
        summons_answers.arrive(summons=one, by=cast.office, now=later(31))
        assert (values(cast.routine, "arrival_minutes"), len(of(cast.routine, "missed"))) == ([31.0], 1)

    @pytest.mark.parametrize(("minutes", "missed"), [(20, 0), (40, 1)])
    def test_released_before_the_thirty_minutes_is_no_miss(self, cast: Cast, minutes: float, missed: int) -> None:
        (one,) = summoned(cast, cast.routine, incident=flood(cast, cast.routine))
        with time_machine.travel(later(minutes), tick=False):
            call_outs.close_call_out(call_out=one.call_out, outcome="险情解除", by=cast.office)
        with time_machine.travel(later(90), tick=False):
            assert len(of(cast.routine, "missed")) == missed

    def test_whoever_says_no_has_answered(self, cast: Cast) -> None:
        (one,) = summoned(cast, cast.routine, incident=flood(cast, cast.routine))
        summons_answers.decline(summons=one, reason="在外地", by=cast.office, now=later(2))
        with time_machine.travel(later(90), tick=False):
            assert of(cast.routine, "missed") == []

    def test_a_unit_with_a_stand_in_was_called_once(self, cast: Cast) -> None:
        (one,) = summoned(cast, cast.emergency, incident=flood(cast, cast.emergency))
        summons_answers.decline(summons=one, reason="在外地", by=cast.office, now=later(2))
        send_all()
        assert Summons.objects.filter(unit=cast.emergency).count() == 2
        assert len(of(cast.emergency, "call_out")) == 1

    def test_drills_are_kept_apart(self, cast: Cast) -> None:
        one, _late = summoned(cast, cast.emergency, cast.routine)
        summons_answers.arrive(summons=one, by=cast.office, now=later(12))
        with time_machine.travel(later(31), tick=False):
            found = Counter(fact.kind for rows in facts.collect(ids(cast), *DAY).values() for fact in rows)
        kinds = {kind.code for kind in facts.kinds().values() if kind.code.startswith("drill")}
        of_alerts = {code for code in found if code in kinds or code in ("call_out", "missed", "arrival_minutes")}
        assert of_alerts == {"drill", "drill_response_minutes", "drill_arrival_minutes", "drill_missed"}


@pytest.mark.django_db
class TestChecks:
    def test_planned_made_and_missed(self, cast: Cast) -> None:
        period = cast.county.duty_periods.get()
        checks.plan_checks(period=period, by=cast.office, seed=7)
        due = Check.objects.get(unit=cast.routine).due_at
        span = (due, due + timedelta(seconds=1))
        assert [len(of(cast.routine, kind, span)) for kind in KINDS] == [1, 0, 0]
        with time_machine.travel(due, tick=False):
            checks.ask_due(now=due)
            send_all()
            assert [len(of(cast.routine, kind, span)) for kind in KINDS] == [1, 1, 0]
        with time_machine.travel(due + timedelta(minutes=10), tick=False):
            check_escalation.escalate_due(now=timezone.now())
            (missed,) = of(cast.routine, "check_missed", span)
        assert (missed.at, missed.path) == (due, f"/checks/{Check.objects.get(unit=cast.routine).pk}/")

    def test_an_unplanned_check_is_made_and_not_planned(self, cast: Cast) -> None:
        checks.ask_unit(unit=cast.routine, reason="汛期抽查", by=cast.office)
        assert [len(of(cast.routine, kind)) for kind in KINDS] == [0, 1, 0]

    def test_a_cancelled_check_is_neither(self, cast: Cast) -> None:
        check = checks.ask_unit(unit=cast.routine, reason="汛期抽查", by=cast.office)
        checks.cancel_check(check=check, by=cast.office, reason="误发")
        assert Check.objects.get().state == CheckState.CANCELLED
        assert [len(of(cast.routine, kind)) for kind in KINDS] == [0, 0, 0]


@pytest.mark.django_db
class TestTheSource:
    def test_a_fact_belongs_to_its_half_open_range(self, cast: Cast) -> None:
        happened = flood(cast, cast.routine).occurred_at
        assert len(of(cast.routine, "incident", (happened, happened + timedelta(seconds=1)))) == 1
        assert of(cast.routine, "incident", (happened - timedelta(hours=1), happened)) == []

    def test_only_units_that_were_asked_for(self, cast: Cast) -> None:
        summoned(cast, cast.emergency, cast.routine, incident=flood(cast, cast.emergency))
        assert set(facts.collect([cast.routine.pk], *DAY)) <= {cast.routine.pk}

    def test_four_queries_for_any_number_of_units_and_rows(
        self, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        source = next(source for source in facts.SOURCES if source.name == "alerts")
        for _ in range(3):
            summoned(cast, cast.emergency, cast.routine, incident=flood(cast, cast.emergency, cast.routine))
        checks.ask_unit(unit=cast.hub, reason="汛期抽查", by=cast.office)
        with django_assert_num_queries(4):
            found = list(source.load(ids(cast), *DAY))
        assert {fact.kind for fact in found} == {"incident", "call_out", "check_made"}


def ids(cast: Cast) -> list[UUID]:
    return [cast.hub.pk, cast.emergency.pk, cast.routine.pk]
