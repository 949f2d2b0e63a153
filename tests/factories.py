"""A small named cast and the factories behind it, for every test that needs a county.

    cast = make_cast()                 # 章江县: hub 县委办, emergency 应急局, routine 档案馆, people, logins, policy, calendar
    period = generated(cast)           # Dragon Boat holiday 2026-06-19..21, opened, everybody proposed
    period = published(cast)           # … and published as revision 1
    key = make_token(cast.leader, Scope.ROSTER_READ, units=[cast.emergency])

Everything is written by the services the product uses, so that what a test sees is what the product makes; asked for
again on an empty database, the same rows are put back (snapshots.py). Names are
fixed and phone numbers are unique (`known_phones`), so that a test may look for them in any response.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange

from alerts.models import Sweep
from rostering.calendar.services import seed_calendar
from rostering.enums import PeriodKind, Post
from rostering.generation.services.start import generate_now
from rostering.models import Assignment, DutyPeriod, Roster
from rostering.periods.services.filing import accept_rest
from rostering.periods.services.periods import create_period
from rostering.periods.services.publication import publish_period
from rostering.policy_lab.services.standard import dayu_data, install_policy
from rostering.seats.services.laying_out import open_period
from tests.snapshots import EMPTY, SNAPSHOTS
from units.accounts.services.tokens import create_token
from units.enums import Rank, Role, Scope, Tier
from units.models import County, Person, Unit, UnitTier, User

SHANGHAI = ZoneInfo("Asia/Shanghai")
DRAGON_BOAT = (date(2026, 6, 19), date(2026, 6, 21))
LONG_AGO = date(2020, 1, 1)
PASSWORD = "only-in-tests-42"

POSTS_BY_TIER: dict[str, tuple[Post, ...]] = {
    Tier.HUB: (Post.LEADER, Post.DEDICATED_STAFF),
    Tier.EMERGENCY_RESPONSE: (Post.LEADER, Post.DEDICATED_STAFF),
    Tier.ROUTINE_SUPPORT: (Post.DUTY_OFFICER,),
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"

_numbers = count(1)


def at(text: str) -> datetime:
    """`at("2026-06-19 20:00")`: an instant by the clock of the county."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def make_county(code: str = "zj", name: str = "章江县") -> County:
    """A county with the Dayu policy and the calendar of 2026."""
    county = County.objects.create(code=code, name=name)
    install_policy(county=county, data=dayu_data(), by=None)
    seed_calendar(county=county, years=[2026])
    return county


def make_unit(county: County, tier: str, *, code: str | None = None, name: str | None = None, **fields: Any) -> Unit:
    """A unit that has been in `tier` since 2020."""
    number = next(_numbers)
    unit = Unit.objects.create(
        county=county,
        code=code or f"u{number}",
        name=name or f"单位{number % 10_000}",
        **{
            "protocol_order": number,
            "duty_phone": f"0797-87{number % 100_000:05d}",
            "fax": f"0797-86{number % 100_000:05d}",
        }
        | fields,
    )
    UnitTier.objects.create(unit=unit, tier=tier, valid=DateRange(LONG_AGO, None))
    return unit


def make_person(
    unit: Unit, *, rank: Rank = Rank.STAFF, posts: Sequence[str] = (), name: str | None = None, **fields: Any
) -> Person:
    """Somebody of `unit` who may take `posts`, ten minutes from the office."""
    number = next(_numbers)
    return Person.objects.create(
        unit=unit,
        # Four signs at most, as most names: the importer asks about longer ones, and reads five digits as a telephone number.
        name=name or f"{SURNAMES[number % len(SURNAMES)]}值{number // len(SURNAMES) % 100}",
        rank=rank,
        eligible_posts=list(posts),
        **{
            "position": "干部",
            "mobile": f"139{number:08d}",
            "office_phone": f"0797-85{number % 100_000:05d}",
            "travel_minutes": 10,
            "valid_from": LONG_AGO,
        }
        | fields,
    )


def make_people(unit: Unit, tier: Tier, *, chiefs: int, staff: int) -> list[Person]:
    """Enough people for the unit's posts: section chiefs may lead, everybody may staff."""
    posts = POSTS_BY_TIER[tier]
    below = [post for post in posts if post != Post.LEADER]
    return [make_person(unit, rank=Rank.SECTION_CHIEF, posts=posts) for _ in range(chiefs)] + [
        make_person(unit, rank=Rank.STAFF, posts=below) for _ in range(staff)
    ]


def make_user(role: Role, county: County, *, username: str | None = None, **fields: Any) -> User:
    """A login with PASSWORD."""
    name = username or f"user{next(_numbers)}"
    return User.objects.create_user(name, password=PASSWORD, role=role, county=county, **fields)


def make_token(user: User, *scopes: Scope, units: Iterable[Unit] | None = None, days: int | None = None) -> str:
    """The key of a new token; without `scopes` it has all of the role."""
    wanted = scopes or tuple(Scope(scope) for scope in sorted(user.scopes))
    codes = None if units is None else [unit.code for unit in units]
    return create_token(user=user, scopes=wanted, unit_codes=codes, days=days, by=None).key


@dataclass
class Cast:
    """章江县 in small: one unit of each tier with its people, and one login of each role."""

    county: County
    hub: Unit
    emergency: Unit
    routine: Unit
    people: dict[str, list[Person]] = field(default_factory=dict)
    county_leaders: list[Person] = field(default_factory=list)
    office: User = field(default_factory=User)
    leader: User = field(default_factory=User)
    routine_leader: User = field(default_factory=User)
    duty: User = field(default_factory=User)
    auditor: User = field(default_factory=User)

    @property
    def units(self) -> list[Unit]:
        return [self.hub, self.emergency, self.routine]

    @property
    def known_phones(self) -> list[str]:
        """Every number in the county, of people and of units."""
        mobile = Person.objects.filter(unit__county=self.county).values_list("mobile", "office_phone")
        units = Unit.objects.filter(county=self.county).values_list("duty_phone", "fax")
        return [number for pair in (*mobile, *units) for number in pair if number]


def make_cast(code: str = "zj", name: str = "章江县") -> Cast:
    """`leader` and `duty` belong to the emergency unit, `routine_leader` to the routine one; usernames carry `code`
    for every county but the first."""
    SNAPSHOTS.state = None if County.objects.exists() or Sweep.objects.exists() else EMPTY
    return SNAPSHOTS.built(f"cast {code} {name}", lambda: _make_cast(code, name))


def _make_cast(code: str, name: str) -> Cast:
    county = make_county(code, name)
    suffix = "" if code == "zj" else f"-{code}"
    hub = make_unit(county, Tier.HUB, code="xwb", name="县委办")
    emergency = make_unit(county, Tier.EMERGENCY_RESPONSE, code="yjj", name="应急管理局")
    routine = make_unit(county, Tier.ROUTINE_SUPPORT, code="dag", name="档案馆")
    county.lead_office = hub
    county.save(update_fields=["lead_office"])
    cast = Cast(county, hub, emergency, routine)
    cast.county_leaders = [
        make_person(hub, rank=Rank.COUNTY_LEADER, posts=[Post.COUNTY_LEADER], position="副县长") for _ in range(4)
    ]
    cast.people = {
        hub.code: make_people(hub, Tier.HUB, chiefs=5, staff=8),
        emergency.code: make_people(emergency, Tier.EMERGENCY_RESPONSE, chiefs=5, staff=5),
        routine.code: make_people(routine, Tier.ROUTINE_SUPPORT, chiefs=1, staff=4),
    }
    cast.office = make_user(Role.COUNTY_OFFICE, county, username=f"office{suffix}")
    cast.leader = make_user(Role.UNIT_LEADER, county, username=f"leader{suffix}", unit=emergency)
    cast.routine_leader = make_user(Role.UNIT_LEADER, county, username=f"routine-leader{suffix}", unit=routine)
    cast.duty = make_user(
        Role.DUTY_PERSON, county, username=f"duty{suffix}", unit=emergency, person=cast.people[emergency.code][-1]
    )
    cast.auditor = make_user(Role.AUDITOR, county, username=f"auditor{suffix}")
    return cast


def drafted(cast: Cast, first: date = DRAGON_BOAT[0], last: date = DRAGON_BOAT[1], **fields: Any) -> DutyPeriod:
    """A draft period, by default the Dragon Boat holiday."""
    wanted = {"name": "2026年端午假期", "kind": PeriodKind.HOLIDAY} | fields
    return create_period(county=cast.county, first_day=first, last_day=last, by=cast.office, **wanted)


def opened(cast: Cast, *days: date, **fields: Any) -> DutyPeriod:
    """An open period whose seats are all vacant yet."""
    return open_period(period=drafted(cast, *days, **fields), by=cast.office)


def generated(cast: Cast, *days: date, **fields: Any) -> DutyPeriod:
    """An open period with everybody proposed."""
    return SNAPSHOTS.built(f"generated {days} {fields}", lambda: _generated(cast, *days, **fields))


def _generated(cast: Cast, *days: date, **fields: Any) -> DutyPeriod:
    period = drafted(cast, *days, **fields)
    job = generate_now(period=period, by=cast.office, seed=1)
    assert job.state == "succeeded", job.failure
    period.refresh_from_db()
    return period


def published(cast: Cast, *days: date, **fields: Any) -> DutyPeriod:
    """A period published as revision 1, every unit confirmed and accepted."""
    return SNAPSHOTS.built(f"published {days} {fields}", lambda: _published(cast, *days, **fields))


def _published(cast: Cast, *days: date, **fields: Any) -> DutyPeriod:
    period = _generated(cast, *days, **fields)
    _accepted, refused = accept_rest(period=period, by=cast.office)
    assert not refused, refused
    publish_period(period=period, by=cast.office)
    period.refresh_from_db()
    return period


def roster_of(period: DutyPeriod, unit: Unit) -> Roster:
    return period.rosters.select_related("period", "unit").get(unit=unit)


def seat_of(period: DutyPeriod, unit: Unit, post: str, *, day: date | None = None, seat: int = 1) -> Assignment:
    """The assignment on a seat, by default on the period's first day."""
    return Assignment.objects.select_related("shift__period", "shift__unit", "person").get(
        shift__period=period,
        shift__unit=unit,
        shift__post=post,
        shift__seat=seat,
        shift__day=day or period.first_day,
        is_active=True,
    )
