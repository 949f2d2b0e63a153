"""Whatever a page and the API both do to a roster leaves the same rows, messages, announcements and wake-ups."""

from datetime import date
from typing import Any

import pytest
import time_machine

from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap
from rostering.enums import PeriodKind, Post, SwapKind
from rostering.models import Assignment, DutyPeriod, Roster, Swap
from rostering.periods.services.filing import accept_rest, confirm_roster
from tests.doors import Doors, differing, subscribe
from tests.doors import woken as woken  # noqa: PLC0414 - the clocks that are woken
from tests.factories import Cast, at, drafted, generated, make_person, published, roster_of, seat_of

FIRST = date(2026, 6, 19)
REASON = {"reason": "带班领导请换人"}


def period_of(cast: Cast) -> DutyPeriod:
    found: DutyPeriod = cast.county.duty_periods.get(name="防汛值守")
    return found


def roster(cast: Cast) -> Roster:
    return roster_of(period_of(cast), cast.emergency)


def filed(cast: Cast) -> Roster:
    return confirm_roster(roster=roster(cast), by=cast.leader)


def all_accepted(cast: Cast) -> DutyPeriod:
    accept_rest(period=period_of(cast), by=cast.office)
    return period_of(cast)


def one_returned(cast: Cast) -> dict[str, Any]:
    Roster.objects.filter(pk=roster(cast).pk).update(state="returned", returned_reason="重排")
    return {"row": period_of(cast).pk, "roster": str(roster(cast).pk)}


def duty(cast: Cast) -> Assignment:
    return seat_of(past(cast), cast.emergency, Post.DEDICATED_STAFF)


def duty_and_taker(cast: Cast) -> dict[str, Any]:
    taker = make_person(cast.emergency, posts=[Post.DEDICATED_STAFF])
    return {"row": duty(cast).pk, "taker": taker.pk}


def requested(cast: Cast, kind: SwapKind = SwapKind.SUBSTITUTION) -> Swap:
    wanted = Wanted(kind, duty(cast).pk, counterpart_id=duty_and_taker(cast)["taker"])
    return request_swap(wanted=wanted, by=cast.office)


def agreed(cast: Cast) -> Swap:
    return accept_swap(swap=requested(cast), by=cast.office)


def past(cast: Cast) -> DutyPeriod:
    found: DutyPeriod = cast.county.duty_periods.get(first_day=FIRST)
    return found


def draft(cast: Cast) -> DutyPeriod:
    return drafted(cast, date(2026, 9, 1), date(2026, 9, 2), name="误建", kind=PeriodKind.SPECIAL)


ROSTER, SWAP, PERIOD = "/rosters/{row}/", "/swaps/{row}/", "/rosters/periods/{row}/"
TABLE = {
    "roster confirmed": Doors("leader", ROSTER + "confirm/", {}, "rosters/{row}/confirm/", {}, roster),
    "roster confirmed on behalf": Doors("office", ROSTER + "confirm/", {}, "rosters/{row}/confirm/", {}, roster),
    "roster returned": Doors("office", ROSTER + "return/", REASON, "rosters/{row}/return/", REASON, filed),
    "roster accepted": Doors("office", ROSTER + "accept/", {}, "rosters/{row}/accept/", {}, filed),
    "the rest accepted": Doors("office", PERIOD + "accept-rest/", {}, "duty-periods/{row}/accept-rest/", {}, period_of),
    "a returned one accepted": Doors(
        "office", PERIOD + "accept-rest/", {"returned": "{roster}"},
        "duty-periods/{row}/accept-rest/", {"returned": ["{roster}"]}, one_returned,
    ),
    "period published": Doors(
        "office", PERIOD + "publish/", {}, "duty-periods/{row}/publish/", {}, all_accepted,
    ),
    "period published early": Doors(
        "office", PERIOD + "publish/", {"exception_reason": "台风提前"},
        "duty-periods/{row}/publish/", {"exception_reason": "台风提前"}, period_of,
    ),
    "period closed": Doors("office", PERIOD + "close/", REASON, "duty-periods/{row}/close/", REASON, past),
    "period deleted": Doors("office", PERIOD + "delete/", {}, "duty-periods/{row}/", {}, draft, "DELETE"),
    "swap asked": Doors(
        "leader", "/swaps/new/{row}/", {"kind": "substitution", "person": "{taker}", "reason": "家中有事"},
        "swaps/", {"assignment": "{row}", "person": "{taker}", "reason": "家中有事"}, duty_and_taker,
    ),
    "swap accepted": Doors("leader", SWAP, {"do": "accept"}, "swaps/{row}/accept/", {}, requested),
    "swap declined": Doors("leader", SWAP, {"do": "decline"} | REASON, "swaps/{row}/decline/", REASON, requested),
    "swap approved": Doors("leader", SWAP, {"do": "approve"}, "swaps/{row}/approve/", {}, agreed),
    "swap rejected": Doors("leader", SWAP, {"do": "reject"} | REASON, "swaps/{row}/reject/", REASON, agreed),
    "swap withdrawn": Doors("leader", SWAP, {"do": "cancel"}, "swaps/{row}/cancel/", {}, requested),
}  # fmt: skip


@pytest.mark.slow
def test_page_and_api_leave_the_same(cast: Cast, woken: list[str]) -> None:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        published(cast)
        generated(cast, date(2026, 8, 1), date(2026, 8, 2), name="防汛值守", kind=PeriodKind.SPECIAL)
        subscribe(cast)
        assert differing(TABLE, cast, woken) == {}
