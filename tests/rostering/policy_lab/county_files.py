"""A county's form as tests hand it in, and what is found wrong with it."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from rostering.policy_lab.services.county_import import Outcome, import_county
from tests.forms import PEOPLE, UNITS, form
from units.imports.services.sentences import sentence
from units.models import AuditEvent, County, Person, Unit

TODAY = date(2026, 6, 1)
Rows = Sequence[Sequence[Any]]


def run(file: BytesIO, *, apply: bool = True, code: str = "new", name: str = "新县") -> Outcome:
    return import_county(code=code, name=name, file=file, by=None, today=TODAY, apply=apply, source="test.xlsx")


def found(units: Rows = UNITS, people: Rows = PEOPLE, **heads: Sequence[Any]) -> list[tuple[str, int, str, str]]:
    """(sheet, row, column, code) of every problem; checks that nothing was written and each has a sentence."""
    before = Unit.objects.count(), Person.objects.count(), County.objects.count(), AuditEvent.objects.count()
    outcome = run(form(units, people, **heads))
    assert not outcome.written
    assert (Unit.objects.count(), Person.objects.count(), County.objects.count(), AuditEvent.objects.count()) == before
    for problem in outcome.plan.problems:
        assert "%" not in sentence(problem).replace("%%", "")
    return [(p.sheet, p.row, p.column, p.code) for p in outcome.plan.problems]
