"""Clocks are data: each post of each tier is held to what the policy version says that governs then; every way into an incident
gives the same deadlines; and what became of a case is judged by the clock it had."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from alerts.board.queries.facts import load
from alerts.call_outs.services import answers, call_outs, dispatching, escalation
from alerts.checks.services import checks
from alerts.enums import ReportKind, WhistleKind
from alerts.incidents.services import reports
from alerts.models import Check, Incident, Summons, Whistle
from alerts.whistles.services import whistles
from rostering.enums import PeriodKind
from rostering.models import Assignment
from rostering.policies.queries.clocks import filing_deadline, report_clock
from rostering.policy_lab.services.standard import dayu_data, install_policy
from rostering.seats.queries.clocks import call_clocks
from tests.alerts.watch import flood, send_all
from tests.api_client import Api
from tests.factories import Cast, at, make_cast, published
from units.models import CountySettings

NOON, NIGHT = at("2026-07-08 12:00"), at("2026-07-08 22:00")
SAYS_NOTHING = "dayu"
SAYS_ALL = "own"

# (tier, post) → minutes to answer and to arrive, at noon and at night: as the shipped policy has it (answering is the
# county's to say), and as a version of the county's own.
HELD: dict[tuple[str, str], dict[str, tuple[tuple[int, int], tuple[int, int]]]] = {
    ("hub", "county_leader"): {SAYS_NOTHING: ((10, 0), (10, 30)), SAYS_ALL: ((10, 0), (10, 45))},
    ("hub", "leader"): {SAYS_NOTHING: ((10, 0), (10, 0)), SAYS_ALL: ((3, 0), (3, 0))},
    ("hub", "dedicated_staff"): {SAYS_NOTHING: ((10, 0), (10, 0)), SAYS_ALL: ((1, 0), (1, 0))},
    ("emergency_response", "leader"): {SAYS_NOTHING: ((10, 30), (10, 30)), SAYS_ALL: ((5, 45), (5, 45))},
    ("emergency_response", "dedicated_staff"): {SAYS_NOTHING: ((10, 0), (10, 0)), SAYS_ALL: ((2, 0), (2, 0))},
    ("routine_support", "duty_officer"): {SAYS_NOTHING: ((10, 30), (10, 30)), SAYS_ALL: ((15, 45), (15, 45))},
}

pytestmark = pytest.mark.django_db


def own_version() -> dict[str, Any]:
    """The shipped table with 45 minutes where it has 30, and times to answer of its own."""
    data = dayu_data() | {
        "number": 2, "effective_from": "2026-07-01", "report_phone_minutes": 15, "report_written_minutes": 40,
        "report_city_minutes": 90, "filing_days": 3, "filing_time": "18:00",
    }  # fmt: skip
    for post in data["posts"]:
        answer = HELD[post["tier"], post["code"]][SAYS_ALL][0][0]
        post["answer_minutes"] = None if answer == 10 else answer
        for phase in post["phases"]:
            minutes, basis = phase["response_minutes"]
            phase["response_minutes"] = [45 if minutes == 30 else minutes, basis]
    return data


def county_with(version: str) -> Cast:
    cast = make_cast()
    if version == SAYS_ALL:
        install_policy(county=cast.county, data=own_version(), by=None)
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        published(cast, date(2026, 7, 7), date(2026, 7, 9), kind=PeriodKind.SPECIAL)
    return cast


@pytest.fixture(params=[SAYS_NOTHING, SAYS_ALL])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def cast(version: str) -> Iterator[Cast]:
    made = county_with(version)
    with time_machine.travel(NOON, tick=False):
        yield made


def test_every_post_of_every_tier_by_its_version(cast: Cast, version: str) -> None:
    usual = CountySettings.of(cast.county.pk)
    for place, instant in enumerate((NOON, NIGHT)):
        duties = list(Assignment.objects.on_duty_at(instant).select_related("shift__period"))
        clocks = call_clocks(duties, usual, instant)
        found = {(one.shift.tier, one.shift.post): (clocks[one.pk].answer, clocks[one.pk].arrive) for one in duties}
        assert found == {post: row[version][place] for post, row in HELD.items()}


def test_whoever_is_called_has_the_clock_of_the_post(cast: Cast, version: str) -> None:
    made = call_outs.call_out(
        county=cast.county, matter="堤段抢险", place="城东堤段", units=[cast.emergency, cast.routine], by=cast.office,
        required=1, is_drill=True,
    )  # fmt: skip
    send_all()
    for unit, post in (
        (cast.emergency, ("emergency_response", "dedicated_staff")),
        (cast.routine, ("routine_support", "duty_officer")),
    ):
        one = Summons.objects.get(call_out=made, unit=unit)
        assert one.dispatched_at is not None
        assert one.answer_by is not None
        assert one.arrive_by is not None
        given = (one.answer_by - one.dispatched_at, one.arrive_by - one.dispatched_at)
        assert given == tuple(timedelta(minutes=minutes) for minutes in HELD[post][version][0])
    checks.ask_unit(unit=cast.routine, reason="抽查", by=cast.office, exception=True)
    assert Check.objects.get().answer_minutes == HELD["routine_support", "duty_officer"][version][0][0]


def opened_by_office(cast: Cast) -> None:
    flood(cast)


def opened_by_api(cast: Cast) -> None:
    body = {
        "title": "内涝",
        "kind": "洪涝",
        "place": "城东",
        "occurred_at": timezone.now().isoformat(),
        "units": ["yjj"],
    }
    assert Api(user=cast.office).post("incidents/", body).status == 201


def opened_by_call_out(cast: Cast) -> None:
    dispatching.call_to_new_incident(
        county=cast.county, matter="漫堤抢险", place="城东", required=1, units=[cast.emergency], by=cast.office
    )


def blown(cast: Cast, kind: WhistleKind) -> Whistle:
    return whistles.blow(
        unit=cast.routine, kind=kind, matter=f"{kind}塌方", place="城东", wanted_units=[cast.emergency],
        by=cast.routine_leader,
    )  # fmt: skip


def opened_by_urgent_whistle(cast: Cast) -> None:
    blown(cast, WhistleKind.URGENT)


def opened_by_whistle_taken_up(cast: Cast) -> None:
    whistles.dispatch(whistle=blown(cast, WhistleKind.JOINT), by=cast.office)


ENTRANCES = (
    opened_by_office, opened_by_api, opened_by_call_out, opened_by_urgent_whistle, opened_by_whistle_taken_up,
)  # fmt: skip


def test_every_way_into_an_incident_gives_the_same_deadlines_and_leads_to_its_end(cast: Cast, version: str) -> None:
    phone, written = (15, 40) if version == SAYS_ALL else (30, 60)
    for opened in ENTRANCES:
        before = set(Incident.objects.values_list("pk", flat=True))
        opened(cast)
        incident = Incident.objects.exclude(pk__in=before).get()
        due = {one.kind: one.due_at for one in incident.reports.all()}
        assert due == {
            "initial_phone": incident.known_at + timedelta(minutes=phone),
            "initial_written": incident.known_at + timedelta(minutes=written),
        }
        reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="已到场处置", by=cast.office)
        reports.report(incident=incident, kind=ReportKind.FINAL, text="处置完毕", by=cast.office)
        incident.refresh_from_db()
        assert incident.state == "closed"


def test_a_case_is_judged_by_the_clock_it_had(cast: Cast, version: str) -> None:
    """The same forty minutes: too late by the shipped table, in time where the version says 45, whatever the county sets
    afterwards. Who sits at the post is there at once by answering in time."""
    call_outs.call_out(
        county=cast.county, matter="堤段抢险", place="城东堤段", units=[cast.emergency, cast.routine], required=1,
        by=cast.office, incident=flood(cast),
    )  # fmt: skip
    send_all()
    staff, officer = (Summons.objects.get(unit=unit) for unit in (cast.emergency, cast.routine))
    for summons, minutes, act in (
        (staff, 1, answers.acknowledge), (officer, 8, answers.acknowledge), (staff, 20, answers.arrive), (officer, 40, answers.arrive),
    ):  # fmt: skip
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            escalation.mark_overdue(now=timezone.now())
            act(summons=summons, by=cast.office, now=timezone.now())
    CountySettings.objects.update_or_create(county=cast.county, defaults={"arrive_minutes": 5})

    facts = list(load([cast.emergency.pk, cast.routine.pk], NOON - timedelta(days=1), NOON + timedelta(days=1)))
    arrivals = {fact.unit_id: fact.is_kept for fact in facts if fact.kind == "arrival_minutes"}
    missed = {fact.unit_id for fact in facts if fact.kind == "missed"}
    assert arrivals == {cast.emergency.pk: True, cast.routine.pk: version == SAYS_ALL}
    assert missed == (set() if version == SAYS_ALL else {cast.routine.pk})


def test_versions_change_at_the_start_of_their_duty_day() -> None:
    cast = make_cast()
    install_policy(county=cast.county, data=own_version(), by=None)
    clocks = {
        text: report_clock(cast.county.pk, at(f"2026-{text}")).phone
        for text in ("06-30 12:00", "07-01 08:29", "07-01 08:30", "07-02 00:00")
    }
    assert clocks == {"06-30 12:00": 30, "07-01 08:29": 30, "07-01 08:30": 15, "07-02 00:00": 15}
    assert report_clock(cast.county.pk, NOON).city == 90
    assert filing_deadline(cast.county.pk, date(2026, 6, 20)) == at("2026-06-18 12:00")
    assert filing_deadline(cast.county.pk, date(2026, 7, 10)) == at("2026-07-07 18:00")
