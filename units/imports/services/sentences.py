"""The sentence and the fix for every problem an import can have."""

from django.utils.translation import gettext as _now

from units.imports.rules.sheets import Problem
from units.reading_advice import advice


def sentence(problem: Problem) -> str:
    """Sheet, row, column, what is wrong and what to do, in one line."""
    params = {"sheet": problem.sheet, **problem.params}
    return _now("%(place)s：%(advice)s") % {"place": place(problem), "advice": advice(problem.code, params)}


def place(problem: Problem) -> str:
    parts = [_now("“%(sheet)s”表") % {"sheet": problem.sheet}]
    if problem.row:
        parts.append(_now("第 %(row)d 行") % {"row": problem.row})
    if problem.column:
        parts.append(_now("“%(column)s”列") % {"column": problem.column})
    return " ".join(parts)
