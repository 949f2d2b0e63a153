"""Policy versions: installing the one that ships, publishing others."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from rostering.enums import PolicyState
from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion
from rostering.policies.queries.added import forget_added
from rostering.policies.rules.cells import Cell, Clock
from rostering.policies.rules.policy import PHASE_CELLS, POST_CELLS, VERSION_CELLS
from rostering.policy_lab.queries.versions import version_problems
from rostering.policy_lab.services.publication import refuse_problems
from units.audit import services as audit
from units.db import write
from units.models import County, User

DAYU = Path(__file__).resolve().parent.parent / "data" / "policy_dayu.json"


def dayu_data() -> dict[str, Any]:
    """The policy version "Dayu" as it ships (domain §2)."""
    data: dict[str, Any] = json.loads(DAYU.read_text(encoding="utf-8"))
    return data


@write
def install_policy(*, county: County, data: dict[str, Any], by: User | None) -> PolicyVersion:
    """Writes and publishes a version from `data`, in the form of rostering/policy_lab/data/policy_dayu.json.

    Raises RuleViolation `policy_unsound` for whatever would keep a draft from being published.
    """
    version = PolicyVersion.objects.create(
        county=county,
        number=data["number"],
        name=data["name"],
        source=data.get("source", ""),
        effective_from=date.fromisoformat(data["effective_from"]),
        **{cell.name: _value(cell, data[cell.name]) for cell in VERSION_CELLS if cell.name in data},
    )
    for order, post in enumerate(data["posts"]):
        _install_post(version, order, post)
    forget_added()
    _publish(version)
    audit.record(by=by, action="policy.published", row=version, county=county)
    return version


def _value(cell: Cell, written: Any) -> Any:
    return time.fromisoformat(written) if isinstance(cell, Clock) else written


def _install_post(version: PolicyVersion, order: int, data: dict[str, Any]) -> None:
    given = {cell.name: data[cell.name] for cell in POST_CELLS if cell.name in data}
    own = {"tier": data["tier"], "code": data["code"], "seats_basis": data["seats_basis"]}
    post = PolicyPost.objects.create(version=version, order=order, tier_name=data.get("tier_name", ""), **own, **given)
    PolicyPhase.objects.bulk_create(
        PolicyPhase(post=post, ordinal=ordinal, **_phase_columns(phase)) for ordinal, phase in enumerate(data["phases"])
    )


def _phase_columns(data: dict[str, Any]) -> dict[str, Any]:
    """Each cell is written with its basis as a pair; only the start and the exception stand alone."""
    columns: dict[str, Any] = {"exception": data.get("exception", "")}
    for cell in PHASE_CELLS:
        if isinstance(cell, Clock):
            columns |= {cell.name: _value(cell, data[cell.name]), cell.basis: data[cell.basis]}
        elif cell.basis:
            columns[cell.name], columns[cell.basis] = data[cell.name]
    return columns


def _publish(version: PolicyVersion) -> None:
    # Defaults of the model are text until they have been read back.
    version.refresh_from_db()
    refuse_problems(version_problems(version, version.effective_from))
    version.state = PolicyState.PUBLISHED
    version.published_at = timezone.now()
    version.save(update_fields=["state", "published_at"])
