"""Units and people of the demo county as unsaved rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from rostering.demo.county import (
    CENTRE_LATITUDE,
    CENTRE_LONGITUDE,
    COUNTY_LEADERS,
    LEAD_OFFICE,
    STREETS,
    ZHANGJIANG,
    CountySeed,
    UnitSeed,
)
from rostering.demo.names import mobiles, names, new_id
from rostering.enums import Post
from units.enums import Rank, Tier
from units.models import County, Person, Unit
from units.people.rules import ORDER_STEP
from units.spelling.pinyin import initials

STAFF_POSITIONS = ("股长", "副股长", "一级主任科员", "四级主任科员", "一级科员", "科员", "办事员", "专业技术人员")
# What a chief and a staff member may do in each tier.
CHIEF_POSTS = {
    Tier.HUB: [Post.LEADER],
    Tier.EMERGENCY_RESPONSE: [Post.LEADER],
    Tier.ROUTINE_SUPPORT: [Post.DUTY_OFFICER],
}
STAFF_POSTS = {
    Tier.HUB: [Post.DEDICATED_STAFF],
    Tier.EMERGENCY_RESPONSE: [Post.DEDICATED_STAFF],
    Tier.ROUTINE_SUPPORT: [Post.DUTY_OFFICER],
}
# Below this a unit can spare nobody for good.
SMALL_UNIT = 9


@dataclass(frozen=True, slots=True)
class Staffed:
    """A unit with its people, chiefs first."""

    seed: UnitSeed
    unit: Unit
    people: tuple[Person, ...]

    def of_rank(self, rank: Rank) -> list[Person]:
        return [person for person in self.people if person.rank == rank]


def staffed_units(county: County, rng: Random, hired_before: date, told: CountySeed = ZHANGJIANG) -> list[Staffed]:
    """All units with their people; most people have been there since before `hired_before`."""
    name_source, mobile_source = names(rng), mobiles(rng, told.first_number)
    staffed = []
    for order, seed in enumerate(told.units, start=1):
        unit = _unit(county, seed, order, rng)
        people = list(_people(unit, seed, rng, name_source, mobile_source, hired_before))
        staffed.append(Staffed(seed, unit, tuple(people)))
    return staffed


def _unit(county: County, seed: UnitSeed, order: int, rng: Random) -> Unit:
    return Unit(
        id=new_id(rng),
        county=county,
        code=seed.code,
        name=seed.name,
        short_name=seed.short_name,
        protocol_order=order * 10,
        duty_phone=f"0797-87{order:02}120",
        fax=f"0797-87{order:02}121",
        address=f"{county.name}{rng.choice(STREETS)}{rng.randint(1, 199)}号",
        latitude=_near(CENTRE_LATITUDE, rng),
        longitude=_near(CENTRE_LONGITUDE, rng),
    )


def _near(centre: float, rng: Random) -> Decimal:
    return Decimal(str(round(centre + rng.uniform(-0.015, 0.015), 6)))


def _people(
    unit: Unit,
    seed: UnitSeed,
    rng: Random,
    name_source: Iterator[str],
    mobile_source: Iterator[str],
    hired_before: date,
) -> Iterator[Person]:
    for index, (rank, position) in enumerate(_places(seed, rng)):
        name = next(name_source)
        yield Person(
            id=new_id(rng),
            unit=unit,
            name=name,
            initials=initials(name),
            rank=rank,
            position=position,
            # From the top, as they are named on paper.
            protocol_order=(index + 1) * ORDER_STEP,
            mobile=next(mobile_source),
            office_phone=f"{unit.duty_phone[:-3]}{130 + index}" if rng.random() < 0.6 else "",
            travel_minutes=_travel_minutes(rng),
            eligible_posts=_eligible(seed, rank, rng),
            valid_from=hired_before - timedelta(days=rng.randint(0, 3000)),
        )


def _places(seed: UnitSeed, rng: Random) -> Iterator[tuple[Rank, str]]:
    """Rank and position of everybody, from the top."""
    leaders = COUNTY_LEADERS if seed.code == LEAD_OFFICE else ()
    yield from ((Rank.COUNTY_LEADER, position) for position in leaders)
    own = seed.people - len(leaders)
    chiefs = _chiefs(seed, own)
    for number in range(chiefs):
        yield Rank.SECTION_CHIEF, _chief_position(seed, number)
    for _ in range(own - chiefs):
        yield Rank.STAFF, rng.choice(STAFF_POSITIONS)


def _chiefs(seed: UnitSeed, people: int) -> int:
    """Enough that those of a tier with a leader's post can take turns."""
    fewest = 4 if Tier.ROUTINE_SUPPORT not in seed.past_and_present_tiers or seed.was else 2
    return max(fewest, min(11, round(people * 0.24)))


def _chief_position(seed: UnitSeed, number: int) -> str:
    deputies = max(2, round(seed.people / 6))
    if number == 0:
        return seed.head
    return f"副{seed.head}" if number <= deputies else "党组成员"


def _eligible(seed: UnitSeed, rank: Rank, rng: Random) -> list[str]:
    """By rank, for the tier of today and the one before. A few of a larger unit do no duty at all."""
    if rank == Rank.COUNTY_LEADER:
        return [Post.COUNTY_LEADER]
    if rank == Rank.STAFF and seed.people >= SMALL_UNIT and rng.random() < 0.08:
        return []
    by_tier = CHIEF_POSTS if rank == Rank.SECTION_CHIEF else STAFF_POSTS
    posts = [post for tier in seed.past_and_present_tiers for post in by_tier[tier]]
    # A young deputy sits in for staff now and then, and owes the stricter rule.
    if rank == Rank.SECTION_CHIEF and Post.LEADER in posts and rng.random() < 0.15:
        posts.append(Post.DEDICATED_STAFF)
    return [str(post) for post in posts]


def _travel_minutes(rng: Random) -> int | None:
    drawn = rng.random()
    if drawn < 0.03:
        return None
    return rng.randint(32, 55) if drawn < 0.07 else rng.randint(5, 28)
