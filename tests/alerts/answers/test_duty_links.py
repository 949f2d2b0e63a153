"""Whoever has no login does by the link of a message what concerns their own duty: each link one thing, once, theirs alone."""

import re
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.answers.pages.kinds import KINDS
from alerts.answers.services import duties
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import LinkPurpose
from alerts.models import AnswerLink, Handover, LeavePostReport, LogEntry, Notification
from alerts.outbox.services.links import find_link, link_path, make_link
from alerts.reminders.services.duty import remind_of_duty
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import cancel_swap
from rostering.enums import Post, SwapKind
from rostering.models import Assignment, Swap
from rostering.seats.services.assignments import acknowledge
from tests.alerts.conftest import NOON, later
from tests.alerts.watch import on_seat, send_all
from tests.clients import Browse
from tests.concurrency import outcomes
from tests.factories import Cast
from units.errors import InvalidInput, RuleViolation
from units.models import AuditEvent, Person

DAY = NOON.date()


def path_of(person: Person | None, purpose: str, **found: str) -> str:
    """The address in the message that has gone to this person."""
    row = Notification.objects.filter(person=person, purpose=purpose, channel="console", **found).latest("created_at")
    return str(row.params.get("link") or row.params["path"])


def staff(cast: Cast, *, day: date = DAY) -> Assignment:
    """The emergency unit's staff of that day, whose first duty isn't over."""
    return on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON + (day - DAY))


def exchange(cast: Cast) -> Swap:
    """The staff of today's next seat asks a colleague to stand in for them."""
    own = Assignment.objects.in_force().filter(shift__unit=cast.emergency, shift__post=Post.DEDICATED_STAFF)
    tomorrow = own.filter(shift__day=DAY + timedelta(days=1)).select_related("person").order_by("shift__seat")[0]
    for taker in cast.people[cast.emergency.code]:
        wanted = Wanted(SwapKind.SUBSTITUTION, tomorrow.pk, counterpart_id=taker.pk)
        with suppress(RuleViolation, InvalidInput):
            return request_swap(wanted=wanted, by=cast.office)
    raise AssertionError("somebody may")


def handed_over(cast: Cast) -> Handover:
    outgoing = staff(cast)
    with later(60 * 19.5):
        return handovers.offer_handover(assignment=outgoing, note="水位继续观察", by=cast.office)


def away(cast: Cast) -> LeavePostReport:
    return duty_log.report_leaving(
        assignment=staff(cast),
        reason="送材料",
        expected_back=NOON + timedelta(hours=1),
        by=cast.leader,
        covered_by=cast.people["yjj"][0],
    )


def test_the_duties_of_a_period_are_acknowledged_with_one_press(watched: Cast) -> None:
    person = staff(watched).person
    assert person is not None
    path, phone = path_of(person, "duty_published"), Client(enforce_csrf_checks=True)
    page = phone.get(path).content.decode()
    assert "请答复收到" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    assert phone.post(path, {"do": "acknowledge", "seen": seen[1]}).status_code == 302
    mine = Assignment.objects.filter(person=person, end__gt=NOON)
    assert mine
    assert {(row.acknowledged_at, row.acknowledged_by) for row in mine} == {(NOON, None)}
    assert "已收到" in phone.get(path).content.decode()
    assert AuditEvent.objects.filter(action="assignment.acknowledged", on_behalf_of=person.name).count() == len(mine)
    assert phone.post(path, {"do": "acknowledge", "seen": seen[1]}).status_code == 409


def test_only_what_was_shown_is_acknowledged(client: Client, watched: Cast) -> None:
    duty = staff(watched)
    path = path_of(duty.person, "duty_published")
    page = client.get(path).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    Assignment.objects.filter(pk=duty.pk).update(end=duty.end - timedelta(hours=1))
    assert client.post(path, {"do": "acknowledge", "seen": seen[1]}).status_code == 409
    assert client.post(path, {"do": "acknowledge"}).status_code == 400
    duty.refresh_from_db()
    assert duty.acknowledged_at is None
    assert AnswerLink.objects.get(purpose="duty", person=duty.person).used_at is None


def test_an_acknowledgement_by_login_leaves_the_link_with_its_state(client: Client, watched: Cast) -> None:
    duty = staff(watched)
    path = path_of(duty.person, "duty_published")
    for one in Assignment.objects.filter(person=duty.person, is_active=True, end__gt=NOON):
        acknowledge(assignment=one, by=watched.office)
    page = client.get(path).content.decode()
    assert "已收到" in page
    assert 'value="acknowledge"' not in page


@pytest.mark.parametrize(("do", "state"), [("agree", "accepted"), ("disagree", "declined")])
def test_a_swap_is_answered_by_who_is_asked(client: Client, watched: Cast, do: str, state: str) -> None:
    swap = exchange(watched)
    path = path_of(swap.counterpart, "swap_requested")
    page = client.get(path).content.decode()
    assert f"{swap.person.name}请您" in page
    agreed = re.search(r'name="agreed" value="(\w+)"', page)
    sent = {"do": do, "reason": "外出", **({"agreed": agreed[1]} if agreed else {})}
    assert client.post(path, sent).status_code == 302
    swap.refresh_from_db()
    assert (swap.state, swap.answered_by) == (state, None)
    assert client.post(path, sent).status_code == 409
    assert AuditEvent.objects.get(action=f"swap.{state}").on_behalf_of == swap.counterpart.name


def test_the_link_of_a_swap_that_is_over_tells_nothing(client: Client, watched: Cast) -> None:
    swap = exchange(watched)
    path = path_of(swap.counterpart, "swap_requested")
    cancel_swap(swap=swap, by=watched.office)
    page = client.get(path).content.decode()
    assert "链接已失效" in page
    assert swap.person.name not in page
    assert client.post(path, {"do": "agree"}).status_code == 410


def test_taking_over_leads_to_the_log_of_one_s_own_duty(client: Client, watched: Cast) -> None:
    handover = handed_over(watched)
    assert handover.incoming is not None
    path = path_of(handover.incoming, "notice", params__event="handover.offered")
    early = client.get(path).content.decode()
    assert "起可以接班" in early
    assert client.post(path, {"do": "take_over"}).status_code == 409
    with later(60 * 20):
        assert "水位继续观察" in client.get(path).content.decode()
        onward = client.post(path, {"do": "take_over"})
        handover.refresh_from_db()
        assert (handover.state, handover.accepted_by) == ("accepted", None)
        assert onward["Location"] != path
    with later(60 * 21):
        page = client.get(onward["Location"]).content.decode()
        assert "水位" not in page
        after = client.post(onward["Location"], {"do": "write", "matter": "来电询问道路"})
        assert after.status_code == 302
        entry = LogEntry.objects.get()
        assert (entry.matter, entry.person, entry.written_by) == ("来电询问道路", handover.incoming, None)
        assert client.post(onward["Location"], {"do": "write", "matter": "来电询问道路"}).status_code == 409
        assert client.post(after["Location"], {"do": "nothing"}).status_code == 302
        assert LogEntry.objects.count() == 2


def test_a_line_without_a_matter_is_refused_and_the_link_stays_good(client: Client, watched: Cast) -> None:
    duty = staff(watched)
    assert duty.person_id is not None
    key = make_link(purpose=LinkPurpose.DUTY_LOG, object_id=duty.pk, person_id=duty.person_id, expires_at=duty.end)
    assert client.post(link_path(key), {"do": "write", "matter": " "}).status_code == 400
    assert client.post(link_path(key), {"do": "nothing"}).status_code == 302
    with time_machine.travel(duty.end, tick=False):
        assert client.post(link_path(key), {"do": "nothing"}).status_code == 409


def test_who_was_reported_away_reports_back(client: Client, watched: Cast) -> None:
    report = away(watched)
    path = path_of(report.person, "leave_open")
    assert "销假" in client.get(path).content.decode()
    assert client.post(path, {"do": "come_back"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.returned_at) == ("returned", NOON)
    assert AuditEvent.objects.get(action="leave.returned").on_behalf_of == report.person.name
    assert "已销假" in client.get(path).content.decode()


def test_who_reports_their_own_leave_gets_no_message(watched: Cast) -> None:
    duty = staff(watched)
    watched.duty.person = duty.person
    watched.duty.save()
    duty_log.report_leaving(
        assignment=duty,
        reason="送材料",
        expected_back=NOON + timedelta(hours=1),
        by=watched.duty,
        covered_by=watched.people["yjj"][0],
    )
    assert not Notification.objects.filter(purpose="leave_open").exists()


def test_a_link_dies_with_the_person_s_leaving(client: Client, watched: Cast) -> None:
    report = away(watched)
    path = path_of(report.person, "leave_open")
    Person.objects.filter(pk=report.person_id).update(valid_to=DAY)
    page = client.get(path).content.decode()
    assert "链接已失效" in page
    assert report.reason not in page
    assert client.post(path, {"do": "come_back"}).status_code == 410
    report.refresh_from_db()
    assert report.state == "away"


def test_a_page_counts_what_else_waits_and_shows_nothing_of_it(client: Client, watched: Cast) -> None:
    report = away(watched)
    page = client.get(path_of(report.person, "leave_open")).content.decode()
    assert "还有 1 件事等您办理" in page
    assert "值班通知" in page
    send_all()
    other = client.get(path_of(report.person, "duty_published")).content.decode()
    assert "还有 1 件事等您办理" in other
    assert report.reason not in other


def test_a_key_answers_nothing_but_its_own_matter(client: Client, watched: Cast) -> None:
    path = path_of(away(watched).person, "leave_open")
    acts = {do for kind in KINDS.values() for do in kind.acts} - {"come_back"}
    assert {client.post(path, {"do": do}).status_code for do in acts} == {400}


def test_looking_writes_nothing(client: Client, watched: Cast) -> None:
    swap, report = exchange(watched), away(watched)
    before = AuditEvent.objects.count()
    for person, purpose in ((swap.counterpart, "swap_requested"), (report.person, "leave_open")):
        answer = client.get(path_of(person, purpose))
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
    assert AuditEvent.objects.count() == before
    assert not AnswerLink.objects.filter(used_at__isnull=False).exists()


def test_guessing_is_slowed_and_keeps_nobody_from_answering(client: Client, watched: Cast) -> None:
    path = path_of(away(watched).person, "leave_open")
    guesses = [client.get(f"/a/{number}/").status_code for number in range(25)]
    assert guesses[:20] == [404] * 20
    assert guesses[20:] == [429] * 5
    assert client.get(path).status_code == 200


def test_keys_stay_out_of_every_page_of_others(watched: Cast, browse: Browse) -> None:
    handover = handed_over(watched)
    key = path_of(handover.incoming, "notice", params__event="handover.offered").split("/")[2]
    office = browse(watched.office)
    for page in ("/messages/log/", "/messages/", "/audit/"):
        assert key not in office.get(page).content.decode()


def test_every_purpose_has_its_kind() -> None:
    assert set(KINDS) == set(LinkPurpose)


def test_an_open_link_costs_the_same_however_much_waits(
    client: Client, watched: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    path = path_of(away(watched).person, "leave_open")
    with django_assert_max_num_queries(12):
        client.get(path)
    assert timezone.now() == NOON


def test_the_reminder_of_a_duty_leads_to_its_log(client: Client, watched: Cast) -> None:
    duty = staff(watched, day=DAY + timedelta(days=1))
    with time_machine.travel(NOON + timedelta(hours=7), tick=False):
        remind_of_duty(now=timezone.now())
    path = path_of(duty.person, "duty_reminder")
    with time_machine.travel(duty.start - timedelta(hours=1), tick=False):
        assert "值班开始后" in client.get(path).content.decode()
        assert client.post(path, {"do": "nothing"}).status_code == 409
    with time_machine.travel(duty.start + timedelta(hours=1), tick=False):
        assert client.post(path, {"do": "nothing"}).status_code == 302
    assert LogEntry.objects.get().person == duty.person


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_line(watched: Cast) -> None:
    duty = staff(watched)
    assert duty.person_id is not None
    key = make_link(purpose=LinkPurpose.DUTY_LOG, object_id=duty.pk, person_id=duty.person_id, expires_at=duty.end)
    link = find_link(key)
    assert link is not None
    found = outcomes([partial(duties.nothing_to_report, link=link, now=NOON)] * 2)
    assert [one.code for one in found if isinstance(one, RuleViolation)] == ["link_used"]
    assert LogEntry.objects.count() == 1
