"""Policy versions as the lab looks at them: rules, units, cells, rounds."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from rostering.domain.drafting import PolicyProblem, Staffed, cell_names, problems_of_draft
from rostering.domain.enums import SeatScope
from rostering.domain.policy import NoPolicy, version_for
from rostering.labels import LEAVING_LABELS, PLACE_LABELS, POSTURE_LABELS, SEAT_SCOPE_LABELS
from rostering.models import PolicyPhase, PolicyPost, PolicyVersion, UnitStaffing
from units.labels import RANK_LABELS
from units.models import County, Unit

PHASE_BASES = {
    "starts_at": "starts_basis",
    "posture": "posture_basis",
    "place_limit": "place_basis",
    "leaving_rule": "leaving_basis",
    "response_minutes": "response_basis",
}


def present_version(county: County, day: date | None = None) -> PolicyVersion | None:
    """The version that governs `day` (today), None before the first. Costs its rules: three queries."""
    versions = {
        version.number: version for version in PolicyVersion.objects.filter(county=county).published().with_rules()
    }
    try:
        ruling = version_for(day or timezone.localdate(), [version.as_rules() for version in versions.values()])
    except NoPolicy:
        return None
    return versions[ruling.version]


def staffing_of(version: PolicyVersion) -> dict[tuple[str, str], int]:
    """(unit id, post) → seats, where a unit has a number of its own. One query."""
    rows = UnitStaffing.objects.filter(version=version).values_list("unit_id", "post", "seats")
    return {(str(unit_id), post): seats for unit_id, post, seats in rows}


def staffed_units(version: PolicyVersion, day: date | None = None) -> list[Staffed]:
    """Active units with their tier on `day` (today) and their own numbers in the version. Two queries."""
    county = version.county
    own: dict[UUID, dict[str, int]] = defaultdict(dict)
    for unit_id, post, seats in UnitStaffing.objects.filter(version=version).values_list("unit_id", "post", "seats"):
        own[unit_id][post] = seats
    units = Unit.objects.filter(county=county).active().with_tier_on(day or timezone.localdate()).in_protocol_order()
    return [
        Staffed(
            unit=str(unit.pk),
            name=unit.name,
            tier=unit.tier or "",  # type: ignore[attr-defined]  # annotated by with_tier_on
            leads_county=unit.pk == county.lead_office_id,
            seats=own.get(unit.pk, {}),
        )
        for unit in units
    ]


def version_problems(version: PolicyVersion, day: date | None = None) -> list[PolicyProblem]:
    """What keeps the version from being published on `day` (today). Four queries, two when its rules are loaded."""
    return problems_of_draft(version.as_rules(), staffed_units(version, day))


def cell_texts(version: PolicyVersion) -> dict[tuple[str, str, str], str]:
    """What every cell of the version says, as people read it. No query when its rules are loaded."""
    posts = {(post.tier, post.code): post for post in version.posts.all()}
    return {
        (tier, post, field): cell_text(version, posts.get((tier, post)), field)
        for tier, post, field in cell_names(version.as_rules())
    }


def cell_text(version: PolicyVersion, post: PolicyPost | None, field: str) -> str:
    """One cell; `post` None for the version's own. "—" for an empty one."""
    if post is None:
        value = getattr(version, field)
        return f"{value:%H:%M}" if field.endswith("_start") else f"{value.normalize():f}"
    if not field.startswith("phases/"):
        return _post_cell(post, field)
    place, _slash, name = field.removeprefix("phases/").partition("/")
    return phase_cell(list(post.phases.all())[int(place)], name)


def _post_cell(post: PolicyPost, field: str) -> str:
    words: Mapping[str, object] = {
        "name": post.name,
        "min_rank": RANK_LABELS.get(post.min_rank, post.min_rank),  # type: ignore[call-overload]
        "seats": _("%(count)d 人") % {"count": post.seats},
        "scope": SEAT_SCOPE_LABELS[SeatScope(post.scope)],
        "exclusive": _("是") if post.exclusive else _("否"),
    }
    return str(words[field])


def phase_cell(phase: PolicyPhase, field: str) -> str:
    words: Mapping[str, object] = {
        "starts_at": f"{phase.starts_at:%H:%M}",
        "posture": POSTURE_LABELS.get(phase.posture, phase.posture),
        "place_limit": PLACE_LABELS.get(phase.place_limit) or "—",
        "leaving_rule": LEAVING_LABELS.get(phase.leaving_rule) or "—",
        "response_minutes": response_text(phase.response_minutes),
        "exception": phase.exception or "—",
    }
    return str(words[field])


def response_text(minutes: int | None) -> str:
    if minutes is None:
        return "—"
    return _("%(count)d 分钟内") % {"count": minutes} if minutes else _("立即")
