"""Rosters of any layout: every cell right or marked, none silently wrong, whatever has happened to the file."""

from datetime import date
from pathlib import Path

import pytest

from tests.units.imports.damage import DAMAGES, Damage, damaged
from tests.units.imports.layouts import PEOPLE, ROSTERS, Layout, Truth
from units.imports.rules.layouts.duties import Understood
from units.imports.rules.layouts.grids import Grid
from units.imports.rules.layouts.rosters import understand
from units.imports.services.workbook import read_all

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 6, 10)
SEEDS = 12


def understood(content: bytes) -> Understood:
    return understand([Grid(name, sheet) for name, sheet in read_all(content).items()], today=TODAY)


def as_truths(found: Understood) -> list[Truth]:
    """What would be taken without a question."""
    sure = [duty for duty in found.duties if not duty.is_vacant and not duty.level]
    return [Truth(duty.day or date.min, duty.role, duty.name, duty.phone, duty.part, duty.unit) for duty in sure]


def is_asked_about(truth: Truth, found: Understood) -> bool:
    """Its cell is marked, or named among what was passed over."""
    raws = [read.raw for duty in found.duties if duty.level for read in duty.reads]
    raws += [read.raw for read in found.passed_over]
    return any(truth.name.replace("·", "•") in raw or truth.name in raw.replace(" ", "") for raw in raws)


@pytest.mark.parametrize("name", ROSTERS)
def test_twelve_layouts_are_read_as_people_read_them(name: str) -> None:
    layout = ROSTERS[name]()

    found = understood(layout.content)
    sure = as_truths(found)

    assert [duty for duty in sure if duty not in layout.truth] == []
    handled = [truth for truth in layout.truth if truth in sure or is_asked_about(truth, found)]
    assert len(handled) >= 0.98 * len(layout.truth)
    assert len([truth for truth in layout.truth if truth in sure]) >= 0.9 * len(layout.truth)


def undamaged(name: str) -> Layout:
    return ROSTERS[name]()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_is_damaged_is_asked_about(damage: Damage) -> None:
    """A duty that is taken without a question is one of those that were meant."""
    silently_wrong = []
    for name in ROSTERS:
        if name == "comma_list":
            continue
        layout = ROSTERS[name]()
        # Of a unit, a role or a number that went missing with its head only that may be missing.
        meant = {(one.day, one.name) for one in layout.truth}
        for seed in range(SEEDS):
            found = understood(damaged(layout.content, damage, seed))
            silently_wrong += [
                (name, seed, one)
                for one in as_truths(found)
                if (one.day, one.name) not in meant
                or (one.phone and one.phone != PEOPLE[one.name])
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
