"""Policy versions as the lab looks at them: rules, units, cells, rounds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from rostering.enums import LeavingRule, PlaceLimit, Posture, SeatScope
from rostering.labels import LEAVING_LABELS, PLACE_LABELS, POSTURE_LABELS, SEAT_SCOPE_LABELS
from rostering.policies.models import PolicyPost, PolicyVersion, UnitStaffing
from rostering.policies.rules.cells import Cell, Choice, Clock, Count, Days, Flag, Minutes, Points, cell_named
from rostering.policies.rules.policy import PHASE_CELLS, POST_CELLS, POST_NAME, VERSION_CELLS, NoPolicy, version_for
from rostering.policy_lab.queries.words import cell_label, field_label
from rostering.policy_lab.rules.drafts import PolicyProblem, Staffed, cell_names, problems_of_draft, tiers_of
from units.enums import Rank
from units.labels import RANK_LABELS, Label
from units.models import County, Unit

# Cell → the column that says where it comes from.
PHASE_BASES = {cell.name: cell.basis for cell in PHASE_CELLS if cell.basis}
# What people read for the codes of a cell.
CODE_LABELS: Mapping[type, Mapping[Any, Label]] = {
    Posture: POSTURE_LABELS,
    PlaceLimit: PLACE_LABELS,
    LeavingRule: LEAVING_LABELS,
    SeatScope: SEAT_SCOPE_LABELS,
    Rank: RANK_LABELS,
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
    place, _slash, name = field.removeprefix("phases/").rpartition("/")
    row: object
    cells: Sequence[Cell]
    if post is None:
        row, cells = version, VERSION_CELLS
    elif place:
        row, cells = list(post.phases.all())[int(place)], PHASE_CELLS
    else:
        row, cells = post, POST_CELLS
    return value_text(cell_named(cells, name, Cell), getattr(row, name))


def value_text(cell: Cell, value: Any) -> str:
    """A cell's value as people read it, "—" for none."""
    if value is None or value == "":
        return "—"
    match cell:
        case Clock():
            text = f"{value:%H:%M}"
        case Points():
            text = f"{value.normalize():f}"
        case Minutes() | Days():
            text = _span_text(cell, value)
        case Count():
            text = _("%(count)d 人") % {"count": value}
        case Flag():
            text = _("是") if value else _("否")
        case Choice():
            text = str(CODE_LABELS[cell.codes].get(value, value))
        case _:
            text = str(value)
    return text


def _span_text(cell: Cell, count: int) -> str:
    if isinstance(cell, Days):
        return _("%(count)d 天") % {"count": count}
    if not cell.may_be_empty:
        return _("%(count)d 分钟") % {"count": count}
    return _("%(count)d 分钟内") % {"count": count} if count else _("立即")


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the table: what it says, where from ("" = no mark), what the present version says where that differs."""

    tier: str
    post: str
    field: str
    label: str
    text: str
    basis: str = ""
    before: str = ""
    comments: int = 0

    @property
    def key(self) -> str:
        return f"{self.tier}|{self.post}|{self.field}"


@dataclass(frozen=True, slots=True)
class PostTable:
    """A post with its own cells and one row of cells per phase. `is_new`: the present version doesn't have it."""

    post: PolicyPost
    facts: tuple[ShownCell, ...]
    phases: tuple[tuple[ShownCell, ...], ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class TierTable:
    tier: str
    posts: tuple[PostTable, ...]


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """A version as its page shows it. `columns` head the phases; `gone`: posts of the present version that it lacks."""

    columns: tuple[str, ...]
    general: tuple[ShownCell, ...]
    tiers: tuple[TierTable, ...]
    gone: tuple[str, ...]


def policy_table(
    version: PolicyVersion, present: PolicyVersion | None, comments: Mapping[tuple[str, str, str], int]
) -> PolicyTable:
    """The whole table. No query when the rules of both are loaded; `comments` are counts by cell."""
    texts = cell_texts(version)
    before = cell_texts(present) if present is not None and present.pk != version.pk else {}
    cells = _Cells(version, texts, before, comments)
    posts = {(post.tier, post.code): post for post in version.posts.all()}
    known = {(tier, code) for tier, code, _field in before if tier}
    return PolicyTable(
        columns=tuple(field_label(cell.name) for cell in PHASE_CELLS),
        general=tuple(cells.cell("", "", cell.name) for cell in VERSION_CELLS),
        tiers=tuple(
            TierTable(tier, tuple(cells.post(post, bool(known)) for post in posts.values() if post.tier == tier))
            for tier in tiers_of(version.as_rules())
        ),
        gone=tuple(cell_label(tier, code, "") for tier, code in sorted(known - set(posts))),
    )


class _Cells:
    """Makes the cells of one version."""

    def __init__(
        self,
        version: PolicyVersion,
        texts: Mapping[tuple[str, str, str], str],
        before: Mapping[tuple[str, str, str], str],
        comments: Mapping[tuple[str, str, str], int],
    ) -> None:
        self.version, self.texts, self.before, self.comments = version, texts, before, comments

    def cell(self, tier: str, post: str, name: str, basis: str = "") -> ShownCell:
        key = tier, post, name
        had = self.before.get(key, "")
        return ShownCell(
            tier=tier,
            post=post,
            field=name,
            label=field_label(name),
            text=self.texts[key],
            basis=basis,
            before=had if had and had != self.texts[key] else "",
            comments=self.comments.get(key, 0),
        )

    def post(self, post: PolicyPost, compares: bool) -> PostTable:
        facts = tuple(
            self.cell(post.tier, post.code, cell.name, getattr(post, cell.basis, ""))
            for cell in POST_CELLS
            if cell is not POST_NAME
        )
        phases = tuple(
            tuple(
                self.cell(post.tier, post.code, f"phases/{index}/{cell.name}", getattr(phase, cell.basis, ""))
                for cell in PHASE_CELLS
            )
            for index, phase in enumerate(post.phases.all())
        )
        is_new = compares and (post.tier, post.code, "seats") not in self.before
        return PostTable(post, facts, phases, is_new)
