"""代班 of a part of a shift, and 紧急顶班: what becomes of seats, phases, points and answers."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import time_machine

from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, reject_swap
from rostering.enums import SwapKind
from rostering.models import Absence, Assignment, DutyPeriod, Swap
from rostering.on_duty.queries.resolver import on_duty_at
from rostering.policies.queries.published import zone
from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.policy import clip
from rostering.seats.queries.facts import past_points
from tests.factories import Cast, at, make_person, seat_of
from tests.rostering.changes.asked_swaps import (
    POST,
    STEPS,
    asked_substitution,
    asked_swap,
    code_of,
    free_colleague,
    login,
    seats,
)
from units.enums import Rank
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import User

Clock = time_machine.Traveller


class TestPart:
    """Part of a shift: over the phase edge at 20:00 and over midnight."""

    @pytest.mark.parametrize(
        ("start", "end", "pieces"),
        [
            ("2026-06-19 20:00", "2026-06-20 08:30", 2),
            ("2026-06-19 08:30", "2026-06-19 20:00", 2),
            ("2026-06-19 18:00", "2026-06-19 22:00", 3),
            ("2026-06-19 23:00", "2026-06-20 01:30", 3),
            ("2026-06-19 08:30", "2026-06-20 08:30", 1),
        ],
    )
    @pytest.mark.parametrize("post", ["leader", POST])
    def test_phases_and_points_follow(
        self, cast: Cast, period: DutyPeriod, start: str, end: str, pieces: int, post: str
    ) -> None:
        seat = seat_of(period, cast.emergency, post)
        whole, holder, phases = seat.points, seat.person, seat.shift.as_phases()
        taker = make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=[post])
        wanted = Wanted(SwapKind.SUBSTITUTION, seat.pk, counterpart_id=taker.pk, start=at(start), end=at(end))
        swap = request_swap(wanted=wanted, by=login(cast, holder))
        accept_swap(swap=swap, by=login(cast, taker))
        approve_swap(swap=swap, by=cast.leader)

        rows = list(Assignment.objects.active().filter(shift=seat.shift).order_by("start"))
        assert len(rows) == pieces
        assert [rows[0].start, rows[-1].end] == [seat.shift.start, seat.shift.end]
        assert all(one.end == other.start for one, other in pairwise(rows))
        assert [row.person for row in rows if (row.start, row.end) == (at(start), at(end))] == [taker]
        assert {row.person for row in rows if row.start != at(start)} <= {holder}
        assert abs(sum(row.points for row in rows) - whole) <= Decimal("0.02")
        assert period.policy is not None
        rules = period.policy.as_rules()
        assert all(row.points == burden_points(clip(phases, row.start, row.end), rules, zone()) for row in rows)
        # What they swap is what they serve: the resolver and the ledger agree.
        for row in rows:
            instant = row.start + timedelta(minutes=1)
            (found,) = [one for one in on_duty_at(instant, user=cast.office, unit_code="yjj") if one.post == post]
            assert (found.person_id, found.until <= row.end) == (row.person_id, True)
        people = {row.person_id for row in rows if row.person_id}
        load = past_points(people, seat.shift.end)
        for person in people:
            served = sum(float(row.points) for row in rows if row.person_id == person)
            assert load[person] == pytest.approx(served)

    def test_what_stays_keeps_its_answer_and_the_taker_is_asked_for_one(self, cast: Cast, period: DutyPeriod) -> None:
        own, _other = seats(cast, period)
        Assignment.objects.filter(pk=own.pk).update(acknowledged_at=at("2026-06-10 08:00"))
        swap = asked_substitution(cast, period, free_colleague(cast), start=at("2026-06-19 20:00"))
        accept_swap(swap=swap, by=cast.office)
        approve_swap(swap=swap, by=cast.leader)
        answers = Assignment.objects.filter(shift=own.shift).order_by("start").values_list("acknowledged_at", flat=True)
        assert [answer is None for answer in answers] == [False, True]

    def test_a_taker_busy_only_outside_the_part_is_free(self, cast: Cast, period: DutyPeriod) -> None:
        own, _other = seats(cast, period)
        taker = free_colleague(cast)
        Absence.objects.create(person=taker, kind="training", start=own.start, end=at("2026-06-19 20:00"))
        with pytest.raises(RuleViolation):
            asked_substitution(cast, period, taker)
        assert asked_substitution(cast, period, taker, start=at("2026-06-19 20:00")).state == "requested"

    @pytest.mark.parametrize(
        "part",
        [
            {"start": at("2026-06-19 08:00")},
            {"end": at("2026-06-20 09:00")},
            {"start": at("2026-06-19 22:00"), "end": at("2026-06-19 22:00")},
            {"start": at("2026-06-19 23:00"), "end": at("2026-06-19 22:00")},
        ],
    )
    def test_a_part_outside_the_duty(self, cast: Cast, period: DutyPeriod, part: dict[str, datetime]) -> None:
        with pytest.raises(InvalidInput) as error:
            asked_substitution(cast, period, free_colleague(cast), **part)
        assert code_of(error) == "part_outside_duty"


class TestEmergencyCover:
    def cover(self, cast: Cast, period: DutyPeriod, by: User | None = None, **part: Any) -> Swap:
        own, _other = seats(cast, period)
        wanted = Wanted(SwapKind.EMERGENCY_COVER, own.pk, counterpart_id=free_colleague(cast).pk, **part)
        return request_swap(wanted=wanted, by=by or login(cast, own.person), reason="突发疾病")

    def test_effective_now_reviewed_afterwards(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        own, _other = seats(cast, period)
        clock.move_to(at("2026-06-19 21:17"))
        swap = self.cover(cast, period)
        assert swap.state == "in_effect"
        served, covered = Assignment.objects.filter(shift=own.shift).order_by("start")
        assert (served.person, served.end) == (own.person, at("2026-06-19 21:17"))
        assert (covered.person, covered.end) == (swap.counterpart, own.end)
        assert period.revisions.count() == 2
        with pytest.raises(NotAllowed):
            approve_swap(swap=swap, by=login(cast, own.person))
        clock.move_to(at("2026-06-21 10:00"))
        assert approve_swap(swap=swap, by=cast.leader).state == "approved"
        assert period.revisions.count() == 2

    def test_whoever_ordered_it_does_not_review_it(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        clock.move_to(at("2026-06-19 07:00"))
        swap = self.cover(cast, period, by=cast.leader)
        with pytest.raises(NotAllowed) as error:
            approve_swap(swap=swap, by=cast.leader)
        assert code_of(error) == "own_cover"
        assert reject_swap(swap=swap, by=cast.office, reason="应先报告").state == "rejected"

    def test_not_for_a_duty_far_ahead(self, cast: Cast, period: DutyPeriod) -> None:
        with pytest.raises(RuleViolation) as error:
            self.cover(cast, period)
        assert code_of(error) == "not_urgent"

    def test_it_makes_an_open_swap_void(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        swap = asked_swap(cast, period)
        clock.move_to(at("2026-06-19 07:00"))
        self.cover(cast, period)
        swap.refresh_from_db()
        assert swap.state == "superseded"

    def test_neither_accepted_nor_withdrawn(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        clock.move_to(at("2026-06-19 07:00"))
        swap = self.cover(cast, period)
        for step in ("accept", "decline", "cancel"):
            with pytest.raises(RuleViolation):
                STEPS[step](swap, cast)
