"""`manage.py solve_instance FILE.json`: solves a problem of docs/solver-instance.md and prints the plan as JSON."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation

from rostering.engine import solve
from rostering.engine.checking import misreported, violations
from rostering.engine.explaining import Choice, choices
from rostering.engine.instances import InvalidInstance, parse
from rostering.engine.plan import Plan, ProblemRefused, Vacancy
from rostering.engine.problem import Effort, Problem, Reason
from rostering.engine.vacancies import why_vacant
from rostering.reasons import reason_text
from units.management.endings import SentenceCommand

EFFORTS = {"quick": Effort(exact=0), "standard": Effort(), "thorough": Effort(moves=40_000, exact=20.0)}
INVALID, REFUSED, WRONG = 1, 2, 3


class Command(SentenceCommand):
    help = "Solves an instance of the roster engine (docs/solver-instance.md) and prints the plan as JSON."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the instance; - reads standard input")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same plan (default: 1)")
        parser.add_argument("--effort", choices=EFFORTS, default="standard")
        parser.add_argument("--moves", type=int, help="moves of the local search, instead of the effort's")
        parser.add_argument(
            "--exact", type=float, help="deterministic time per tier, instead of the effort's; 0 = none"
        )

        parser.add_argument("--why", action="append", default=[], metavar="SLOT", help="who else could have this seat")

    def handle(self, *_args: str, **options: Any) -> None:
        effort = _effort(options)
        try:
            problem = parse(_text(options["file"]))
            plan = solve(problem, seed=options["seed"], effort=effort)
        except InvalidInstance as error:
            self._end({"status": "invalid", "where": error.where, "problem": error.problem}, INVALID)
        except ProblemRefused as error:
            self._end(_refusal(error), REFUSED)
        answer = {"status": "solved", "seed": options["seed"], "effort": asdict(effort), **_plan(problem, plan)}
        answer |= _choices(problem, plan, options["why"])
        self._end(answer, WRONG if answer["violations"] or answer["misreported"] else 0)

    def _end(self, answer: dict[str, Any], status: int) -> None:
        """Prints the answer; a status other than 0 ends the process."""
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
        if status:
            sys.exit(status)


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInstance("", "not UTF-8") from error


def _effort(options: dict[str, Any]) -> Effort:
    given = {name: options[name] for name in ("moves", "exact") if options[name] is not None}
    if any(value < 0 for value in given.values()):
        raise CommandError("--moves and --exact are 0 or more.")
    return replace(EFFORTS[options["effort"]], **given)


def _refusal(error: ProblemRefused) -> dict[str, Any]:
    return {
        "status": "refused",
        "code": error.code,
        "rule": _reason(error.rule) if error.rule else None,
        "placements": [asdict(placement) for placement in error.placements],
    }


def _plan(problem: Problem, plan: Plan) -> dict[str, Any]:
    return {
        "objective": [{"tier": t.name, "value": t.value, "bound": t.bound, "proven": t.proven} for t in plan.objective],
        "assignments": [asdict(placement) for placement in plan.assignments],
        "vacancies": [_vacancy(problem, plan, vacancy) for vacancy in plan.vacancies],
        "violations": [asdict(breach) for breach in violations(problem, plan)],
        "misreported": misreported(problem, plan),
        "work": asdict(plan.work),
    }


def _vacancy(problem: Problem, plan: Plan, vacancy: Vacancy) -> dict[str, Any]:
    blocked = why_vacant(problem, plan.assignments, vacancy.slot_id)
    return {
        "slot_id": vacancy.slot_id,
        "causes": [_reason(cause) for cause in vacancy.causes],
        "core": [_reason(cause) for cause in blocked.causes],
        "relaxations": [[asdict(item) for item in way] for way in blocked.ways],
    }


def _choices(problem: Problem, plan: Plan, slot_ids: Sequence[str]) -> dict[str, Any]:
    """Everybody who could be asked about the seats, with what speaks against them. Raises CommandError for an unknown seat."""
    unknown = sorted(set(slot_ids) - {slot.id for slot in problem.slots})
    if unknown:
        raise CommandError(f"--why: there is no {', '.join(unknown)}")
    found = {slot_id: [_choice(one) for one in choices(problem, plan.assignments, slot_id)] for slot_id in slot_ids}
    return {"choices": found} if found else {}


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "person_id": choice.person_id,
        "is_present": choice.is_present,
        "refused": [_reason(reason) for reason in choice.refused],
        "warnings": [_reason(reason) for reason in choice.warnings],
        "differences": [asdict(difference) for difference in choice.differences],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    texts = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts[language] = reason_text(reason)
    return {"code": reason.code, "params": dict(reason.params), "text": texts}
