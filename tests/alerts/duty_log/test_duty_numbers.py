"""Whoever is on duty is dialled on the number that reaches them now, by everybody with the directory (domain §9)."""

import time_machine
from django.test import Client
from django.utils import timezone

from rostering.enums import Post
from tests.alerts.watch import person_on
from tests.api_client import Api
from tests.clients import Browse
from tests.factories import Cast, at, make_token
from units.enums import Scope


def test_by_day_the_phone_standby_is_dialled_by_everybody_and_nobody_else_s_mobile_shows(
    watched: Cast, browse: Browse
) -> None:
    officer = person_on(watched.routine, Post.DUTY_OFFICER, timezone.now())
    staff = person_on(watched.emergency, Post.DEDICATED_STAFF, timezone.now())
    for user in (watched.duty, watched.leader, watched.routine_leader, watched.office):
        client = browse(user)
        assert f'href="tel:{officer.mobile}"' in client.get("/now/dag/").content.decode(), user.username
        rows = Api(user=user).get("on-duty/?unit=dag").results
        assert [row["phone"] for row in rows] == [officer.mobile], user.username
    # On site the duty phone reaches them: the mobile stays with their own unit and the office.
    assert staff.mobile not in browse(watched.routine_leader).get("/now/yjj/").content.decode()
    assert not [row for row in Api(user=watched.routine_leader).get("on-duty/?unit=yjj").results if "phone" in row]


def test_at_night_the_leader_at_home_is_rung_at_home(watched: Cast, browse: Browse) -> None:
    with time_machine.travel(at("2026-07-08 22:00"), tick=False):
        leader = person_on(watched.emergency, Post.LEADER, timezone.now())
        county = person_on(watched.hub, Post.COUNTY_LEADER, timezone.now())
        for user in (watched.duty, watched.routine_leader):
            assert f'href="tel:{leader.mobile}"' in browse(user).get("/now/yjj/").content.decode()
            assert f'href="tel:{county.mobile}"' in browse(user).get("/").content.decode()


def test_off_duty_and_in_another_hour_numbers_stay_hidden(watched: Cast, stranger: Client) -> None:
    tomorrow = at("2026-07-09 22:00")
    leader = person_on(watched.emergency, Post.LEADER, tomorrow)
    asked = stranger.get("/now/yjj/", {"at": tomorrow.isoformat()}).content.decode()
    assert leader.name in asked
    assert leader.mobile not in asked
    following = stranger.get("/now/yjj/").content.decode().partition("下一班")[2]
    assert "tel:" not in following


def test_a_token_still_needs_the_scope(watched: Cast) -> None:
    without = Api(key=make_token(watched.office, Scope.ROSTER_READ))
    assert not [row for row in without.get("on-duty/").results if "phone" in row]
