"""The posts and tiers that policies have added to those that ship, for units.vocabulary."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Case, QuerySet, When

from rostering.enums import PolicyState, SeatScope
from rostering.labels import POST_LABELS
from rostering.policies.models import PolicyPost
from units.enums import Rank
from units.labels import TIER_LABELS
from units.vocabulary import Term


def added_posts(county_id: UUID | None = None) -> dict[str, Term]:
    """Code → what the newest version of the county says of it, a published one before a draft; without a county of all. One
    query."""
    rows = _newest_last(county_id).exclude(code__in=POST_LABELS.shipped)
    names: dict[str, dict[Any, str]] = defaultdict(dict)
    found = {}
    for code, name, rank, scope, version in rows.values_list("code", "name", "min_rank", "scope", "version"):
        names[code][version] = name
        leads, is_county_wide = rank >= Rank.SECTION_CHIEF, scope == SeatScope.COUNTY
        found[code] = Term(name, leads=leads, is_county_wide=is_county_wide, names=names[code])
    return found


def added_tiers(county_id: UUID | None = None) -> dict[str, Term]:
    """As for posts. One query."""
    rows = _newest_last(county_id).exclude(tier__in=TIER_LABELS.shipped).values_list("tier", "tier_name")
    return {tier: Term(name or tier) for tier, name in rows}


def forget_added() -> None:
    """A policy has been written."""
    POST_LABELS.forget()
    TIER_LABELS.forget()


def _newest_last(county_id: UUID | None) -> "QuerySet[PolicyPost]":
    posts = PolicyPost.objects.exclude(version__state=PolicyState.DISCARDED)
    if county_id is not None:
        posts = posts.filter(version__county=county_id)
    is_published = Case(When(version__state=PolicyState.PUBLISHED, then=1), default=0)
    return posts.order_by(is_published, "version__number", "-order")
