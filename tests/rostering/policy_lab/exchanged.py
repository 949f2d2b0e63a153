"""Another county with rules of its own, as tests hand its file over."""

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

from rostering.models import PolicyVersion
from rostering.policies.rules.policy import Policy
from rostering.policy_lab.queries.files import file_bytes, file_of
from rostering.policy_lab.rules.files import checksum_of
from rostering.policy_lab.services.data import DraftChanges, PhaseData, PostData, StaffingData
from rostering.policy_lab.services.drafts import clone_policy, post_data, update_draft
from rostering.policy_lab.services.publication import publish_policy
from tests.factories import Cast, make_cast
from units.counties.models.settings import CountySettings

FLOOD = PostData(
    tier="flood_watch", tier_name="防汛专班类", code="patrol", name="巡堤员", min_rank=1, seats=3, seats_basis="stated",
    phases=(PhaseData(starts_at=time(8, 30), posture="home_standby", response_minutes=45, exception="雨天除外"),),
)  # fmt: skip


def neighbour() -> Cast:
    """贡水县: its second version, published, has shorter clocks, another tier and a unit's own number."""
    cast = make_cast("gs", "贡水县")
    CountySettings.objects.create(county=cast.county, letterhead="中共贡水县委办公室")
    draft = clone_policy(county=cast.county, by=cast.office, name="贡水方案")
    posts = [post_data(post) for post in draft.posts.all()]
    changes = DraftChanges(
        {
            "night_factor": Decimal("1.500"),
            "report_phone_minutes": 20,
            "filing_time": time(10, 30),
            "source": "贡办字〔2026〕8号",
        },
        posts=[*posts, FLOOD],
        staffing=[StaffingData(cast.emergency.pk, "dedicated_staff", 2)],
    )
    draft = update_draft(version=draft, changes=changes, by=cast.office)
    publish_policy(version=draft, effective_from=date(2026, 8, 1), by=cast.office)
    return cast


def content_of(cast: Cast, number: int = 2) -> dict[str, Any]:
    version = PolicyVersion.objects.with_rules().get(county=cast.county, number=number)
    content: dict[str, Any] = json.loads(file_bytes(file_of(version)))
    return content


def summed(content: dict[str, Any]) -> dict[str, Any]:
    """With the checksum that its content has."""
    return content | {"checksum": checksum_of(content)}


def rules_of(cast: Cast, number: int) -> Policy:
    """Without what every county says for itself."""
    version = PolicyVersion.objects.with_rules().get(county=cast.county, number=number)
    version.number, version.effective_from = 0, None
    return version.as_rules()
