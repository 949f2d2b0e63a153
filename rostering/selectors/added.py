"""The posts and tiers that policies have added to those that ship, for units.vocabulary."""

from django.db.models import Case, QuerySet, When

from rostering.domain.enums import PolicyState, SeatScope
from rostering.labels import POST_LABELS
from rostering.models import PolicyPost
from units.domain.enums import Rank
from units.labels import TIER_LABELS
from units.vocabulary import Term


def added_posts() -> dict[str, Term]:
    """Code → what the newest version says of it, a published one before a draft. One query."""
    rows = _newest_last().exclude(code__in=POST_LABELS.shipped).values_list("code", "name", "min_rank", "scope")
    return {
        code: Term(name, leads=rank >= Rank.SECTION_CHIEF, is_county_wide=scope == SeatScope.COUNTY)
        for code, name, rank, scope in rows
    }


def added_tiers() -> dict[str, Term]:
    """As for posts. One query."""
    rows = _newest_last().exclude(tier__in=TIER_LABELS.shipped).values_list("tier", "tier_name")
    return {tier: Term(name or tier) for tier, name in rows}


def forget_added() -> None:
    """A policy has been written."""
    POST_LABELS.forget()
    TIER_LABELS.forget()


def _newest_last() -> "QuerySet[PolicyPost]":
    posts = PolicyPost.objects.exclude(version__state=PolicyState.DISCARDED)
    is_published = Case(When(version__state=PolicyState.PUBLISHED, then=1), default=0)
    return posts.order_by(is_published, "version__number", "-order")
