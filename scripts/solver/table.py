"""The rows of the bench, one line of text each."""

from collections.abc import Mapping, Sequence

from rostering.engine.problem import LEDGER_CLASSES
from rostering.engine.tiers import Tier, TierValue

FAIRNESS = tuple(Tier(klass.value) for klass in LEDGER_CLASSES)
COLUMNS = (20, 14, 7, 10, 12, 34, 9, 8, 8, 7)
TITLES = (
    "case",
    "plan",
    "seats",
    "violations",
    "vacancies",
    "eve/festival/statutory/weekend/points",
    "proven",
    "CPU s",
    "wall s",
    "MB",
)
LEGEND = """
vacancies: weighted sum / its proven lower bound. eve … points: value of the fairness tier ÷ its bound (– : bound 0 and met).
proven: tiers with a proof of optimality, of all eleven. Round robin and greedy are measured by the bounds that the exact
run proves; round robin can lie below a bound, as it breaks rules. MB: largest resident memory of the one process.
"""


def line(*cells: object) -> str:
    return "  ".join(f"{cell!s:<{width}}" for cell, width in zip(cells, COLUMNS, strict=True)).rstrip()


HEAD = line(*TITLES)


def ratios(values: Mapping[Tier, int], bounds: Mapping[Tier, int]) -> str:
    """Each fairness tier as a multiple of its bound."""
    return " ".join(_ratio(values[tier], bounds[tier]) for tier in FAIRNESS)


def _ratio(value: int, bound: int) -> str:
    if bound <= 0:
        return "–" if value == bound else f"+{value}"
    return f"{value / bound:.3f}"


def proven(objective: Sequence[TierValue]) -> str:
    return f"{sum(tier.proven for tier in objective)}/{len(objective)}" if objective else ""
