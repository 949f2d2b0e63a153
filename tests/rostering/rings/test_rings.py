"""From what people would give and take to a roster in which three duties have gone round, and every other way it may end."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import AnswerLink, Notification
from rostering.changes.services.swaps import cancel_swap
from rostering.models import Assignment, DutyPeriod, Ring, RingOffer
from rostering.rings.services.answers import agree_ring, approve_ring, cancel_ring, decline_ring, reject_ring
from rostering.rings.services.finding import find_due
from rostering.rings.services.moving import expire_due
from rostering.rings.services.offers import offer_duty, withdraw_offer
from rostering.seats.services.assignments import replace_person
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, make_person, make_token, seat_of
from tests.rostering.changes.asked_swaps import POST, asked_swap, login
from units.errors import DomainError, NotAllowed


@pytest.fixture
def seats(cast: Cast, period: DutyPeriod) -> list[Assignment]:
    return [seat_of(period, cast.emergency, POST, day=day) for day in period.days]


@pytest.fixture
def offers(cast: Cast, seats: list[Assignment]) -> list[RingOffer]:
    """Each wants the next one's day, and is willing to carry more."""
    days = [seat.shift.day for seat in seats]
    wanted = [*days[1:], days[0]]
    return [
        offer_duty(assignment_id=seat.pk, by=login(cast, seat.person), days=[day], extra=50)
        for seat, day in zip(seats, wanted, strict=True)
    ]


@pytest.fixture
def ring(offers: list[RingOffer]) -> Ring:
    assert find_due(now=timezone.now()) == 1
    return Ring.objects.get()


def agree_all(ring: Ring) -> None:
    for seat in ring.seats.all():
        agree_ring(ring=ring, person=seat.giver, by=None)
    ring.refresh_from_db()


def written(purpose: str, **wanted: Any) -> Any:
    return Notification.objects.filter(purpose=purpose, channel="console", **wanted)


def code(call: Any) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


def holders(seats: list[Assignment]) -> list[Any]:
    return [Assignment.objects.get(pk=seat.pk).person_id for seat in seats]


def test_three_duties_go_round(cast: Cast, period: DutyPeriod, seats: list[Assignment], ring: Ring) -> None:
    before = holders(seats)
    assert ring.seats.count() == 3
    assert {row.person_id for row in written("ring_proposed")} == set(before)
    agree_all(ring)
    assert ring.state == "agreed"
    assert holders(seats) == before
    approve_ring(ring=ring, by=cast.leader)
    ring.refresh_from_db()
    # Whoever wanted the next day has it.
    assert holders(seats) == [before[2], before[0], before[1]]
    assert (ring.state, period.revisions.count()) == ("approved", 2)
    assert {seat.revision.number for seat in ring.seats.all() if seat.revision} == {2}
    assert not RingOffer.objects.live().exists()
    assert written("duty_changed").count() == 3


def test_nothing_is_found_against_a_wish_and_the_board_is_asked_once(cast: Cast, seats: list[Assignment]) -> None:
    for seat in seats:
        offer_duty(assignment_id=seat.pk, by=cast.leader, days=[seat.shift.day + timedelta(days=300)])
    assert find_due(now=timezone.now()) == 0
    assert not RingOffer.objects.filter(looked_at__isnull=True).exists()


def test_what_is_under_way_otherwise_is_left_alone(
    cast: Cast, period: DutyPeriod, seats: list[Assignment], offers: list[RingOffer]
) -> None:
    swap = asked_swap(cast, period)
    assert find_due(now=timezone.now()) == 0
    cancel_swap(swap=swap, by=cast.office)


class TestNo:
    def test_one_no_and_nothing_has_happened_nor_is_asked_again(
        self, cast: Cast, seats: list[Assignment], ring: Ring
    ) -> None:
        before = holders(seats)
        first, second, _third = ring.seats.all()
        agree_ring(ring=ring, person=first.giver, by=None)
        decline_ring(ring=ring, person=second.giver, by=login(cast, second.giver))
        ring.refresh_from_db()
        assert ring.state == "declined"
        assert holders(seats) == before
        assert find_due(now=timezone.now()) == 0
        assert (
            written("ring_ended", person=first.giver).count()
            + Notification.objects.filter(purpose="ring_ended", person=first.giver, channel="inbox").count()
        )
        assert not AnswerLink.objects.filter(object_id=ring.pk, expires_at__gt=timezone.now()).exists()

    def test_taken_back_after_all_had_agreed(self, cast: Cast, ring: Ring) -> None:
        agree_all(ring)
        own = ring.seats.all()[0].giver
        assert code(lambda: decline_ring(ring=ring, person=own, by=None)) == "wrong_state"
        cancel_ring(ring=ring, person=own, by=login(cast, own))
        ring.refresh_from_db()
        assert ring.state == "cancelled"

    def test_by_the_leader_with_a_reason(self, cast: Cast, ring: Ring) -> None:
        agree_all(ring)
        assert code(lambda: reject_ring(ring=ring, reason="", by=cast.leader)) == "reason_required"
        with pytest.raises(NotAllowed):
            reject_ring(ring=ring, reason="人手不够", by=cast.routine_leader)
        reject_ring(ring=ring, reason="人手不够", by=cast.leader)
        ring.refresh_from_db()
        assert (ring.state, ring.note) == ("rejected", "人手不够")


class TestByItself:
    def test_expired_when_the_first_duty_begins(self, seats: list[Assignment], ring: Ring, clock: Any) -> None:
        clock.move_to(seats[0].start)
        assert expire_due(now=timezone.now()) == 1
        ring.refresh_from_db()
        assert ring.state == "expired"
        assert expire_due(now=timezone.now()) == 0
        assert RingOffer.objects.live().count() == 2

    def test_void_when_a_seat_changes_hands(self, cast: Cast, seats: list[Assignment], ring: Ring) -> None:
        agree_all(ring)
        other = make_person(cast.emergency, posts=[POST])
        replace_person(
            assignment=seats[1], person_id=other.pk, by=cast.leader, expected_version=seats[1].version, reason="调班"
        )
        ring.refresh_from_db()
        assert ring.state == "void"
        assert code(lambda: approve_ring(ring=ring, by=cast.leader)) == "wrong_state"
        assert RingOffer.objects.live().count() == 2

    def test_void_when_an_offer_is_taken_back(self, cast: Cast, offers: list[RingOffer], ring: Ring) -> None:
        withdraw_offer(offer=offers[0], by=login(cast, offers[0].person))
        ring.refresh_from_db()
        assert ring.state == "void"
        assert code(lambda: withdraw_offer(offer=offers[0], by=cast.leader)) == "offer_over"


class TestDoors:
    def test_offered_on_the_page_agreed_by_link_and_approved_on_the_page(
        self, cast: Cast, seats: list[Assignment], client: Any
    ) -> None:
        for seat in seats:
            own = browser_of(login(cast, seat.person))
            assert f"/rings/offers/new/{seat.pk}/" in own.get(f"/swaps/new/{seat.pk}/").content.decode()
            assert own.get(f"/rings/offers/new/{seat.pk}/").status_code == 200
            assert own.post(f"/rings/offers/new/{seat.pk}/", {"extra": "50"}).status_code == 302
        assert find_due(now=timezone.now()) == 1
        ring = Ring.objects.get()
        first, *others = written("ring_proposed").select_related("person")
        assert "您同意这样换班吗" in client.get(first.params["path"]).content.decode()
        assert client.post(first.params["path"], {"do": "agree"}).status_code == 302
        assert client.post(first.params["path"], {"do": "agree"}).status_code == 409
        page = client.get(first.params["path"]).content.decode()
        assert ("已同意" in page, "链接应答" in page) == (True, True)
        for row in others:
            page = browser_of(login(cast, row.person))
            assert "多人换班" in page.get("/my/").content.decode()
            assert page.post(f"/rings/{ring.pk}/", {"do": "agree", "page": "my"}).status_code == 302
            again = client.post(row.params["path"], {"do": "agree"})
            assert (again.status_code, "登录应答" in again.content.decode()) == (409, True)
        leader = browser_of(cast.leader)
        assert 'value="approve"' in leader.get("/my/").content.decode()
        assert leader.post(f"/rings/{ring.pk}/", {"do": "approve"}).status_code == 302
        assert "已批准" in leader.get("/rings/").content.decode()

    def test_by_the_api(self, cast: Cast, seats: list[Assignment]) -> None:
        leader = Api(key=make_token(cast.leader))
        made = [leader.post("ring-offers/", {"assignment": str(seat.pk), "extra": 50}) for seat in seats]
        assert [one.status for one in made] == [201] * 3
        assert leader.post("ring-offers/", {"assignment": str(seats[0].pk)})["code"] == "already_offered"
        find_due(now=timezone.now())
        (ring,) = leader.get("rings/").results
        for seat in ring["seats"]:
            answer = leader.post(f"rings/{ring['id']}/agree/", {"person": seat["giver"]["id"]})
            assert answer.status == 200
        assert answer["state"] == "agreed"
        assert leader.post(f"rings/{ring['id']}/approve/")["state"] == "approved"
