"""Rows in bulk: what a service writes beside COPY of the same rows into the same tables."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from rostering.engine import solve
from rostering.generation.services.plans import Piece, save_plan
from rostering.models import DutyPeriod
from rostering.seats.queries.problem import load_problem
from rostering.seats.services.laying_out import open_period
from scripts.bench.counties import GREEDY, SEED, demo_county, next_month, office, period_of
from scripts.bench.meter import Row, by_turns, cost_of

LEAST = 0.6
ROUNDS = 15
ROSTERS = ("rostering_roster", "SELECT * FROM rostering_roster WHERE period_id = %s")
SHIFTS = ("rostering_shift", "SELECT * FROM rostering_shift WHERE period_id = %s")
PHASES = (
    "rostering_shiftphase",
    "SELECT p.* FROM rostering_shiftphase p JOIN rostering_shift s ON s.id = p.shift_id WHERE s.period_id = %s",
)
ASSIGNMENTS = (
    "rostering_assignment",
    "SELECT a.* FROM rostering_assignment a JOIN rostering_shift s ON s.id = a.shift_id WHERE s.period_id = %s",
)
EMPTY = """
    DELETE FROM rostering_assignment a USING rostering_shift s WHERE s.id = a.shift_id AND s.period_id = %s
"""


@dataclass(frozen=True, slots=True)
class Copied:
    """Rows of a table as COPY writes and reads them."""

    table: str
    text: str

    @property
    def rows(self) -> int:
        return self.text.count("\n")

    def put_back(self) -> None:
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(f"COPY {self.table} FROM STDIN", StringIO(self.text))


def rows() -> Iterator[Row]:
    period = period_of(demo_county(), next_month(), 30)
    yield _opening(period)
    open_period(period=period, by=office(period.county))
    yield _saving(period)


def _opening(period: DutyPeriod) -> Row:
    """Shifts, their phases and one vacant assignment each."""
    with transaction.atomic():
        open_period(period=_fresh(period), by=office(period.county))
        rosters, *laid_out = _taken(period, ROSTERS, SHIFTS, PHASES, ASSIGNMENTS)
        transaction.set_rollback(True)

    def this() -> float:
        _vacuum()
        with transaction.atomic():
            fresh, by = _fresh(period), office(period.county)
            return _undone(lambda: open_period(period=fresh, by=by))

    def floor() -> float:
        _vacuum()
        with transaction.atomic():
            rosters.put_back()
            return _undone(partial(_put_back, laid_out))

    number = sum(table.rows for table in laid_out)
    return _row("a month opened: shifts, phases, assignments", number, *by_turns(this, floor, rounds=ROUNDS))


def _saving(period: DutyPeriod) -> Row:
    """A plan over vacant seats. Its floor finds a table without them."""
    loaded = load_problem(period, [*period.rosters.values_list("pk", flat=True)])
    piece = Piece(loaded, solve(loaded.problem, seed=SEED, effort=GREEDY))
    (vacant,) = _taken(period, ASSIGNMENTS)
    with transaction.atomic():
        save_plan(piece, timezone.now())
        (filled,) = _taken(period, ASSIGNMENTS)
        transaction.set_rollback(True)

    def this() -> float:
        _vacuum()
        with transaction.atomic():
            return _undone(lambda: save_plan(piece, timezone.now()))

    def floor() -> float:
        _execute(EMPTY, period.pk)
        _vacuum()
        with transaction.atomic():
            cost = _undone(filled.put_back)
        vacant.put_back()
        return cost

    return _row("a month's plan saved, one piece", filled.rows, *by_turns(this, floor, rounds=ROUNDS))


def _put_back(tables: Iterable[Copied]) -> None:
    for table in tables:
        table.put_back()


def _row(work: str, number: int, this: float, floor: float) -> Row:
    ratio = floor / this
    return Row(
        f"{work} ({number:,} rows; rows per CPU second)",
        f"{number / this:,.0f}",
        f"{number / floor:,.0f}",
        ratio,
        f"≥ {LEAST}",
        ratio >= LEAST,
    )


def _undone(work: Callable[[], object]) -> float:
    """CPU seconds of `work` with everything the database checks at the end; the transaction around it is undone."""
    cost = cost_of(partial(_with_checks, work))
    transaction.set_rollback(True)
    return cost.cpu


def _with_checks(work: Callable[[], object]) -> None:
    work()
    connection.check_constraints()


def _taken(period: DutyPeriod, *tables: Sequence[str]) -> list[Copied]:
    """The period's rows of the tables."""
    found = []
    for table, query in tables:
        buffer = StringIO()
        with connection.cursor() as cursor:
            chosen = cursor.cursor.mogrify(query, [str(period.pk)]).decode()
            cursor.cursor.copy_expert(f"COPY ({chosen}) TO STDOUT", buffer)
        found.append(Copied(table, buffer.getvalue()))
    return found


def _fresh(period: DutyPeriod) -> DutyPeriod:
    return DutyPeriod.objects.select_related("county").get(pk=period.pk)


def _vacuum() -> None:
    """What the last sample has written and undone is no longer looked at by the next."""
    for table, _query in (ROSTERS, SHIFTS, PHASES, ASSIGNMENTS):
        _execute(f"VACUUM {table}")


def _execute(statement: str, *values: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
