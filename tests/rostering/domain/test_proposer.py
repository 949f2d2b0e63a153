"""The proposer: every post filled that can be, by people who may, nobody twice, least loaded first."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rostering.domain.eligibility import Busy, Candidate, Slot, refusals
from rostering.domain.proposer import Placement, Plan, Problem, solve

DAY = date(2026, 6, 19)


def person(name: str, **facts: object) -> Candidate:
    defaults: dict[str, object] = {
        "unit_id": "u",
        "rank": 2,
        "eligible_posts": frozenset({"leader", "dedicated_staff"}),
        "valid_from": date(2020, 1, 1),
        "travel_minutes": 10,
    }
    return Candidate(id=name, **{**defaults, **facts})  # type: ignore[arg-type]  # keyword facts of a test


def seat(name: str, post: str = "leader", *, offset: int = 0, **facts: object) -> Slot:
    day = DAY + timedelta(days=offset)
    start = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    defaults: dict[str, object] = {"unit_id": "u", "tier": "hub", "seat": 1, "min_rank": 1, "points": 10.0}
    values = {**defaults, **facts}
    return Slot(id=name, post=post, day=day, start=start, end=start + timedelta(days=1), **values)  # type: ignore[arg-type]


def who(plan: Plan) -> dict[str, str]:
    return {placement.slot_id: placement.person_id for placement in plan.assignments}


def test_least_loaded_first() -> None:
    people = (person("busy", past_points=50.0), person("rested", past_points=3.0))
    assert who(solve(Problem((seat("s"),), people), seed=1)) == {"s": "rested"}


def test_a_second_duty_only_when_everybody_has_one() -> None:
    people = (person("a", past_points=0.0), person("b", past_points=500.0))
    slots = (seat("d1"), seat("d2", offset=1))
    assert sorted(who(solve(Problem(slots, people), seed=1)).values()) == ["a", "b"]


def test_two_seats_of_a_day_get_two_people() -> None:
    plan = solve(Problem((seat("l"), seat("s", "dedicated_staff")), (person("a"),)), seed=1)
    assert len(plan.assignments) == 1
    assert [cause.code for cause in plan.vacancies[0].causes] == ["already_on_duty"]


def test_the_only_leader_is_not_spent_on_the_staff_seat() -> None:
    chief = person("chief", rank=2)
    clerk = person("clerk", rank=1, past_points=99.0, eligible_posts=frozenset({"dedicated_staff"}))
    slots = (seat("staff", "dedicated_staff"), seat("lead", min_rank=2))
    assert who(solve(Problem(slots, (chief, clerk)), seed=1)) == {"staff": "clerk", "lead": "chief"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"eligible_posts": frozenset()}, "post_not_eligible"),
        ({"rank": 1}, "rank_too_low"),
        ({"valid_to": DAY}, "not_in_service"),
        ({"valid_from": DAY + timedelta(days=1)}, "not_in_service"),
        ({"busy": (Busy(datetime(2026, 6, 20, tzinfo=UTC), datetime(2026, 6, 21, tzinfo=UTC), "absence"),)}, "absent"),
        (
            {"busy": (Busy(datetime(2026, 6, 19, tzinfo=UTC), datetime(2026, 6, 20, tzinfo=UTC), "duty"),)},
            "already_on_duty",
        ),
    ],
)
def test_a_vacancy_names_its_cause(facts: dict[str, object], code: str) -> None:
    plan = solve(Problem((seat("s", min_rank=2),), (person("a", **facts),)), seed=1)
    assert plan.assignments == ()
    assert [(cause.code, cause.params) for cause in plan.vacancies[0].causes] == [(code, {"count": 1})]


def test_nobody_in_the_unit() -> None:
    plan = solve(Problem((seat("s"),), (person("a", unit_id="other"),)), seed=1)
    assert [cause.code for cause in plan.vacancies[0].causes] == ["nobody"]


def test_whoever_comes_in_time_goes_before_the_less_loaded() -> None:
    near, far = person("near", past_points=20.0, travel_minutes=30), person("far", travel_minutes=31)
    assert who(solve(Problem((seat("s", response_minutes=30),), (near, far)), seed=1)) == {"s": "near"}


def test_fixed_placements_stay_and_keep_their_person_busy() -> None:
    problem = Problem(
        (seat("s"), seat("t", "dedicated_staff")), (person("a"), person("b", past_points=90.0)), (Placement("s", "b"),)
    )
    assert who(solve(problem, seed=1)) == {"t": "a"}


people_lists = st.lists(
    st.builds(
        lambda rank, posts, past, off: person(
            "", rank=rank, eligible_posts=frozenset(posts), past_points=float(past), valid_to=DAY if off else None
        ),
        rank=st.integers(1, 3),
        posts=st.sets(st.sampled_from(["leader", "dedicated_staff"])),
        past=st.integers(0, 40),
        off=st.booleans(),
    ),
    max_size=7,
)


@settings(max_examples=200)
@given(
    raw=people_lists,
    seats=st.lists(
        st.tuples(st.sampled_from(["leader", "dedicated_staff"]), st.integers(0, 2), st.integers(1, 3)), max_size=9
    ),
    shuffle=st.randoms(use_true_random=False),
)
def test_no_rule_broken_and_every_post_filled_that_can_be(
    raw: list[Candidate], seats: list[tuple[str, int, int]], shuffle: Random
) -> None:
    people = tuple(_renamed(candidate, index) for index, candidate in enumerate(raw))
    slots = tuple(seat(f"s{i}", post, offset=day, min_rank=rank) for i, (post, day, rank) in enumerate(seats))
    plan = solve(Problem(slots, people), seed=7)
    _assert_sound(plan, slots, people)
    assert len(plan.assignments) == sum(
        _most_filled([s for s in slots if s.day == day], people) for day in {s.day for s in slots}
    )
    mixed_slots, mixed_people = list(slots), list(people)
    shuffle.shuffle(mixed_slots)
    shuffle.shuffle(mixed_people)
    assert who(solve(Problem(tuple(mixed_slots), tuple(mixed_people)), seed=7)) == who(plan)


def _renamed(candidate: Candidate, index: int) -> Candidate:
    return replace(candidate, id=f"p{index}")


def _assert_sound(plan: Plan, slots: tuple[Slot, ...], people: tuple[Candidate, ...]) -> None:
    by_slot = {s.id: s for s in slots}
    by_person = {p.id: p for p in people}
    per_day: dict[tuple[str, date], int] = defaultdict(int)
    for placement in plan.assignments:
        assert refusals(by_person[placement.person_id], by_slot[placement.slot_id]) == []
        per_day[placement.person_id, by_slot[placement.slot_id].day] += 1
    assert all(count == 1 for count in per_day.values())
    assert {p.slot_id for p in plan.assignments} | {v.slot_id for v in plan.vacancies} == set(by_slot)


def _most_filled(slots: list[Slot], people: tuple[Candidate, ...]) -> int:
    """The largest matching, by trying everything: a second way to the same figure."""
    if not slots:
        return 0
    rest = slots[1:]
    best = _most_filled(rest, people)
    for candidate in people:
        if not refusals(candidate, slots[0]):
            others = tuple(p for p in people if p.id != candidate.id)
            best = max(best, 1 + _most_filled(rest, others))
    return best
