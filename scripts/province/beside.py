"""A province beside one of its counties: the table, and how what grows is planned."""

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rostering.models import Assignment, ShiftPhase
from scripts.bench.meter import HEAD, Sample, at_most, by_turns, repeated
from scripts.province.asking import Question, questions
from scripts.province.copying import copy_county, id_of_copy
from scripts.province.places import Place, copy_of_database, drop, size, tidy
from scripts.province.shape import county_with_a_year
from units.models import County

MOST = 1.5
ROUNDS, CALLS = 7, 3
# Statements of one question, the dearest first.
SHOWN_PLANS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the place that answers it."""

    place: Place
    question: Question

    def sample(self) -> Sample:
        measure = repeated(self.question.ask, calls=CALLS)

        def one() -> float:
            with self.place.entered():
                return measure()

        return one


def lines(counties: int, *, with_plans: bool) -> Iterator[str]:
    """Makes the province, asks, and drops it again."""
    began = time.monotonic()
    county = county_with_a_year()
    tidy()
    one = copy_of_database("one_county")
    copy_county(counties - 1)
    tidy()
    yield _told(counties, time.monotonic() - began)
    province = Place(connection.settings_dict["NAME"])
    try:
        yield HEAD
        yield from _rows(_asked(one, county.pk), _asked(province, id_of_copy(county.pk, counties // 2)), with_plans)
    finally:
        province.leave()
        drop(one)


def _told(counties: int, seconds: float) -> str:
    duties, phases = Assignment.objects.count(), ShiftPhase.objects.count()
    return (
        f"{counties} counties, {duties:,} duties, {phases:,} phases, {size() / 1e9:.1f} GB, made in {seconds:.0f} s\n"
    )


def _asked(place: Place, county: UUID) -> list[Asked]:
    with place.entered():
        return [Asked(place, question) for question in questions(County.objects.get(pk=county))]


def _rows(few: list[Asked], many: list[Asked], with_plans: bool) -> Iterator[str]:
    gc.collect()
    gc.freeze()
    for alone, among in zip(few, many, strict=True):
        least, this = by_turns(alone.sample(), among.sample(), rounds=ROUNDS)
        row = at_most(alone.question.name, this, least, MOST)
        yield str(row)
        if with_plans and not row.met:
            yield from _plans(among)


def _plans(asked: Asked) -> Iterator[str]:
    with asked.place.entered():
        with CaptureQueriesContext(connection) as captured:
            asked.question.ask()
        dearest = sorted(captured.captured_queries, key=lambda query: -float(query["time"]))[:SHOWN_PLANS]
        for query in dearest:
            yield f"{query['time']} s of {len(captured)} statements: {query['sql']}"
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query['sql']}")
                yield "\n".join(line for (line,) in cursor.fetchall())
