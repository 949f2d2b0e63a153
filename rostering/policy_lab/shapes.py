"""What versions of the duty rules, rounds of consultation and comments look like on the wire."""

from collections.abc import Mapping
from typing import Any

from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion
from rostering.policies.shapes import obligation
from units.api.fields import instant_text, optional_instant, unit_ref
from units.enums import Rank
from units.kept import as_kept

POLICY_ROUND_FIELDS = (
    "id", "policy__number", "number", "state", "summary", "opened_at", "closed_at", "seen", "waiting",
)  # fmt: skip
POLICY_COMMENT_FIELDS = (
    "id", "round__policy__number", "round__number", "unit__code", "unit__name", "tier", "post", "field", "shown",
    "text", "author_name", "created_at", "answer", "answered_at", "words",
)  # fmt: skip


def policy_shape(version: PolicyVersion) -> dict[str, Any]:
    return {
        "id": str(version.pk),
        "version": version.number,
        "name": version.name,
        "state": version.state,
        "effective_from": version.effective_from.isoformat() if version.effective_from else None,
        "day_start": f"{version.day_start:%H:%M}",
        "night_start": f"{version.night_start:%H:%M}",
        "weights": {
            "on_site": float(version.on_site_weight),
            "home_standby": float(version.home_standby_weight),
            "phone_standby": float(version.phone_standby_weight),
            "night_factor": float(version.night_factor),
        },
        "source": version.source,
        "cloned_from": version.cloned_from.number if version.cloned_from else None,
        "edits": version.edits,
        "published_at": optional_instant(version.published_at),
        "posts": [_policy_post(post) for post in version.posts.all()],
        "staffing": [
            {"unit": unit_ref(row.unit.code, row.unit.name), "post": row.post, "seats": row.seats}
            for row in version.unit_staffing.all()
        ],
    }


def policy_round_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "policy": row["policy__number"],
        "number": row["number"],
        "state": row["state"],
        "summary": row["summary"],
        "opened_at": instant_text(row["opened_at"]),
        "closed_at": optional_instant(row["closed_at"]),
        "comments": row["seen"],
        "unanswered": row["waiting"],
    }


def policy_comment_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    row = as_kept(row)
    return {
        "id": str(row["id"]),
        "policy": row["round__policy__number"],
        "round": row["round__number"],
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "tier": row["tier"] or None,
        "post": row["post"] or None,
        "field": row["field"],
        "shown": row["shown"],
        "text": row["text"],
        "author": row["author_name"],
        "created_at": instant_text(row["created_at"]),
        "answer": row["answer"] or None,
        "answered_at": optional_instant(row["answered_at"]),
    }


def _policy_post(post: PolicyPost) -> dict[str, Any]:
    return {
        "tier": post.tier,
        "tier_name": post.tier_name,
        "post": post.code,
        "name": post.name,
        "min_rank": Rank(post.min_rank).name.lower(),
        "seats": post.seats,
        "seats_basis": post.seats_basis,
        "scope": post.scope,
        "exclusive": post.exclusive,
        "phases": [_policy_phase(phase) for phase in post.phases.all()],
    }


def _policy_phase(phase: PolicyPhase) -> dict[str, Any]:
    return {
        "starts_at": f"{phase.starts_at:%H:%M}",
        **obligation(phase.as_rule().obligation),
        "exception": phase.exception,
        "basis": {
            "starts_at": phase.starts_basis,
            "posture": phase.posture_basis,
            "place_limit": phase.place_basis,
            "leaving_rule": phase.leaving_basis,
            "response_minutes": phase.response_basis,
        },
    }
