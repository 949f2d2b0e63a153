"""Problems as JSON: out and back without loss, and refusals that name the field."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from rostering.engine.instances import InvalidInstance, parse, problem_from, schema, write
from rostering.engine.instances.reading import day_begins
from rostering.engine.problem import Problem
from scripts.solver.examples import FOLDER, examples
from scripts.solver.schema import TARGET, text
from tests.rostering.engine.problems import problems

FILES = sorted(FOLDER.glob("*.json"))
DOCUMENT = Path(TARGET).with_name("solver-instance.md")


def sample() -> dict[str, Any]:
    """The instance in the documentation, with one row in every list."""
    found = re.search(r"```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    data["fixed"] = [{"slot_id": "28", "person_id": "li", "kind": "pinned"}]
    data["duties"] = [{"person_id": "li", "unit_id": "x", "day": "2028-02-20"}]
    data["ledger"] = [{"person_id": "li", "duty_class": "eve", "load": 100, "eligible_days": 365}]
    data["pairs"] = [{"first_id": "li", "second_id": "wang"}]
    data["preferences"] = [{"person_id": "li", "start": "2028-02-28", "end": "2028-02-29"}]
    data["shown"] = [{"slot_id": "28", "person_id": "li"}]
    data["rules"] = {"rest": "off"}
    return data


@settings(max_examples=60)
@given(problems())
def test_out_and_back(problem: Problem) -> None:
    written = write(problem, title="x")
    assert parse(written) == problem
    jsonschema.validate(json.loads(written), schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_shipped_examples_are_valid(path: Path) -> None:
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema())
    parse(path.read_text(encoding="utf-8"))


def test_the_shipped_examples_are_those_of_the_script() -> None:
    written = {f"{example.name}.json": write(example.problem, title=example.title) for example in examples()}
    assert written == {path.name: path.read_text(encoding="utf-8") for path in FILES}


def test_the_schema_file_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == text()
    jsonschema.Draft202012Validator.check_schema(schema())


def test_a_day_stands_for_the_start_of_its_duty_day() -> None:
    problem = problem_from(sample())
    assert problem.slots[1].start == problem.absences[0].start == day_begins(date(2028, 2, 29))
    assert problem.slots[1].end == day_begins(date(2028, 3, 1))


Change = Callable[[dict[str, Any]], Any]
REFUSED: dict[str, tuple[Change, str]] = {
    "another format": (lambda data: data.update(format=2), "format"),
    "no format": (lambda data: data.pop("format"), "format"),
    "true as format": (lambda data: data.update(format=True), "format"),
    "no people": (lambda data: data.pop("people"), "people"),
    "unknown list": (lambda data: data.update(persons=[]), "persons"),
    "unknown field": (lambda data: data["slots"][0].update(weigth=2), "slots[0].weigth"),
    "missing field": (lambda data: data["people"][1].pop("rank"), "people[1].rank"),
    "no such day": (lambda data: data["slots"][1].update(day="2026-02-29"), "slots[1].day"),
    "a day in words": (lambda data: data["slots"][1].update(day="Feb 29"), "slots[1].day"),
    "no offset": (lambda data: data["absences"][0].update(start="2028-02-29T08:30"), "absences[0].start"),
    "hour 25": (lambda data: data["absences"][0].update(start="2028-02-29T25:30+08:00"), "absences[0].start"),
    "ends before it begins": (lambda data: data["absences"][0].update(end="2028-02-29"), "absences[0].end"),
    "half a point": (lambda data: data["slots"][0].update(points=0.5), "slots[0].points"),
    "true as number": (lambda data: data["slots"][0].update(seat=True), "slots[0].seat"),
    "negative": (lambda data: data["ledger"][0].update(load=-1), "ledger[0].load"),
    "beyond all measure": (lambda data: data["ledger"][0].update(load=10**10), "ledger[0].load"),
    "no weight": (lambda data: data["slots"][0].update(weight=0), "slots[0].weight"),
    "null": (lambda data: data["slots"][0].update(weight=None), "slots[0].weight"),
    "a word for yes": (lambda data: data["absences"][0].update(excused="yes"), "absences[0].excused"),
    "a number as name": (lambda data: data["slots"][0].update(id=28), "slots[0].id"),
    "no list": (lambda data: data.update(slots={}), "slots"),
    "no object": (lambda data: data.update(rules=[]), "rules"),
    "unknown strength": (lambda data: data["rules"].update(rest="soft"), "rules.rest"),
    "unknown kind": (lambda data: data["fixed"][0].update(kind="glued"), "fixed[0].kind"),
    "fixed without a kind": (lambda data: data["fixed"][0].pop("kind"), "fixed[0].kind"),
    "points as a class of days": (lambda data: data["slots"][0].update(duty_class="points"), "slots[0].duty_class"),
    "ordinary days in the ledger": (
        lambda data: data["ledger"][0].update(duty_class="ordinary"),
        "ledger[0].duty_class",
    ),
    "a slot twice": (lambda data: data["slots"].append(data["slots"][0]), "slots[2]"),
    "a person twice": (lambda data: data["people"].append(data["people"][0]), "people[2]"),
    "two on one seat": (lambda data: data["fixed"].append({**data["fixed"][0], "person_id": "wang"}), "fixed[1]"),
    "an entry twice": (lambda data: data["ledger"].append(data["ledger"][0]), "ledger[1]"),
    "nobody of that name": (lambda data: data["absences"][0].update(person_id="zhao"), "absences[0].person_id"),
    "no seat of that name": (lambda data: data["shown"][0].update(slot_id="30"), "shown[0].slot_id"),
    "a pair of one": (lambda data: data["pairs"][0].update(second_id="li"), "pairs[0].second_id"),
    "away from where": (lambda data: data["pairs"][0].update(kind="both_away"), "pairs[0].unit_id"),
    "left before joining": (lambda data: data["people"][0].update(valid_to="2019-01-01"), "people[0].valid_to"),
    "an empty name": (lambda data: data["people"].append({**data["people"][0], "id": ""}), "people[2].id"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_the_field(name: str) -> None:
    change, where = REFUSED[name]
    data = sample()
    problem_from(data)
    change(data)
    with pytest.raises(InvalidInstance) as refused:
        problem_from(data)
    assert refused.value.where == where
    assert refused.value.problem


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[",
        "[]",
        "null",
        '{"format": 1, "format": 1}',
        '{"format": NaN}',
        "[" * 100_000,
        '{"format": ' + "9" * 5000 + "}",
    ],
    ids=["empty", "cut off", "a list", "null", "key twice", "NaN", "deep", "long number"],
)
def test_what_is_no_instance_at_all(broken: str) -> None:
    with pytest.raises(InvalidInstance):
        parse(broken)
