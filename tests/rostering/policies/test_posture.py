"""manage.py posture answers what a post owes, in the shape of the API."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_county

pytestmark = pytest.mark.django_db

LEADER = ("emergency_response", "leader")


def answer(tier: str, post: str, at: str, *options: str) -> dict[str, object]:
    out = StringIO()
    call_command("posture", "--tier", tier, "--post", post, "--at", at, *options, stdout=out)
    said: dict[str, object] = json.loads(out.getvalue())
    return said


def test_the_answer_changes_at_eight_in_the_evening() -> None:
    make_county()

    assert answer(*LEADER, "2026-06-19T19:59:59+08:00") == {
        "posture": "on_site",
        "place_limit": "county_town",
        "leaving_rule": "report_to_county_office",
        "response_minutes": 30,
        "from": "2026-06-19T08:30:00+08:00",
        "to": "2026-06-19T20:00:00+08:00",
    }
    evening = answer(*LEADER, "2026-06-19T12:00:00Z")
    assert evening["posture"] == "home_standby"
    assert (evening["from"], evening["to"]) == ("2026-06-19T20:00:00+08:00", "2026-06-20T08:30:00+08:00")


def test_nothing_stated_is_null() -> None:
    make_county()
    officer = answer("routine_support", "duty_officer", "2026-06-19T23:59:59+08:00")
    assert (officer["place_limit"], officer["leaving_rule"], officer["response_minutes"]) == (None, None, 30)


@pytest.mark.parametrize(
    ("tier", "post", "at", "message"),
    [
        (*LEADER, "2026-06-19T20:00:00", "RFC 3339"),
        (*LEADER, "2026-06-19", "RFC 3339"),
        (*LEADER, "2026-06-19T24:00:00+08:00", "hour"),
        (*LEADER, "2026-02-29T12:00:00+08:00", "day"),
        (*LEADER, "２026-06-19T20:00:00+08:00", "RFC 3339"),
        (*LEADER, "2022-12-31T20:00:00+08:00", "before_first_policy"),
        (*LEADER, "2023-01-01T08:29:59+08:00", "before_first_policy"),
        (*LEADER, "0001-01-01T00:00:00+14:00", "time_out_of_range"),
        (*LEADER, "9999-12-31T23:59:59-12:00", "time_out_of_range"),
        ("fourth", "leader", "2026-06-19T20:00:00Z", "unknown_tier"),
        ("routine_support", "leader", "2026-06-19T20:00:00Z", "unknown_post"),
        ("hub", "\x00", "2026-06-19T20:00:00Z", "unknown_post"),
    ],
)
def test_what_cannot_be_answered(tier: str, post: str, at: str, message: str) -> None:
    make_county()
    with pytest.raises(CommandError, match=message) as error:
        answer(tier, post, at)
    assert error.value.returncode == 1


def test_which_county_must_be_clear() -> None:
    at = "2026-06-19T20:00:00+08:00"
    with pytest.raises(CommandError, match="no county"):
        answer(*LEADER, at)
    make_county()
    make_county("other", "别县")
    with pytest.raises(CommandError, match="--county"):
        answer(*LEADER, at)
    with pytest.raises(CommandError, match="no county 'third'"):
        answer(*LEADER, at, "--county", "third")
    assert answer(*LEADER, at, "--county", "other")["posture"] == "home_standby"
