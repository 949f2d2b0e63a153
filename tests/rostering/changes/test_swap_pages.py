"""换班 pages: three clicks from one's own duty, an answer on a phone, the leader's decision, the office's list."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap
from rostering.enums import SwapKind
from rostering.models import Absence, Assignment, DutyPeriod, Swap
from tests.clients import Browse
from tests.factories import Cast, at, make_person, make_user, seat_of
from units.enums import Role
from units.models import Person, User

POST = "dedicated_staff"


def login(cast: Cast, person: Person | None) -> User:
    assert person is not None
    found = User.objects.filter(person=person).first()
    return found or make_user(Role.DUTY_PERSON, cast.county, unit=person.unit, person=person)


def own_and_other(cast: Cast, period: DutyPeriod) -> tuple[Assignment, Assignment]:
    return seat_of(period, cast.emergency, POST), seat_of(period, cast.emergency, POST, day=date(2026, 6, 20))


def asked(cast: Cast, period: DutyPeriod) -> Swap:
    own, other = own_and_other(cast, period)
    return request_swap(wanted=Wanted(SwapKind.SWAP, own.pk, counter_id=other.pk), by=login(cast, own.person))


def test_whoever_decides_sees_what_speaks_against_the_taker(cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    swap = asked(cast, period)
    seat = swap.seats.first()
    assert seat is not None
    Absence.objects.create(
        person=swap.counterpart, kind="annual_leave", start=seat.start, end=seat.end, state="requested"
    )
    path, taker, leader = f"/swaps/{swap.pk}/", browse(login(cast, swap.counterpart)), browse(cast.leader)
    # From the list, where nothing of it is shown.
    refused = taker.post(path, {"do": "accept", "page": "my"})
    assert refused.status_code == 409
    for client, do in ((taker, "accept"), (leader, "approve")):
        page = client.get(path).content.decode()
        assert f"{swap.counterpart.name}：请假待审批（公休" in page
        assert "知悉 1 处冲突，" in page
        assert client.post(path, {"do": do, "agreed": "else"}).status_code == 409
        (seal,) = re.findall(r'name="agreed" value="(\w+)"', page)
        assert client.post(path, {"do": do, "agreed": seal}).status_code == 302
    swap.refresh_from_db()
    assert swap.state == "approved"


def test_three_clicks(cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    own, other = own_and_other(cast, period)
    asker = browse(login(cast, own.person))
    first = f"/swaps/new/{own.pk}/"
    assert first in asker.get("/my/").content.decode()
    second = f"?kind=swap&amp;person={other.person_id}&amp;theirs={other.pk}"
    assert second in asker.get(first).content.decode()
    page = asker.get(first + second.replace("&amp;", "&")).content.decode()
    assert other.person is not None
    assert f"请{other.person.name}答复" in page
    form = {"kind": "swap", "person": other.person_id, "theirs": other.pk, "reason": "家中有事"}
    answer = asker.post(first, form)
    swap = Swap.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/swaps/{swap.pk}/")
    assert (swap.kind, swap.counterpart, swap.reason) == ("swap", other.person, "家中有事")


def test_why_others_cannot(cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    own, _other = own_and_other(cast, period)
    gone = make_person(cast.emergency, posts=[POST], valid_to=date(2026, 6, 1), name="离任者")
    html = browse(login(cast, own.person)).get(f"/swaps/new/{own.pk}/").content.decode()
    assert "离任者" in html
    assert "当日不在职" in html
    assert f"person={gone.pk}" not in html


def test_a_part(cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    own, _other = own_and_other(cast, period)
    taker = make_person(cast.emergency, posts=[POST])
    asker, path = browse(login(cast, own.person)), f"/swaps/new/{own.pk}/"
    night = "start=2026-06-19T20:00&amp;end=2026-06-20T08:30"
    assert night in asker.get(path).content.decode()
    html = asker.get(f"{path}?{night.replace('&amp;', '&')}").content.decode()
    assert f"kind=substitution&amp;person={taker.pk}&amp;{night}" in html
    assert "kind=swap" not in html
    asker.post(path, {"kind": "substitution", "person": taker.pk, "start": "2026-06-19T20:00", "end": ""})
    seat = Swap.objects.get().seats.get()
    assert (seat.start, seat.end) == (at("2026-06-19 20:00"), own.end)


@pytest.mark.parametrize("query", ["start=2026-06-30T20:00", "start=x", "person=x&kind=swap", "person=x"])
def test_nonsense_is_a_sentence(cast: Cast, period: DutyPeriod, browse: Browse, query: str) -> None:
    own, _other = own_and_other(cast, period)
    assert browse(login(cast, own.person)).get(f"/swaps/new/{own.pk}/?{query}").status_code == 400


def test_a_refusal_keeps_the_page(cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    swap = asked(cast, period)
    own, other = own_and_other(cast, period)
    form = {"kind": "swap", "person": other.person_id, "theirs": other.pk, "reason": "再提一次"}
    answer = browse(login(cast, own.person)).post(f"/swaps/new/{own.pk}/", form)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "该班次已有换班在办" in html
    assert "再提一次" in html
    assert Swap.objects.get() == swap


def test_the_other_person_accepts_on_their_own_page(cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    swap = asked(cast, period)
    other = browse(login(cast, swap.counterpart))
    html = other.get("/my/").content.decode()
    assert f'action="/swaps/{swap.pk}/"' in html
    assert 'value="accept"' in html
    answer = other.post(f"/swaps/{swap.pk}/", {"do": "accept", "page": "my"})
    assert answer.headers["Location"] == "/my/"
    swap.refresh_from_db()
    assert swap.state == "accepted"
    assert 'value="accept"' not in other.get("/my/").content.decode()


def test_whoever_asked_is_not_offered_the_answer(cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    swap = asked(cast, period)
    html = browse(login(cast, swap.person)).get(f"/swaps/{swap.pk}/").content.decode()
    assert 'value="accept"' not in html
    assert 'value="cancel"' in html


def test_the_leader_decides(cast: Cast, period: DutyPeriod, leader: Client) -> None:
    swap = asked(cast, period)
    assert f"代{swap.counterpart.name}同意" in leader.get(f"/swaps/{swap.pk}/").content.decode()
    accept_swap(swap=swap, by=cast.office)
    assert 'value="approve"' in leader.get("/my/").content.decode()
    html = leader.post(f"/swaps/{swap.pk}/", {"do": "approve"}, follow=True).content.decode()
    assert "已调整值班表并报两办（第 2 版）" in html
    again = leader.post(f"/swaps/{swap.pk}/", {"do": "approve"})
    assert again.status_code == 409
    assert "不能批准" in again.content.decode()


def test_rejecting_wants_a_reason(cast: Cast, period: DutyPeriod, leader: Client) -> None:
    swap = asked(cast, period)
    answer = leader.post(f"/swaps/{swap.pk}/", {"do": "reject", "reason": ""})
    assert answer.status_code == 400
    assert "请填写不予批准的原因" in answer.content.decode()
    assert leader.post(f"/swaps/{swap.pk}/", {"do": "reject", "reason": "人手不够"}).status_code == 302


def test_an_unknown_step(cast: Cast, period: DutyPeriod, leader: Client) -> None:
    assert leader.post(f"/swaps/{asked(cast, period).pk}/", {"do": "explode"}).status_code == 400


def test_emergency(cast: Cast, period: DutyPeriod, browse: Browse, clock: time_machine.Traveller) -> None:
    own, _other = own_and_other(cast, period)
    taker = make_person(cast.emergency, posts=[POST])
    asker, path = browse(login(cast, own.person)), f"/swaps/new/{own.pk}/"
    assert "kind=emergency_cover" not in asker.get(path).content.decode()
    clock.move_to(at("2026-06-19 21:00"))
    asker = browse(login(cast, own.person))
    assert f"kind=emergency_cover&amp;person={taker.pk}" in asker.get(path).content.decode()
    asker.post(path, {"kind": "emergency_cover", "person": taker.pk, "reason": "突发疾病"})
    swap = Swap.objects.get()
    assert swap.state == "in_effect"
    html = browse(cast.leader).get("/my/").content.decode()
    assert "复核认可" in html


def test_the_office_s_list(
    cast: Cast, period: DutyPeriod, office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    swap = asked(cast, period)
    with django_assert_max_num_queries(9):
        html = office.get("/swaps/").content.decode()
    assert f"/swaps/{swap.pk}/" in html
    assert "应急管理局" in html
    for number in range(3):
        taker = make_person(cast.routine, posts=["duty_officer"])
        seat = seat_of(period, cast.routine, "duty_officer", day=date(2026, 6, 19 + number))
        request_swap(wanted=Wanted(SwapKind.SUBSTITUTION, seat.pk, counterpart_id=taker.pk), by=cast.office)
    with django_assert_max_num_queries(9):
        assert office.get("/swaps/?show=all").status_code == 200


def test_the_seat_dialog_leads_here(cast: Cast, period: DutyPeriod, leader: Client) -> None:
    own, _other = own_and_other(cast, period)
    html = leader.get(f"/rosters/seats/{own.pk}/").content.decode()
    assert f"/swaps/new/{own.pk}/" in html


def test_in_english(cast: Cast, period: DutyPeriod, browse: Browse) -> None:
    swap = asked(cast, period)
    reader = browse(login(cast, swap.counterpart))
    reader.cookies["django_language"] = "en"
    assert reader.get(f"/swaps/{swap.pk}/").status_code == 200
