"""Policy versions: installing the one that ships, publishing others."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from rostering.enums import PolicyState
from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion
from rostering.policies.queries.added import forget_added
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
        day_start=time.fromisoformat(data["day_start"]),
        night_start=time.fromisoformat(data["night_start"]),
    )
    for order, post in enumerate(data["posts"]):
        _install_post(version, order, post)
    forget_added()
    _publish(version)
    audit.record(by=by, action="policy.published", row=version, county=county)
    return version


def _install_post(version: PolicyVersion, order: int, data: dict[str, Any]) -> None:
    fields = {name: data[name] for name in ("tier", "code", "name", "min_rank", "seats", "seats_basis", "scope")}
    own = {"exclusive": data.get("exclusive", True), "tier_name": data.get("tier_name", "")}
    post = PolicyPost.objects.create(version=version, order=order, **own, **fields)
    PolicyPhase.objects.bulk_create(
        PolicyPhase(
            post=post,
            ordinal=ordinal,
            starts_at=time.fromisoformat(phase["starts_at"]),
            starts_basis=phase["starts_basis"],
            posture=phase["posture"][0],
            posture_basis=phase["posture"][1],
            place_limit=phase["place_limit"][0],
            place_basis=phase["place_limit"][1],
            leaving_rule=phase["leaving_rule"][0],
            leaving_basis=phase["leaving_rule"][1],
            response_minutes=phase["response_minutes"][0],
            response_basis=phase["response_minutes"][1],
            exception=phase.get("exception", ""),
        )
        for ordinal, phase in enumerate(data["phases"])
    )


def _publish(version: PolicyVersion) -> None:
    # Defaults of the model are text until they have been read back.
    version.refresh_from_db()
    refuse_problems(version_problems(version, version.effective_from))
    version.state = PolicyState.PUBLISHED
    version.published_at = timezone.now()
    version.save(update_fields=["state", "published_at"])
