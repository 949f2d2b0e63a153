"""Posts that people can be eligible for."""

from collections.abc import Iterable
from dataclasses import dataclass

from units.enums import Rank


@dataclass(frozen=True, slots=True)
class PostOption:
    """A post that people can be eligible for in a tier."""

    code: str
    name: str
    tier: str
    min_rank: int


def usual_posts(tier: str | None, rank: int, posts: Iterable[PostOption]) -> list[str]:
    """The posts of the tier that ask for the highest rank this person has."""
    within = [post for post in posts if post.tier == tier and post.min_rank <= rank]
    highest = max((post.min_rank for post in within), default=0)
    if rank == Rank.COUNTY_LEADER and highest < Rank.COUNTY_LEADER:
        return []
    return [post.code for post in within if post.min_rank == highest]
