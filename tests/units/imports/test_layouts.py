"""Rosters of any layout: every cell right or marked, none silently wrong, whatever has happened to the file."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.units.imports.damage import DAMAGES, Damage, damaged
from tests.units.imports.formats import in_every_format
from tests.units.imports.layouts import ROSTERS, Truth
from tests.units.imports.more_rosters import MORE_ROSTERS
from tests.units.imports.nasty_lists import NASTY_LISTS
from tests.units.imports.nasty_rosters import NASTY_ROSTERS
from tests.units.imports.people_lists import PEOPLE_LISTS
from tests.units.imports.scores import Score, of_people, of_roster
from units.imports.rules.layouts.duties import Understood
from units.imports.rules.layouts.grids import Grid
from units.imports.rules.layouts.lists import read_lists
from units.imports.rules.layouts.rosters import understand
from units.imports.rules.people_lists import directory_forms
from units.imports.rules.sheets import UNIT_COLUMNS, person_columns
from units.imports.services.workbook import read_all

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 6, 10)
SEEDS = 12
FEWEST_RIGHT_OR_ASKED, FEWEST_RIGHT = 0.98, 0.9
ROSTER_BUILDERS = ROSTERS | MORE_ROSTERS | NASTY_ROSTERS
LIST_BUILDERS = PEOPLE_LISTS | NASTY_LISTS


def understood(content: bytes) -> Understood:
    return understand([Grid(name, sheet) for name, sheet in read_all(content).items()], today=TODAY)


def as_truths(found: Understood) -> list[Truth]:
    """What would be taken without a question."""
    sure = [duty for duty in found.duties if not duty.is_vacant and not duty.level]
    return [Truth(duty.day or date.min, duty.role, duty.name, duty.phone, duty.part, duty.unit) for duty in sure]


def roster_scores() -> Iterator[tuple[str, str, Score]]:
    for name, made in ROSTER_BUILDERS.items():
        layout = made()
        for form, content in in_every_format(layout.content).items():
            yield name, form, of_roster(understood(content), layout.truth)


def people_scores() -> Iterator[tuple[str, str, Score]]:
    forms = directory_forms(UNIT_COLUMNS, person_columns({}))
    for name, made in LIST_BUILDERS.items():
        listed = made()
        for form, content in in_every_format(listed.content).items():
            grids = [Grid(sheet, one) for sheet, one in read_all(content).items()]
            yield name, form, of_people(read_lists(grids, forms), listed.truth)


def test_every_layout_is_read_as_people_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the cells of each 98 of 100 right or asked about, none wrong in silence; where nothing was made to mislead and
    the file keeps its merged cells, nine of ten right."""
    scores = [*roster_scores(), *people_scores()]
    with capsys.disabled():
        print(f"\n{'layout':30}{'file':8}{'cells':>6}{'right':>7}{'flagged':>9}{'wrong':>7}")
        for name, form, score in scores:
            print(f"{name:30}{form:8}{score}")
    assert [(name, form, score.wrong) for name, form, score in scores if score.wrong] == []
    assert [(name, form) for name, form, score in scores if score.share < FEWEST_RIGHT_OR_ASKED] == []
    usual = [one for one in scores if one[0] not in {**NASTY_ROSTERS, **NASTY_LISTS} and one[1] in ("xlsx", "xls")]
    assert [(name, form) for name, form, score in usual if score.right < FEWEST_RIGHT * score.cells] == []
    assert (len(ROSTERS | MORE_ROSTERS) >= 12, len(PEOPLE_LISTS) >= 8) == (True, True)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_is_damaged_is_asked_about(damage: Damage) -> None:
    """A duty that is taken without a question is one of those that were meant."""
    silently_wrong = []
    for name, made in ROSTER_BUILDERS.items():
        layout = made()
        if not layout.content.startswith(b"PK"):
            continue
        # Of a unit, a role or a number that went missing with its head only that may be missing.
        meant = {(one.day, one.name) for one in layout.truth}
        for seed in range(SEEDS):
            found = understood(damaged(layout.content, damage, seed))
            silently_wrong += [
                (name, seed, one)
                for one in as_truths(found)
                if (one.day, one.name) not in meant
                or (one.phone and one.phone not in {truth.phone for truth in layout.truth if truth.name == one.name})
                or not any(
                    one.role in ("", truth.role)
                    for truth in layout.truth
                    if (truth.day, truth.name) == (one.day, one.name)
                )
            ]
    assert silently_wrong == []


def test_the_sheet_of_a_bureau() -> None:
    """Two rows of heads, merged days and leaders, 同上, a vacancy, two numbers in a cell, a name with a mark."""
    found = understood((FILES / "unit_roster.xlsx").read_bytes())

    lines = [
        (str(duty.day)[8:], duty.role, duty.part, duty.name, duty.phone, duty.is_vacant, duty.level)
        for duty in found.duties
    ]
    assert lines == [
        ("19", "leader", "", "张三", "13807972001", False, ""),
        ("19", "staff", "", "李四", "13907972002", False, ""),
        ("19", "staff", "day", "王二麻子", "13707972003", False, ""),
        ("20", "leader", "", "欧阳小明", "13607972004", False, ""),
        ("20", "staff", "", "买买提·吐尔逊", "13507972005", False, ""),
        ("20", "staff", "night", "𠮷田", "13407972006", False, ""),
        ("21", "leader", "", "欧阳小明", "13607972004", False, ""),
        ("21", "staff", "", "李四", "13307972007", False, "doubt"),
        ("21", "staff", "", "", "", True, ""),
    ]
    assert {duty.unit for duty in found.duties} == {"章江县应急管理局"}
    assert [read.field for read in found.passed_over] == ["note"]
