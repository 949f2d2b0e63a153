"""The candidates of a seat say what would differ with them on it."""

import pytest

from rostering.engine.tiers import Tier
from rostering.enums import Post, WishKind
from rostering.fairness.services.preferences import record_preference
from rostering.reasons import REASON_TEXTS
from rostering.seats.queries.candidates import decisive_differences, seat_candidates
from tests.factories import Cast, generated, make_person, seat_of

pytestmark = pytest.mark.django_db


def test_what_somebody_else_would_make_worse_is_named(cast: Cast) -> None:
    period = generated(cast)
    seat = seat_of(period, cast.emergency, Post.DEDICATED_STAFF)
    shy = make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], name="单小红", initials="sxh")
    record_preference(
        person=shy, kind=WishKind.RATHER_NOT, first_day=seat.shift.day, last_day=seat.shift.day, by=cast.office
    )

    difference = decisive_differences(seat)[shy.pk]

    assert difference.code == "costs_preferences"
    (shown,) = [candidate for candidate in seat_candidates(seat) if candidate.person == shy]
    assert shown.allowed
    assert difference in shown.reasons


def test_the_holder_and_the_refused_have_none(cast: Cast) -> None:
    period = generated(cast)
    seat = seat_of(period, cast.emergency, Post.DEDICATED_STAFF)
    differences = decisive_differences(seat)
    assert seat.person_id not in differences
    refused = [candidate for candidate in seat_candidates(seat) if not candidate.allowed]
    assert refused
    assert not any(reason.code.startswith(("costs_", "gains_")) for one in refused for reason in one.reasons)


@pytest.mark.parametrize("tier", Tier)
def test_every_tier_has_its_words(tier: Tier) -> None:
    assert {f"costs_{tier}", f"gains_{tier}"} <= REASON_TEXTS.keys()
