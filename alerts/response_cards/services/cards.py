"""处置卡 written and changed by the office; ten ship as data."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from alerts.enums import CardPart
from alerts.permissions import check_command
from alerts.response_cards.models import LONGEST_STEP, CardStep, ResponseCard
from alerts.texts import required_text
from units.audit import services as audit
from units.db import held, lock, write
from units.errors import InvalidInput
from units.models import County, Unit, User

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "cards.json"
MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class StepData:
    """A line as somebody wrote it."""

    part: str
    text: str
    unit: Unit | None = None
    unit_name: str = ""
    post: str = ""


@write
def install_cards(*, county: County, by: User | None) -> list[ResponseCard]:
    """Those that ship and the county hasn't got yet, with the units they name found by name. Twice is once."""
    if by is not None:
        check_command(by)
    lock(f"response-cards:{county.pk}")
    known = set(ResponseCard.objects.filter(county=county).values_list("code", flat=True))
    units = list(Unit.objects.filter(county=county, is_active=True).in_protocol_order())
    made = []
    for data in json.loads(SHIPPED.read_text(encoding="utf-8")):
        if data["code"] in known:
            continue
        card = ResponseCard.objects.create(county=county, code=data["code"], title=data["title"], kinds=data["kinds"])
        _write_steps(card, list(_shipped_steps(data, units)))
        audit.record(by=by, action="card.written", row=card, county=county, after={"title": card.title})
        made.append(card)
    return made


@write
def write_card(
    *,
    county: County,
    title: str,
    kinds: Sequence[str],
    steps: Sequence[StepData],
    by: User,
    card: ResponseCard | None = None,
    is_active: bool = True,
    expected_version: int | None = None,
) -> ResponseCard:
    """A new card, or `card` as it is to be from now on; what was ticked on its former lines stays on record.

    Raises InvalidInput without a kind or a line, Stale.
    """
    check_command(by)
    title = required_text(title, "title", 60)
    kinds = list(dict.fromkeys(kind.strip() for kind in kinds if kind.strip()))
    if not kinds:
        raise InvalidInput("kinds_required", _("请填写适用的事件种类"), field="kinds")
    if not 0 < len(steps) <= MOST_STEPS:
        raise InvalidInput("steps_required", _("请写 1 至 60 条"), field="first")
    if card is None:
        row = ResponseCard(county=county)
    else:
        row = held(card, expected_version=expected_version)
        row.version += 1
    before = audit.snapshot(row, ("title", "kinds", "is_active")) if card is not None else None
    row.title, row.kinds, row.is_active = title, kinds, is_active
    row.save()
    _write_steps(row, steps)
    audit.record(
        by=by, action="card.written", row=row, county=county, before=before,
        after=audit.snapshot(row, ("title", "kinds", "is_active")),
    )  # fmt: skip
    return row


def steps_now(card: ResponseCard) -> list[StepData]:
    """Its lines as `write_card` takes them. No query when its steps are loaded."""
    return [
        StepData(row.part, row.text, row.unit, row.unit_name, row.post) for row in card.steps.all() if row.is_active
    ]


def _write_steps(card: ResponseCard, steps: Sequence[StepData]) -> None:
    """A line that says the same stays the row it is, so that what was ticked on it still counts."""
    old = {_key(row): row for row in card.steps.filter(is_active=True)}
    for order, step in enumerate(steps):
        text = required_text(step.text, "text", LONGEST_STEP)
        found = old.pop((step.part, text, step.unit.pk if step.unit else None, step.unit_name, step.post), None)
        row = found or CardStep(
            card=card, part=step.part, text=text, unit=step.unit, unit_name=step.unit_name, post=step.post
        )
        row.order = order
        row.save()
    for row in old.values():
        row.is_active = False
        row.save(update_fields=["is_active"])


def _key(row: CardStep) -> tuple[Any, ...]:
    return row.part, row.text, row.unit_id, row.unit_name, row.post


def _shipped_steps(data: dict[str, Any], units: Sequence[Unit]) -> Iterable[StepData]:
    yield from (StepData(CardPart.FIRST, text) for text in data["first"])
    for name, post, text in data["calls"]:
        unit = _unit_called(name, units)
        yield StepData(CardPart.CALL, text, unit, "" if unit else name, post)
    yield from (StepData(CardPart.REPORT, text) for text in data["report"])


def _unit_called(name: str, units: Sequence[Unit]) -> Unit | None:
    """By its short name, else the one whose name ends with it."""
    if not name:
        return None
    exact = next((unit for unit in units if name in (unit.short_name, unit.name)), None)
    return exact or next((unit for unit in units if unit.name.endswith(name)), None)
