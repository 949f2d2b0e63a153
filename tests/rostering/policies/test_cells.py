"""Cells of the policy: declared once, found everywhere."""

from datetime import time
from decimal import Decimal

import pytest

from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion
from rostering.policies.rules.cells import Cell, Choice, Clock, Count, Days, Flag, Minutes, Points, Text, cell_named
from rostering.policies.rules.policy import GENERAL_CELLS, PHASE_CELLS, POST_CELLS, VERSION_CELLS
from rostering.policies.shapes import shown_value
from rostering.policy_lab.api.drafts import body_fields, stored_value
from rostering.policy_lab.forms import entry_fields
from rostering.policy_lab.queries.versions import value_text
from rostering.policy_lab.queries.words import FIELD_LABELS, PROBLEM_TEXTS
from units.enums import Rank

DEADLINE = Minutes(label="交班提前时间", attribute="handover_minutes", default=30, least=5, most=120)


@pytest.mark.parametrize(
    ("cells", "model"), [(VERSION_CELLS, PolicyVersion), (POST_CELLS, PolicyPost), (PHASE_CELLS, PolicyPhase)]
)
def test_every_cell_has_its_column_its_word_and_its_field(
    cells: tuple[Cell, ...], model: type[PolicyVersion | PolicyPost | PolicyPhase]
) -> None:
    columns = {field.name for field in model._meta.get_fields()}
    assert {cell.name for cell in cells} | {cell.basis for cell in cells if cell.basis} <= columns
    assert all(FIELD_LABELS[cell.name] == cell.label for cell in cells)
    assert [name for name in entry_fields(cells) if not name.endswith("_basis")] == [cell.name for cell in cells]
    assert list(body_fields(cells)) == [cell.attribute for cell in cells]
    assert all(cell.problem in PROBLEM_TEXTS for cell in cells if isinstance(cell, Points | Minutes | Days))


def test_a_deadline_reads_as_minutes_and_takes_its_limits() -> None:
    field = entry_fields([DEADLINE])["handover_minutes"]

    assert value_text(DEADLINE, 30) == "30 分钟"
    assert (field.clean("5"), field.clean("120")) == (5, 120)
    assert "minutes_out_of_range" in PROBLEM_TEXTS
    assert DEADLINE.problem == "minutes_out_of_range"
    assert not DEADLINE.may_be_empty


@pytest.mark.parametrize(
    ("cell", "given", "stored", "words"),
    [
        (cell_named(GENERAL_CELLS, "day_start", Clock), "08:30", time(8, 30), "08:30"),
        (cell_named(VERSION_CELLS, "night_factor", Points), Decimal("1.250"), Decimal("1.250"), "1.25"),
        (cell_named(POST_CELLS, "min_rank", Choice), "section_chief", Rank.SECTION_CHIEF, "科级以上"),
        (cell_named(POST_CELLS, "seats", Count), 2, 2, "2 人"),
        (cell_named(POST_CELLS, "exclusive", Flag), False, False, "否"),
        (cell_named(PHASE_CELLS, "place_limit", Choice), None, "", "—"),
        (cell_named(PHASE_CELLS, "response_minutes", Minutes), 0, 0, "立即"),
        (cell_named(PHASE_CELLS, "response_minutes", Minutes), None, None, "—"),
        (cell_named(POST_CELLS, "answer_minutes", Minutes), 5, 5, "5 分钟内"),
        (cell_named(GENERAL_CELLS, "report_phone_minutes", Minutes), None, None, "—"),
        (cell_named(GENERAL_CELLS, "filing_days", Days), 3, 3, "3 天"),
        (cell_named(GENERAL_CELLS, "filing_time", Clock), None, None, "—"),
        (cell_named(PHASE_CELLS, "exception", Text), "督导时除外", "督导时除外", "督导时除外"),
    ],
)
def test_what_the_api_takes_it_gives_back(cell: Cell, given: object, stored: object, words: str) -> None:
    assert stored_value(cell, given) == stored
    assert shown_value(cell, stored) == given
    assert value_text(cell, stored) == words
