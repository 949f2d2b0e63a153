"""What the roster engine gives back: a plan, what stays vacant and why, or that the problem contradicts itself."""

from dataclasses import astuple, dataclass

from rostering.engine.problem import Placement, Reason
from rostering.engine.tiers import TierValue


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An unfilled seat; `causes` counts the people each rule kept off it."""

    slot_id: str
    causes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WorkDone:
    """How much was done; counts, not seconds, so that two machines agree. `exact` in millionths of deterministic time."""

    components: int = 0
    moves: int = 0
    improved: int = 0
    solves: int = 0
    branches: int = 0
    conflicts: int = 0
    exact: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Every slot is in `assignments` (fixed ones with their kind) or in `vacancies`, both in the order of slot ids."""

    assignments: tuple[Placement, ...]
    vacancies: tuple[Vacancy, ...]
    objective: tuple[TierValue, ...] = ()
    work: WorkDone = WorkDone()


class ProblemRefused(Exception):
    """The problem contradicts itself. `code` is stable; `placements` and `rule` say what and by which rule."""

    def __init__(self, code: str, *, rule: Reason | None = None, placements: tuple[Placement, ...] = ()) -> None:
        super().__init__(code, rule, placements)
        self.code = code
        self.rule = rule
        self.placements = placements


class PinsContradict(ProblemRefused):
    """Pinned placements break the hard rule `rule.code`, alone or together."""

    def __init__(self, rule: Reason, placements: tuple[Placement, ...]) -> None:
        super().__init__("pins_contradict", rule=rule, placements=placements)


def added(*works: WorkDone) -> WorkDone:
    """All of them together."""
    return WorkDone(*(sum(amounts) for amounts in zip(*(astuple(work) for work in works), strict=True)))
