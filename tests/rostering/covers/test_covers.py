"""A duty up for cover, from asking to the roster that has changed, and every way it may end."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from alerts.models import AnswerLink, Notification
from alerts.todo.queries.lines import queue_of
from rostering.changes.services.swap_endings import expire_due
from rostering.changes.services.swaps import approve_swap, cancel_swap, reject_swap
from rostering.covers.services.answers import decline_cover, take_cover
from rostering.covers.services.asking import open_cover, tend_due, withdraw_cover
from rostering.models import Assignment, Cover, CoverAsk, DutyPeriod
from rostering.periods.services.periods import close_period
from rostering.seats.services.assignments import replace_person
from tests.clients import browser_of
from tests.factories import Cast, at, make_person, seat_of
from tests.rostering.changes.asked_swaps import POST, asked_swap, login, seats
from units.errors import DomainError, InvalidInput, NotAllowed, RuleViolation
from units.models import Person


@pytest.fixture
def own(cast: Cast, period: DutyPeriod) -> Assignment:
    """Of the emergency unit's staff on the first day."""
    return seats(cast, period)[0]


@pytest.fixture
def cover(cast: Cast, own: Assignment) -> Cover:
    return open_cover(assignment_id=own.pk, by=login(cast, own.person), reason="家中有事")


def asked(cover: Cover) -> list[Person]:
    return [ask.person for ask in CoverAsk.objects.filter(cover=cover).select_related("person")]


def took(cast: Cast, cover: Cover) -> Person:
    person = asked(cover)[0]
    take_cover(cover=cover, person=person, by=login(cast, person))
    cover.refresh_from_db()
    return person


def written(purpose: str, **wanted: Any) -> Any:
    return Notification.objects.filter(purpose=purpose, channel="console", **wanted)


def code(call: Any) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


def test_from_asking_to_the_roster(cast: Cast, period: DutyPeriod, own: Assignment, cover: Cover) -> None:
    people = asked(cover)
    assert len(people) == 3
    assert own.person not in people
    assert {row.person for row in written("cover_asked")} == set(people)
    taker = took(cast, cover)
    assert (cover.state, cover.swap and cover.swap.state) == ("taken", "accepted")
    own.refresh_from_db()
    assert own.person != taker
    assert cover.swap is not None
    approve_swap(swap=cover.swap, by=cast.leader)
    cover.refresh_from_db()
    own.refresh_from_db()
    assert (cover.state, own.person) == ("approved", taker)
    assert period.revisions.count() == 2
    assert written("duty_changed", person=taker).count() == 1


def test_the_least_burdened_are_asked_first(cast: Cast, period: DutyPeriod) -> None:
    """On the last day those who have served before come after those who haven't."""
    for _ in range(3):
        make_person(cast.emergency, posts=[POST])
    last = seat_of(period, cast.emergency, POST, day=period.last_day)
    before = (
        Assignment.objects.active().filter(shift__period=period, start__lt=last.start).values_list("person", flat=True)
    )
    cover = open_cover(assignment_id=last.pk, by=cast.leader)
    assert len(asked(cover)) == 3
    assert not {person.pk for person in asked(cover)} & set(before)


def test_nobody_whom_the_rules_refuse_is_asked(cast: Cast, own: Assignment, clock: time_machine.Traveller) -> None:
    clock.move_to(own.start - timedelta(hours=20))
    busy = (
        Assignment.objects.active().filter(start=own.start, shift__unit=cast.emergency).values_list("person", flat=True)
    )
    cover = open_cover(assignment_id=own.pk, by=cast.leader)
    assert asked(cover)
    assert not {person.pk for person in asked(cover)} & set(busy)


def test_near_its_start_everybody_is_asked_at_once_and_the_leader_knows(
    cast: Cast, own: Assignment, clock: time_machine.Traveller
) -> None:
    cast.leader.person = cast.people["yjj"][0]
    cast.leader.save()
    clock.move_to(own.start - timedelta(hours=20))
    cover = open_cover(assignment_id=own.pk, by=cast.leader)
    assert len(asked(cover)) > 3
    assert written("cover_unfilled", person=cast.leader.person).count() == 1


def test_more_are_asked_hours_later_and_the_silent_are_reminded(
    cast: Cast, own: Assignment, cover: Cover, clock: time_machine.Traveller
) -> None:
    assert tend_due(now=timezone.now()) == 0
    clock.shift(timedelta(hours=4))
    assert tend_due(now=timezone.now()) == 1
    assert len(asked(cover)) > 3
    first = asked(cover)[0]
    clock.move_to(own.start - timedelta(days=7))
    tend_due(now=timezone.now())
    tend_due(now=timezone.now())
    assert written("cover_asked", person=first).count() == 2


def test_not_in_the_quiet_hours_while_there_is_time(cast: Cast, own: Assignment, clock: time_machine.Traveller) -> None:
    clock.move_to(at("2026-06-10 23:00"))
    open_cover(assignment_id=own.pk, by=cast.leader)
    assert {row.due_at for row in written("cover_asked")} == {at("2026-06-11 07:00")}


def test_when_nobody_can_the_leader_is_told_and_finds_the_proposal(cast: Cast, own: Assignment, cover: Cover) -> None:
    cast.leader.person = cast.people["yjj"][0]
    cast.leader.save()
    for _round in range(6):
        for person in asked(cover):
            decline_cover(cover=cover, person=person, by=cast.leader)
        tend_due(now=timezone.now())
    cover.refresh_from_db()
    assert cover.escalated_at is not None
    assert written("cover_unfilled", person=cast.leader.person).count() == 1
    client = browser_of(cast.leader)
    page = client.get("/my/").content.decode()
    assert "尚无人应征" in page
    waiting = [line.path for line in queue_of(cast.leader, timezone.now()).lines]
    assert f"/covers/{cover.pk}/" in waiting
    page = client.get(f"/covers/{cover.pk}/").content.decode()
    path = f"/rosters/periods/{cover.period_id}/repair/?seat={own.pk}"
    assert path in page
    proposal = client.get(path).content.decode()
    assert "本人不能值班" in proposal
    assert f"{own.pk}:{own.version}:" in proposal
    assert f"{own.pk}:{own.version}:{own.person_id}" not in proposal


class TestEndings:
    def test_withdrawn(self, cast: Cast, own: Assignment, cover: Cover) -> None:
        people = asked(cover)
        withdraw_cover(cover=cover, by=login(cast, own.person))
        cover.refresh_from_db()
        assert cover.state == "withdrawn"
        assert set(written("cover_asked").values_list("state", flat=True)) == {"suppressed"}
        assert not AnswerLink.objects.filter(object_id=cover.pk, expires_at__gt=timezone.now()).exists()
        assert code(lambda: take_cover(cover=cover, person=people[0], by=cast.leader)) == "wrong_state"
        assert code(lambda: withdraw_cover(cover=cover, by=cast.leader)) == "wrong_state"

    def test_withdrawn_after_somebody_has_taken_it(self, cast: Cast, own: Assignment, cover: Cover) -> None:
        took(cast, cover)
        withdraw_cover(cover=cover, by=login(cast, own.person))
        cover.refresh_from_db()
        assert cover.swap is not None
        assert (cover.state, cover.swap.state) == ("withdrawn", "cancelled")

    @pytest.mark.parametrize("by_leader", [True, False])
    def test_refused_or_taken_back_it_is_open_again_without_them(
        self, cast: Cast, cover: Cover, by_leader: bool
    ) -> None:
        taker = took(cast, cover)
        assert cover.swap is not None
        if by_leader:
            reject_swap(swap=cover.swap, by=cast.leader, reason="另有任务")
        else:
            cancel_swap(swap=cover.swap, by=login(cast, taker))
        cover.refresh_from_db()
        assert Cover.objects.filter(pk=cover.pk, state="open", swap=None).exists()
        assert CoverAsk.objects.get(cover=cover, person=taker).declined_at is not None
        other = asked(cover)[1]
        take_cover(cover=cover, person=other, by=login(cast, other))
        cover.refresh_from_db()
        assert cover.state == "taken"
        assert cover.swap.counterpart == other

    def test_expired_when_the_duty_begins(self, cast: Cast, own: Assignment, cover: Cover, clock: Any) -> None:
        clock.move_to(own.start)
        assert tend_due(now=timezone.now()) == 1
        cover.refresh_from_db()
        assert cover.state == "expired"
        assert tend_due(now=timezone.now()) == 0

    def test_expired_though_somebody_had_taken_it(self, cast: Cast, own: Assignment, cover: Cover, clock: Any) -> None:
        took(cast, cover)
        clock.move_to(own.start)
        expire_due(now=timezone.now())
        cover.refresh_from_db()
        assert cover.state == "expired"

    @pytest.mark.parametrize("is_taken", [True, False])
    def test_void_when_the_seat_changes_hands(self, cast: Cast, own: Assignment, cover: Cover, is_taken: bool) -> None:
        if is_taken:
            took(cast, cover)
        own.refresh_from_db()
        other = make_person(cast.emergency, posts=[POST])
        replace_person(assignment=own, person_id=other.pk, by=cast.leader, expected_version=own.version, reason="调班")
        cover.refresh_from_db()
        assert cover.state == "void"

    def test_over_with_its_period(self, cast: Cast, period: DutyPeriod, cover: Cover) -> None:
        close_period(period=period, by=cast.office, reason="取消")
        cover.refresh_from_db()
        assert cover.state == "void"


class TestRefused:
    def test_twice_or_beside_a_swap(self, cast: Cast, period: DutyPeriod, own: Assignment, cover: Cover) -> None:
        assert code(lambda: open_cover(assignment_id=own.pk, by=cast.leader)) == "cover_already_open"
        withdraw_cover(cover=cover, by=cast.leader)
        asked_swap(cast, period)
        assert code(lambda: open_cover(assignment_id=own.pk, by=cast.leader)) == "swap_already_open"

    def test_begun_others_and_unknown(self, cast: Cast, own: Assignment, clock: Any) -> None:
        with pytest.raises(InvalidInput):
            open_cover(assignment_id=own.pk, by=cast.routine_leader)
        stranger = login(cast, cast.people["yjj"][0])
        with pytest.raises(NotAllowed):
            open_cover(assignment_id=own.pk, by=stranger)
        clock.move_to(own.start)
        with pytest.raises(RuleViolation):
            open_cover(assignment_id=own.pk, by=cast.leader)

    def test_who_was_not_asked_cannot_take_it(self, cast: Cast, own: Assignment, cover: Cover) -> None:
        late = make_person(cast.emergency, posts=[POST])
        assert code(lambda: take_cover(cover=cover, person=late, by=login(cast, late))) == "not_asked"
        first, second = asked(cover)[:2]
        with pytest.raises(NotAllowed):
            take_cover(cover=cover, person=first, by=login(cast, second))


class TestDoors:
    def test_three_clicks_from_one_s_own_duty(self, cast: Cast, own: Assignment) -> None:
        client = browser_of(login(cast, own.person))
        page = client.get(f"/swaps/new/{own.pk}/").content.decode()
        assert f'action="/covers/new/{own.pk}/"' in page
        made = client.post(f"/covers/new/{own.pk}/", {"reason": "家中有事"})
        cover = Cover.objects.get()
        assert made.headers["Location"] == f"/covers/{cover.pk}/"
        page = client.get(f"/covers/{cover.pk}/").content.decode()
        assert asked(cover)[0].name in page
        assert str(cover.assignment.shift.post_name) in client.get("/covers/").content.decode()
        assert client.post(f"/covers/{cover.pk}/", {"do": "withdraw"}).status_code == 302

    def test_who_is_asked_answers_on_their_page_and_sees_nobody_else(self, cast: Cast, cover: Cover) -> None:
        first, second = asked(cover)[:2]
        client = browser_of(login(cast, first))
        assert "我来顶班" in client.get("/my/").content.decode()
        assert second.name not in client.get(f"/covers/{cover.pk}/").content.decode()
        assert client.post(f"/covers/{cover.pk}/", {"do": "take"}).status_code == 302
        cover.refresh_from_db()
        assert cover.state == "taken"
        link = written("cover_asked").get(person=first).params["path"]
        again = Client().post(link, {"do": "take"})
        assert (again.status_code, f"登录应答（{first.name}）" in again.content.decode()) == (409, True)

    def test_by_the_link_of_the_message_without_signing_in(self, cast: Cast, cover: Cover, client: Any) -> None:
        rows = list(written("cover_asked").select_related("person"))
        assert "我来顶班" in client.get(rows[0].params["path"]).content.decode()
        assert client.post(rows[0].params["path"], {"do": "decline"}).status_code == 302
        assert client.post(rows[1].params["path"], {"do": "take"}).status_code == 302
        cover.refresh_from_db()
        assert cover.swap is not None
        assert cover.swap.counterpart == rows[1].person
        assert "已登记由您顶班" in client.get(rows[1].params["path"]).content.decode()
        assert "不需要再答复" in client.get(rows[2].params["path"]).content.decode()
        assert client.post(rows[2].params["path"], {"do": "take"}).status_code == 410
