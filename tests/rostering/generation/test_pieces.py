"""What a generation solves: pins, wishes, pairs, shared people, the ledger; what happens when the world moves meanwhile."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rostering.calendar.services import seed_calendar, set_days
from rostering.engine.checking import violations
from rostering.engine.problem import LEDGER_CLASSES, PairKind, PlacementKind
from rostering.engine.tiers import Tier
from rostering.enums import AbsenceKind, DayKind, JobStage, JobState, Post, WishKind
from rostering.fairness.services.absences import record_absence
from rostering.fairness.services.preferences import record_pair_rule, record_preference, share_person
from rostering.fairness.services.roster_rules import change_rules
from rostering.generation.services import leases, queue, start
from rostering.generation.services.pieces import propose
from rostering.models import Assignment, DutyPeriod, Job, JobTask
from rostering.seats.queries.candidates import seat_candidates
from rostering.seats.queries.coverage import coverage
from rostering.seats.queries.loading import load_facts
from rostering.seats.queries.problem import load_problem, problem_of
from rostering.seats.services.assignments import replace_person
from tests.factories import Cast, at, drafted, generated, opened, published, roster_of, seat_of

pytestmark = pytest.mark.django_db
FIRST = date(2026, 6, 19)


@pytest.fixture(autouse=True)
def before_the_holiday() -> Any:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        yield


def held(period: DutyPeriod | None) -> dict[Any, Any]:
    return dict(Assignment.objects.filter(shift__period=period).values_list("shift_id", "person_id"))


def holders(period: DutyPeriod, code: str, day: date = FIRST) -> set[Any]:
    rows = Assignment.objects.filter(shift__period=period, shift__unit__code=code, shift__day=day)
    return set(rows.values_list("person_id", flat=True))


def test_the_job_keeps_the_objective_with_its_bounds(cast: Cast) -> None:
    job = start.generate_now(period=drafted(cast), by=cast.office, seed=1)

    assert (job.state, job.stage) == (JobState.SUCCEEDED, JobStage.FINISHED)
    assert job.result is not None
    assert [tier["name"] for tier in job.result["tiers"]] == [tier.value for tier in Tier]
    assert (job.result["seats"], job.result["vacancies"]) == (3 * (4 + 2 + 1), 0)
    assert all(tier["bound"] <= tier["value"] for tier in job.result["tiers"])
    fairness = [t for t in job.result["tiers"] if t["name"] in {c.value for c in LEDGER_CLASSES}]
    assert all(tier["proven"] for tier in fairness)


def test_every_unit_is_a_piece_unless_they_share_people(cast: Cast) -> None:
    share_person(person=cast.people["yjj"][0], unit=cast.routine, by=cast.office, valid_from=date(2026, 1, 1))
    share_person(person=cast.people["yjj"][1], unit=cast.hub, by=cast.office, valid_from=date(2026, 7, 1))

    job = start.start_generation(period=drafted(cast), by=cast.office)

    sizes = sorted(len(ids) for ids in JobTask.objects.filter(job=job).values_list("roster_ids", flat=True))
    assert (sizes, job.total) == ([1, 2], 3)


def test_a_large_county_is_solved_in_few_pieces() -> None:
    units = list(range(100))
    pieces = start._pieces(units, [(3, 70), (70, 80)])  # type: ignore[arg-type, list-item]
    assert sorted(unit for piece in pieces for unit in piece) == units
    assert len(pieces) <= start.MOST_PIECES
    assert any({3, 70, 80} <= set(piece) for piece in pieces)


def test_a_shared_person_fills_seats_of_both_units_never_at_once(cast: Cast) -> None:
    deputy = cast.people["yjj"][0]
    deputy.eligible_posts = [Post.DUTY_OFFICER]
    deputy.save()
    for person in cast.people["dag"]:
        record_absence(
            person=person,
            kind=AbsenceKind.TRAINING,
            start=at("2026-06-18 00:00"),
            end=at("2026-06-20 00:00"),
            by=cast.office,
        )
    share_person(person=deputy, unit=cast.routine, by=cast.office, valid_from=date(2026, 1, 1))

    period = generated(cast)

    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    assert seat.person == deputy
    assert coverage(period).is_complete
    assert deputy in [candidate.person for candidate in seat_candidates(seat) if candidate.allowed]


def test_pins_are_kept_and_wishes_weighed(cast: Cast) -> None:
    pinned, shy = cast.people["yjj"][-1], cast.people["yjj"][-2]
    record_preference(person=pinned, kind=WishKind.PINNED, first_day=FIRST, last_day=FIRST, by=cast.leader)
    last = FIRST + timedelta(days=2)
    record_preference(person=shy, kind=WishKind.RATHER_NOT, first_day=FIRST, last_day=last, by=cast.leader, weight=9)

    period = generated(cast)

    assert pinned.pk in holders(period, "yjj")
    assert shy.pk not in {p for day in period.days for p in holders(period, "yjj", day)}


def test_pins_that_contradict_each_other_are_refused_by_name_and_keep_nobody_else(cast: Cast) -> None:
    pinned = cast.people["yjj"][-1]
    for offset in (0, 1):
        day = FIRST + timedelta(days=offset)
        record_preference(person=pinned, kind=WishKind.PINNED, first_day=day, last_day=day, by=cast.leader)
    period = drafted(cast)

    job = start.generate_now(period=period, by=cast.office, seed=1)

    assert job.state == JobState.FAILED
    assert all(words in job.failure for words in ("应急管理局", pinned.name, "2026-06-19", "间隔不足"))
    assert holders(period, "yjj") == {None}
    assert None not in holders(period, "dag") | holders(period, "xwb")


def test_a_pin_nobody_has_a_seat_for_is_refused(cast: Cast) -> None:
    clerk = cast.people["yjj"][-1]
    clerk.eligible_posts = []
    clerk.save()
    record_preference(person=clerk, kind=WishKind.PINNED, first_day=FIRST, last_day=FIRST, by=cast.leader)

    job = start.generate_now(period=drafted(cast), by=cast.office, seed=1)

    assert job.state == JobState.FAILED
    assert clerk.name in job.failure


def test_pairs_rest_and_maxima_hold(cast: Cast) -> None:
    first, second = cast.people["yjj"][:2]
    record_pair_rule(first=first, second=second, kind=PairKind.TOGETHER, by=cast.leader)
    change_rules(county=cast.county, effective_from=FIRST, changes={"max_in_period": 1}, by=cast.office)
    period = opened(cast)
    loaded, plan = _propose(period, cast)

    assert loaded.problem.rules.max_in_period == 1
    assert len(loaded.problem.pairs) == 1
    assert violations(loaded.problem, plan) == []
    people = [placement.person_id for placement in plan.assignments]
    assert len(people) == len(set(people))


def _propose(period: DutyPeriod, cast: Cast, watch: Callable[[Tier], None] = lambda tier: None) -> Any:
    roster = roster_of(period, cast.emergency)
    piece = propose(load_problem(period, [roster.pk]), seed=1, watch=watch)
    return piece.loaded, piece.plan


def test_the_problem_knows_ledger_duties_and_what_was_shown(cast: Cast) -> None:
    published(cast)
    weekend = (date(2026, 6, 27), date(2026, 6, 28))
    later = opened(cast, *weekend, name="周末", kind="weekend")
    seat = seat_of(later, cast.emergency, Post.LEADER)
    replace_person(assignment=seat, person_id=cast.people["yjj"][0].pk, by=cast.leader, expected_version=seat.version)

    loaded = load_problem(later, [roster_of(later, cast.emergency).pk])

    problem = loaded.problem
    assert len(problem.slots) == 4
    assert {slot.duty_class.value for slot in problem.slots} == {"weekend"}
    assert [placement.kind for placement in problem.fixed] == [PlacementKind.PINNED]
    assert len(problem.duties) == 6
    assert {duty.festival for duty in problem.duties} == {"端午节"}
    assert sum(entry.load for entry in problem.ledger if entry.duty_class == "weekend") == 400
    assert all(entry.share is not None for entry in problem.ledger)
    assert len(loaded.free) == 3
    staff = [slot for slot in problem.slots if slot.post == Post.DEDICATED_STAFF]
    assert all(slot.on_site_all_day and slot.points > 2400 for slot in staff)


def test_the_same_festival_of_the_year_before_is_known(cast: Cast) -> None:
    period = published(cast)
    holder = seat_of(period, cast.emergency, Post.LEADER).person_id
    seed_calendar(county=cast.county, years=[2027])
    day = date(2027, 6, 9)
    set_days(county=cast.county, first=day, last=day, kind=DayKind.STATUTORY_HOLIDAY, name="端午节", by=cast.office)
    later = opened(cast, day, day, name="2027端午")

    problem = load_problem(later, [roster_of(later, cast.emergency).pk]).problem

    assert str(holder) in {duty.person_id for duty in problem.duties if duty.festival == "端午节"}


def test_progress_names_what_is_looked_at(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    start.start_generation(period=drafted(cast), by=cast.office)
    token, task_ids = queue.claim_tasks(now=timezone.now())
    seen: list[str] = []
    real = leases.sign_of_life

    def signed(*given: Any, **named: Any) -> Any:
        held = real(*given, **named)
        seen.append(Job.objects.values_list("stage", flat=True).get())
        return held

    monkeypatch.setattr(queue, "sign_of_life", signed)
    monkeypatch.setattr(queue, "A_MOMENT", 0)
    queue.run_tasks(task_ids=[task_ids[0]], token=token)

    assert list(dict.fromkeys(seen)) == ["loading", "filling", "fairness", "spacing", "saving"]


def test_pieces_read_together_are_those_read_one_by_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    published(cast)
    weekend = (date(2026, 6, 27), date(2026, 6, 28))
    later = opened(cast, *weekend, name="周末", kind="weekend")
    lent, clerk = cast.people["yjj"][0], cast.people["yjj"][1]
    share_person(person=lent, unit=cast.routine, valid_from=weekend[0], valid_to=None, by=cast.office)
    record_pair_rule(first=lent, second=clerk, kind=PairKind.TOGETHER, by=cast.leader)
    record_preference(person=clerk, kind=WishKind.PINNED, first_day=weekend[0], last_day=weekend[0], by=cast.leader)
    seat = seat_of(later, cast.routine, Post.DUTY_OFFICER)
    replace_person(assignment=seat, person_id=cast.people["dag"][0].pk, by=cast.office, expected_version=seat.version)
    hub, two = [roster_of(later, cast.hub).pk], [roster_of(later, unit).pk for unit in (cast.emergency, cast.routine)]
    # Of one person in two pieces what is the seat of one is a duty elsewhere for the other.
    apart = [[pk] for pk in two]

    for pieces in ([hub, two], [hub, *apart]):
        with django_assert_num_queries(16):
            facts = load_facts(later, pieces)
        for piece in pieces:
            together, alone = problem_of(facts, piece), load_problem(later, piece)
            for name in ("slots", "people", "absences", "duties", "fixed", "ledger", "pairs", "preferences", "shown"):
                assert set(getattr(together.problem, name)) == set(getattr(alone.problem, name)), name
            assert (together.problem.rules, together.seats) == (alone.problem.rules, alone.seats)
            assert set(together.person_ids) == set(alone.person_ids)
