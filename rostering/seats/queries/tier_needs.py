"""What a unit has to have for a tier's posts: registered in `ready()` with units/units/requirements.py."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from rostering.enums import Posture, SeatScope
from rostering.fairness.models.preference import SharedPerson
from rostering.fairness.queries.roster_rules import rules_on
from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion, UnitStaffing
from units.models import Person, Unit
from units.units.requirements import Need


def tier_needs(unit: Unit, tier: str, day: date) -> list[Need]:
    """By the policy that holds on `day`; nothing without one. Enough people keep everybody's rest while the duty goes on
    from day to day. Three queries, needs `unit.county`."""
    versions = PolicyVersion.objects.filter(county_id=unit.county_id, effective_from__lte=day).published()
    version = versions.order_by("-effective_from").values("pk")[:1]
    own = UnitStaffing.objects.filter(version=OuterRef("version"), unit=unit, post=OuterRef("code"))
    leaves = PolicyPhase.objects.filter(post=OuterRef("pk")).exclude(posture=Posture.ON_SITE)
    posts = PolicyPost.objects.filter(version=Subquery(version), tier=tier).order_by("order")
    if unit.county.lead_office_id != unit.pk:
        posts = posts.filter(scope=SeatScope.UNIT)
    found = list(posts.annotate(own_seats=Subquery(own.values("seats")[:1]), leaves_site=Exists(leaves)))
    if not found:
        return []
    rules, people = rules_on(unit.county_id, day), _people(unit, day)
    return [
        _need(post, rules.rest_days if post.leaves_site else rules.rest_days_after_on_site, people) for post in found
    ]


def _people(unit: Unit, day: date) -> list[Person]:
    lent = SharedPerson.objects.throughout(day, day).filter(unit=unit).values("person_id")
    return list(Person.objects.filter(Q(unit=unit) | Q(pk__in=lent)).valid_on(day))


def _need(post: Any, rest_days: int, people: list[Person]) -> Need:
    seats = post.seats if post.own_seats is None else post.own_seats
    ranked = [person for person in people if person.rank >= post.min_rank]
    listed = sum(post.code in person.eligible_posts for person in ranked)
    return Need(
        post=post.code,
        post_name=post.name,
        seats=seats,
        min_rank=post.min_rank,
        wanted=seats * (1 + rest_days if post.exclusive else 1),
        listed=listed,
        able=len(ranked) - listed,
    )
