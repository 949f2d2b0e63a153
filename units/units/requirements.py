"""What a unit has to have for a tier's posts, told by the floor above (`rostering` registers its own in `ready()`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _now

from units.enums import Stage
from units.hooks import Hook
from units.labels import RANK_LABELS

if TYPE_CHECKING:
    from units.counties.models.unit import Unit
    from units.people.models import Person
    from units.reviews.models.review import TierReview


@dataclass(frozen=True, slots=True)
class Need:
    """A post of a tier in one unit: `seats` a day ask for `wanted` people of at least `min_rank`, `listed` may hold it, `able`
    more have the rank but aren't listed."""

    post: str
    post_name: str
    seats: int
    min_rank: int
    wanted: int
    listed: int
    able: int

    @property
    def lacking(self) -> int:
        return max(self.wanted - self.listed, 0)

    @property
    def text(self) -> str:
        words = {
            "post": self.post_name,
            "seats": self.seats,
            "rank": RANK_LABELS.get(self.min_rank, self.min_rank),
            "wanted": self.wanted,
            "listed": self.listed,
        }
        known = _now("%(post)s每日%(seats)d席（%(rank)s），需%(wanted)d人，已列入人选%(listed)d人") % words
        if not self.lacking:
            return known
        lacking = {"known": known, "lacking": self.lacking, "able": self.able}
        return _now("%(known)s，缺%(lacking)d人；职级符合、尚未列入的%(able)d人") % lacking


NEEDS: Hook[Callable[["Unit", str, date], list[Need]]] = Hook("needs of a tier")


def needs_of(unit: "Unit", tier: str, day: date) -> list[Need]:
    """Every post that the unit has to staff in `tier` from `day` on, in the order of posts."""
    return [need for needs in NEEDS for need in needs(unit, tier, day)]


def idle_people(unit: "Unit", day: date) -> list["Person"]:
    """People of the unit who take no part in duty on `day`: listed for none of the posts that the unit staffs then."""
    tier = unit.tier_on(day)
    posts = {need.post for need in needs_of(unit, tier, day)} if tier else set()
    people = unit.people.valid_on(day).in_protocol_order()
    return [person for person in people if not posts & set(person.eligible_posts)]


def lacking_for(unit: "Unit", tier: str, day: date) -> list[Need]:
    """Those for which too few people are listed."""
    return [need for need in needs_of(unit, tier, day) if need.lacking]


def review_needs(review: "TierReview", today: date) -> list[Need]:
    """What the unit has to have for the tier it wants, by the day it takes effect, else by today; nothing once the review
    has ended otherwise."""
    if review.stage in (Stage.REJECTED, Stage.WITHDRAWN):
        return []
    return needs_of(review.unit, review.wanted_tier, max(review.effective_date or today, today))


def coming_needs(unit: "Unit", today: date) -> tuple[str, date, list[Need]] | None:
    """The tier to be prepared for: the next one in the register, else the present one; None when nothing is lacking.

    (tier, since when, what is lacking). Some queries for one unit.
    """
    # The history has no gap and its last entry no end: what comes is the last one.
    latest = unit.tiers.order_by("-valid").first()
    if latest is None:
        return None
    found = lacking_for(unit, latest.tier, max(latest.valid.lower, today))
    return (latest.tier, latest.valid.lower, found) if found else None
