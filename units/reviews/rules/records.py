"""历年值班记录: dated facts become figures per year, and a text of them whose checksum doesn't depend on who writes it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

# kind → how its facts are summed up ("count", "sum", "spread"); a fact is (year, kind, value).
Kinds = Mapping[str, str]
YearlyFact = tuple[int, str, float]
DIGITS = 1


def compiled(facts: Iterable[YearlyFact], kinds: Kinds, years: range) -> dict[str, Any]:
    """`{"years": [{"year", "figures"}], "total": figures}`: every kind stands in every year, nothing as 0 or null."""
    values: dict[tuple[int, str], list[float]] = defaultdict(list)
    whole: dict[str, list[float]] = defaultdict(list)
    for year, kind, value in facts:
        if kind in kinds and year in years:
            values[year, kind].append(value)
            whole[kind].append(value)
    return {
        "years": [
            {"year": year, "figures": {kind: _figure(how, values[year, kind]) for kind, how in kinds.items()}}
            for year in years
        ],
        "total": {kind: _figure(how, whole[kind]) for kind, how in kinds.items()},
    }


def canonical(body: Mapping[str, Any]) -> str:
    """The same text for the same content: keys in order, no blanks, no escapes."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def checksum(body: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def _figure(how: str, values: list[float]) -> Any:
    if how == "count":
        return len(values)
    if how == "sum":
        return _plain(sum(values))
    if not values:
        return {"median": None, "worst": None, "number": 0}
    return {"median": _plain(median(values)), "worst": _plain(max(values)), "number": len(values)}


def _plain(value: float) -> float | int:
    """Whole numbers without a point, so that 3 and 3.0 are one text."""
    rounded = round(value, DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded
