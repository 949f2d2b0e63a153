"""manage.py solve_instance: the plan as JSON, refusals with their reason and exit status."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from scripts.solver.examples import FOLDER


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    out, status = io.StringIO(), 0
    try:
        call_command("solve_instance", *arguments, stdout=out)
    except SystemExit as ended:
        status = int(str(ended.code))
    answer: dict[str, Any] = json.loads(out.getvalue())
    return status, answer


def example(name: str) -> str:
    return str(FOLDER / f"{name}.json")


def test_a_plan_with_its_objective() -> None:
    status, answer = run(example("leap-day"), "--seed", "5")
    assert status == 0
    assert answer["status"] == "solved"
    assert answer["seed"] == 5
    assert [tier["tier"] for tier in answer["objective"]][:2] == ["vacancies", "warnings"]
    assert all(tier["proven"] and tier["bound"] == tier["value"] for tier in answer["objective"])
    assert len(answer["assignments"]) == 7
    assert answer["violations"] == answer["misreported"] == answer["vacancies"] == []


def test_a_vacancy_with_its_cause() -> None:
    status, answer = run(example("all-on-leave-on-one-day"))
    assert status == 0
    assert [vacancy["slot_id"] for vacancy in answer["vacancies"]] == ["archives/2026-05-02/duty_officer/1"]
    cause = answer["vacancies"][0]["causes"][0]
    assert (cause["code"], cause["params"]) == ("absent", {"count": 5})
    assert cause["text"]["zh-hans"] != cause["text"]["en"]
    assert [rule["code"] for rule in answer["vacancies"][0]["core"]] == ["absent"]
    ways = answer["vacancies"][0]["relaxations"]
    assert [[item["absence_id"] for item in way] for way in ways] == [[f"archives-0{n}/2026-05-02"] for n in range(5)]


def test_who_else_could_have_the_seat() -> None:
    slot = "archives/2028-02-29/duty_officer/1"
    choices = run(example("leap-day"), "--why", slot)[1]["choices"][slot]
    assert choices[0]["is_present"]
    refused = {choice["person_id"]: choice["refused"][0]["code"] for choice in choices if choice["refused"]}
    assert refused["archives-00"] == "not_in_service"
    assert refused["archives-02"] == refused["archives-03"] == "absent"
    with pytest.raises(CommandError):
        run(example("leap-day"), "--why", "30 February")


def test_contradictory_pins_are_refused_with_the_reason() -> None:
    status, answer = run(example("contradictory-pins"))
    assert status == 2
    assert (answer["status"], answer["code"]) == ("refused", "pins_contradict")
    assert answer["rule"]["code"] == "already_on_duty"
    assert {placement["person_id"] for placement in answer["placements"]} == {"emergency-03"}
    assert len(answer["placements"]) == 2


@pytest.mark.parametrize(
    ("text", "where"), [(b"[]", ""), (b'{"format": 1, "slots": [{}], "people": []}', "slots[0].id"), (b"\xff", "")]
)
def test_what_is_no_instance_is_refused_by_field(tmp_path: Path, text: bytes, where: str) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(text)
    status, answer = run(str(file))
    assert status == 1
    assert (answer["status"], answer["where"]) == ("invalid", where)


def test_effort_is_a_matter_of_choice() -> None:
    quick = run(example("unit-of-4-two-on-leave"), "--effort", "quick")[1]
    assert quick["work"]["solves"] == 0
    assert run(example("unit-of-4-two-on-leave"), "--exact", "0", "--moves", "7")[1]["effort"]["moves"] == 7


@pytest.mark.parametrize("arguments", [["/nowhere.json"], [example("leap-day"), "--moves", "-1"]])
def test_what_cannot_be_done_is_said(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)
