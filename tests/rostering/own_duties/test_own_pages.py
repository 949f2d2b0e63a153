"""我的: one's next duty and 收到 in one press; a leader also sees what the unit still owes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rostering.enums import Post, RosterState
from rostering.models import Assignment, DutyPeriod
from rostering.periods.services.filing import confirm_roster, return_roster
from rostering.seats.services.assignments import replace_person
from tests import factories
from tests.factories import Cast
from units.models import AuditEvent, Person, User


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.make_cast()


@pytest.fixture
def coming(cast: Cast) -> DutyPeriod:
    """A published period from yesterday to tomorrow in which `duty` holds tomorrow's staff seat."""
    today = timezone.localdate()
    # Before any of it has begun: whoever the plan has put on duty today would owe rest tomorrow.
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        period = factories.published(
            cast, today - timedelta(days=1), today + timedelta(days=1), kind="special", name="日常值班"
        )
        _seat(cast, period, today + timedelta(days=1), cast.duty.person)
    return period


def _seat(cast: Cast, period: DutyPeriod, day: date, person: Person | None) -> Assignment:
    """Puts `person` on the emergency unit's staff seat of `day`, out of every other seat of the period."""
    assert person is not None
    for other in Assignment.objects.active().filter(shift__period=period, person=person):
        replace_person(assignment=other, person_id=None, by=cast.office, expected_version=other.version, reason="试")
    seat = factories.seat_of(period, cast.emergency, Post.DEDICATED_STAFF, day=day)
    return replace_person(
        assignment=seat, person_id=person.pk, by=cast.office, expected_version=seat.version, reason="换班"
    )


def my_seat(cast: Cast, period: DutyPeriod) -> Assignment:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return Assignment.objects.get(shift__period=period, shift__day=tomorrow, person=cast.duty.person, is_active=True)


def test_the_next_duty_stands_first_with_what_is_owed(client: Client, cast: Cast, coming: DutyPeriod) -> None:
    client.force_login(cast.duty)
    html = client.get("/my/").content.decode()
    for words in ("下一班", "专职值班人员", "不得离开岗位", "仅处置突发事件可离开，并报告两办", "1 班待答复收到"):
        assert words in html
    assert f'action="/my/{my_seat(cast, coming).pk}/acknowledge/"' in html


def test_one_press_answers_and_twice_is_once(client: Client, cast: Cast, coming: DutyPeriod) -> None:
    client.force_login(cast.duty)
    seat = my_seat(cast, coming)
    for _ in range(2):
        answer = client.post(f"/my/{seat.pk}/acknowledge/")
        assert (answer.status_code, answer["Location"]) == (302, "/my/")
    seat.refresh_from_db()
    assert seat.acknowledged_by == cast.duty
    assert AuditEvent.objects.filter(action="assignment.acknowledged").count() == 1
    html = client.get("/my/").content.decode()
    assert "已答复收到" in html
    assert "班待答复收到" not in html


def test_a_leader_answers_for_somebody_and_it_says_for_whom(client: Client, cast: Cast, coming: DutyPeriod) -> None:
    client.force_login(cast.leader)
    seat = my_seat(cast, coming)
    assert f'action="/my/{seat.pk}/acknowledge/"' in client.get("/my/").content.decode()
    answer = client.post(f"/my/{seat.pk}/acknowledge/", follow=True)
    assert f"已代 {seat.person} 答复收到" in answer.content.decode()
    event = AuditEvent.objects.get(action="assignment.acknowledged")
    assert (event.actor, event.on_behalf_of) == (cast.leader, cast.duty.person.name if cast.duty.person else "")


@pytest.mark.parametrize(("who", "status"), [("routine_leader", 404), ("auditor", 403), ("office", 302)])
def test_who_else_may_answer(client: Client, cast: Cast, coming: DutyPeriod, who: str, status: int) -> None:
    client.force_login(getattr(cast, who))
    assert client.post(f"/my/{my_seat(cast, coming).pk}/acknowledge/").status_code == status


def test_a_colleague_may_not_answer(client: Client, cast: Cast, coming: DutyPeriod) -> None:
    client.force_login(cast.duty)
    colleague = factories.seat_of(coming, cast.emergency, Post.LEADER)
    assert client.post(f"/my/{colleague.pk}/acknowledge/").status_code == 403


def test_answering_takes_a_post_and_a_duty(client: Client, cast: Cast, coming: DutyPeriod) -> None:
    client.force_login(cast.duty)
    assert client.get(f"/my/{my_seat(cast, coming).pk}/acknowledge/").status_code == 405
    assert client.post(f"/my/{uuid4()}/acknowledge/").status_code == 404
    assert client.post("/my/").status_code == 405


def test_before_publication_nothing_is_owed(client: Client, cast: Cast) -> None:
    factories.generated(cast, *2 * [timezone.localdate() + timedelta(days=3)], kind="special", name="待发布")
    client.force_login(cast.duty)
    html = client.get("/my/").content.decode()
    assert "近期没有您的值班" in html
    assert "/acknowledge/" not in html


def test_what_waits_for_the_unit_leads_to_its_confirmation(client: Client, cast: Cast) -> None:
    period = factories.generated(cast)
    roster = factories.roster_of(period, cast.emergency)
    link = f'href="/rosters/{roster.pk}/confirm/"'
    client.force_login(cast.leader)
    assert link in client.get("/my/").content.decode()
    confirm_roster(roster=roster, by=cast.leader)
    assert link not in client.get("/my/").content.decode()
    return_roster(roster=roster, reason="请换有经验的同志", by=cast.office)
    html = client.get("/my/").content.decode()
    assert link in html
    assert "请换有经验的同志" in html
    client.force_login(cast.duty)
    assert link not in client.get("/my/").content.decode()
    assert roster.state == RosterState.DRAFT


def test_a_login_without_a_person_is_told_so(client: Client, cast: Cast) -> None:
    client.force_login(cast.leader)
    assert "本账号未对应到具体人员" in client.get("/my/").content.decode()


def test_past_duties_are_counted(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    day = today - timedelta(days=5)
    period = factories.published(cast, day, day, kind="special", name="上周")
    _seat(cast, period, day, cast.duty.person)
    client.force_login(cast.duty)
    # The amendment came after the duty: it counts as served by whoever holds it now.
    assert "共 1 班，24 小时" in client.get("/my/").content.decode()


def test_the_auditor_has_no_duties(client: Client, cast: Cast) -> None:
    client.force_login(cast.auditor)
    assert client.get("/my/").status_code == 403


def test_no_number_is_on_my_page(client: Client, cast: Cast, coming: DutyPeriod) -> None:
    for user in (cast.duty, cast.leader):
        client.force_login(user)
        html = client.get("/my/").content.decode()
        assert not [number for number in cast.known_phones if number in html]


def test_many_duties_cost_no_more_queries(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    user: User = cast.duty
    today = timezone.localdate()
    period = factories.published(cast, today + timedelta(days=1), today + timedelta(days=9), kind="special", name="长")
    Assignment.objects.filter(
        shift__period=period, shift__unit=cast.emergency, shift__post=Post.DEDICATED_STAFF
    ).update(person=user.person)
    client.force_login(user)
    client.get("/my/")
    with django_assert_max_num_queries(12):
        html = client.get("/my/").content.decode()
    assert html.count("/acknowledge/") == 9
