"""The counties that are measured: the demo county with its years of duty, and others of one or many times its units."""

from datetime import date, timedelta
from random import Random

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from rostering.calendar.services import seed_calendar
from rostering.demo import county as demo
from rostering.demo.people import Staffed, staffed_units
from rostering.demo.seed import seed_demo
from rostering.engine import solve
from rostering.engine.checking import violations
from rostering.engine.problem import Effort
from rostering.enums import PeriodKind, PeriodState
from rostering.generation.services.plans import Piece, lock_pieces, save_plans
from rostering.generation.services.start import cancel_job, start_generation
from rostering.models import DutyPeriod
from rostering.periods.services.periods import create_period
from rostering.policy_lab.services.counties import calendar_years
from rostering.policy_lab.services.standard import dayu_data, install_policy
from rostering.seats.queries.loading import load_facts
from rostering.seats.queries.problem import Loaded, problem_of
from units.db import write
from units.enums import Role
from units.models import County, Person, Unit, UnitTier, User

SEED = 1
GREEDY = Effort(exact=0)
LONG_AGO = date(2020, 1, 1)


def demo_county() -> County:
    """章江县 as a trial installation has it: 41 units, their past holidays, and duty around today; its tables packed."""
    seed_demo(seed=SEED, password="", now=timezone.now())
    pack()
    return County.objects.get(code=demo.CODE)


def pack() -> None:
    """Drops what rows undone before have left in tables and indexes, which would make every later write dearer."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE)")


def county_of(copies: int, name: str = "bench") -> County:
    """The demo county's units and people, drawn anew `copies` times, without years of duty; always the same county of a name."""
    code = f"{name}-{copies}"
    return County.objects.filter(code=code).first() or _founded(code, copies)


def _founded(code: str, copies: int) -> County:
    county = County.objects.create(code=code, name=code)
    seed_calendar(county=county, years=calendar_years(timezone.localdate()))
    install_policy(county=county, data=dayu_data(), by=None)
    staffed = [unit for copy in range(copies) for unit in _copy(county, copy)]
    Unit.objects.bulk_create(one.unit for one in staffed)
    UnitTier.objects.bulk_create(
        UnitTier(unit=one.unit, tier=one.seed.tier, valid=DateRange(LONG_AGO, None)) for one in staffed
    )
    Person.objects.bulk_create(person for one in staffed for person in one.people)
    county.lead_office = staffed[0].unit
    county.save(update_fields=["lead_office"])
    User.objects.create(county=county, username=f"office-{code}", role=Role.COUNTY_OFFICE)
    return county


def _copy(county: County, copy: int) -> list[Staffed]:
    staffed = staffed_units(county, Random(f"{county.code} {copy}"), LONG_AGO)  # noqa: S311 - to be drawn again
    for one in staffed:
        one.unit.code += f"-{copy}"
        one.unit.protocol_order += 1000 * copy
    return staffed


def office(county: County) -> User:
    return User.objects.filter(county=county, role=Role.COUNTY_OFFICE).select_related("county")[0]


def period_of(county: County, first: date, days: int, kind: PeriodKind = PeriodKind.SPECIAL) -> DutyPeriod:
    """The period of those days as it stands; a draft when there was none."""
    last = first + timedelta(days=days - 1)
    standing = DutyPeriod.objects.filter(county=county, kind=kind, first_day=first, last_day=last).first()
    return standing or create_period(
        county=county, name=f"{first} {days}", kind=kind, first_day=first, last_day=last, by=office(county)
    )


def next_month(ahead: int = 50) -> date:
    """The first day of the month `ahead` days from now, into which the demo county's present duty doesn't reach."""
    later = timezone.localdate() + timedelta(days=ahead)
    return later.replace(day=1)


def generate_greedily(period: DutyPeriod) -> None:
    """As generation does it, read and saved together, with the engine that proves nothing; the job's own account isn't kept."""
    by = office(period.county)
    job = start_generation(period=period, by=by, seed=SEED)
    pieces = [ids or [] for ids in job.tasks.order_by("pk").values_list("roster_ids", flat=True)]
    facts = load_facts(period, pieces)
    save_pieces([_solved(problem_of(facts, piece)) for piece in pieces])
    cancel_job(job=job, by=by)


def _solved(loaded: Loaded) -> Piece:
    plan = solve(loaded.problem, seed=SEED, effort=GREEDY)
    found = violations(loaded.problem, plan)
    if found:
        raise AssertionError(f"the plan breaks {len(found)} rules")
    return Piece(loaded, plan)


@write
def save_pieces(pieces: list[Piece]) -> None:
    lock_pieces(pieces)
    if None in save_plans(pieces, timezone.now()):
        raise AssertionError("nobody else changes anything here")


def in_force(period: DutyPeriod) -> DutyPeriod:
    """The period filled and published, without what publication checks and tells."""
    generate_greedily(period)
    DutyPeriod.objects.filter(pk=period.pk).update(state=PeriodState.PUBLISHED)
    period.refresh_from_db()
    return period
