"""The rule table of the Dayu policy (domain §2), at every edge of day, night and midnight."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rostering.policies.rules.policy import Obligation, UnknownPost, resolve
from tests.rostering.policies.examples import dayu

SHANGHAI = ZoneInfo("Asia/Shanghai")

COUNTY_LEADER_DAY = Obligation("on_site", "office_compound", "log_entry", 0, "督导或现场指挥时除外")
COUNTY_LEADER_NIGHT = Obligation("home_standby", "county_town", "log_entry", 30)
HUB_ALWAYS = Obligation("on_site", "post", "only_when_relieved", 0)
EMERGENCY_LEADER_DAY = Obligation("on_site", "county_town", "report_to_county_office", 30)
EMERGENCY_LEADER_NIGHT = Obligation("home_standby", "county_town", "report_to_county_office", 30)
EMERGENCY_STAFF_ALWAYS = Obligation("on_site", "post", "incident_and_report", 0)
ROUTINE_ALWAYS = Obligation("phone_standby", None, None, 30)

ROWS = {
    ("hub", "county_leader"): (COUNTY_LEADER_DAY, COUNTY_LEADER_NIGHT),
    ("hub", "leader"): (HUB_ALWAYS, HUB_ALWAYS),
    ("hub", "dedicated_staff"): (HUB_ALWAYS, HUB_ALWAYS),
    ("emergency_response", "leader"): (EMERGENCY_LEADER_DAY, EMERGENCY_LEADER_NIGHT),
    ("emergency_response", "dedicated_staff"): (EMERGENCY_STAFF_ALWAYS, EMERGENCY_STAFF_ALWAYS),
    ("routine_support", "duty_officer"): (ROUTINE_ALWAYS, ROUTINE_ALWAYS),
}
DAY, NIGHT = 0, 1
EDGES = {
    "08:29:59": NIGHT,
    "08:30:00": DAY,
    "12:00:00": DAY,
    "19:59:59": DAY,
    "20:00:00": NIGHT,
    "23:59:59": NIGHT,
    "00:00:00": NIGHT,
}
DATES = ["2026-06-19", "2025-12-31", "2026-01-01", "2024-02-29", "2024-03-01", "2026-06-30", "2026-07-01"]


@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize(("clock", "part"), EDGES.items())
@pytest.mark.parametrize(("tier", "post"), ROWS)
def test_obligation(tier: str, post: str, clock: str, part: int, day: str) -> None:
    at = datetime.fromisoformat(f"{day}T{clock}+08:00")
    phase = resolve(tier, post, at, [dayu()], SHANGHAI)
    assert phase.obligation == ROWS[tier, post][part]
    assert phase.start <= at < phase.end


@pytest.mark.parametrize(
    ("tier", "post", "at", "starts", "ends"),
    [
        ("emergency_response", "leader", "2026-06-19T19:59:59", "2026-06-19T08:30:00", "2026-06-19T20:00:00"),
        ("emergency_response", "leader", "2026-06-19T20:00:00", "2026-06-19T20:00:00", "2026-06-20T08:30:00"),
        ("emergency_response", "leader", "2026-06-20T08:29:59", "2026-06-19T20:00:00", "2026-06-20T08:30:00"),
        ("routine_support", "duty_officer", "2026-06-20T00:00:00", "2026-06-19T08:30:00", "2026-06-20T08:30:00"),
        ("hub", "leader", "2024-02-29T23:59:59", "2024-02-29T08:30:00", "2024-03-01T08:30:00"),
        ("hub", "county_leader", "2026-01-01T00:00:00", "2025-12-31T20:00:00", "2026-01-01T08:30:00"),
    ],
)
def test_how_long_the_obligation_holds(tier: str, post: str, at: str, starts: str, ends: str) -> None:
    phase = resolve(tier, post, _local(at), [dayu()], SHANGHAI)
    assert (phase.start, phase.end) == (_local(starts), _local(ends))


@pytest.mark.parametrize(("tier", "post"), [("routine_support", "leader"), ("hub", "duty_officer"), ("moon", "leader")])
def test_a_post_the_tier_does_not_have(tier: str, post: str) -> None:
    with pytest.raises(UnknownPost):
        resolve(tier, post, _local("2026-06-19T12:00:00"), [dayu()], SHANGHAI)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")
