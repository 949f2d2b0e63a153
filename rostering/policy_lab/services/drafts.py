"""Draft policy versions: cloned from one that stands, edited cell by cell, discarded."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.enums import Basis, JobKind, PolicyState
from rostering.generation.services.jobs import cancel_all
from rostering.jobs.models import Job
from rostering.permissions import check_draft_policies
from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion, UnitStaffing
from rostering.policies.queries.added import forget_added
from rostering.policies.rules.policy import PHASE_CELLS
from rostering.policy_lab.queries.versions import PHASE_BASES, cell_texts, present_version
from rostering.policy_lab.queries.words import cell_label
from rostering.policy_lab.services.data import (
    COPIED,
    EMPTIED,
    DraftChanges,
    PhaseData,
    PostData,
    StaffingData,
    check_posts,
    tier_names,
)
from rostering.states import advance
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import County, Unit, User
from units.repeats.services.duplicates import one_a_minute

MOST_STAFFING = 500
PHASE_VALUES = tuple(cell.name for cell in PHASE_CELLS)


@write
@one_a_minute(PolicyState.DRAFT)
def clone_policy(*, county: County, by: User, source: PolicyVersion | None = None, name: str = "") -> PolicyVersion:
    """A draft with the rules of `source` (the version in force). Raises RuleViolation `no_policy` when there is none."""
    check_draft_policies(by)
    lock_policies(county.pk)
    source = source or present_version(county)
    if source is None:
        raise RuleViolation("no_policy", _("本县尚未发布值守制度"))
    return copy_of(source, by=by, name=name)


def copy_of(source: PolicyVersion, *, by: User | None, name: str = "") -> PolicyVersion:
    """Within the caller's transaction, which holds the county's policies."""
    values = {**{field: getattr(source, field) for field in COPIED}, **({"name": name} if name else {})}
    posts = [post_data(post) for post in source.posts.all()]
    draft = new_draft(source.county_id, {**values, "cloned_from": source}, posts, staffing_data(source), by=by)
    audit.record(
        by=by, action="policy.draft_created", row=draft, county=draft.county_id, after={"cloned_from": source.number}
    )
    return draft


def new_draft(
    county_id: UUID,
    values: Mapping[str, Any],
    posts: Sequence[PostData],
    staffing: Iterable[StaffingData],
    *,
    by: User | None,
) -> PolicyVersion:
    """The county's next number. Within the caller's transaction, which holds the county's policies."""
    newest = PolicyVersion.objects.filter(county_id=county_id).aggregate(number=Max("number"))["number"] or 0
    draft = PolicyVersion.objects.create(county_id=county_id, number=newest + 1, created_by=by, **values)
    _write_posts(draft, posts, old={})
    _write_staffing(draft, staffing)
    return draft


@write
def update_draft(
    *, version: PolicyVersion, changes: DraftChanges, by: User, expected_edits: int | None = None
) -> PolicyVersion:
    """Writes `changes`, sound or not: what is wrong only keeps the draft from being published.

    Raises Stale when it has changed since `expected_edits`, RuleViolation `wrong_state` for anything but a draft,
    InvalidInput for what can't even be stored: the same post or the same start twice, an unknown unit.
    """
    check_draft_policies(by)
    version = held_draft(version, "edit", expected_edits)
    before = _cells(version)
    if changes.posts is not None:
        check_posts(changes.posts)
        old = {(post.tier, post.code): post_data(post) for post in version.posts.all()}
        version.posts.all().delete()
        _write_posts(version, changes.posts, old=old)
    if changes.staffing is not None:
        _check_staffing(version, changes.staffing)
        version.unit_staffing.all().delete()
        _write_staffing(version, changes.staffing)
    told = changes.own.keys() & {*COPIED}
    own = {name: changes.own[name] for name in told if name in EMPTIED or changes.own[name] is not None}
    for name, value in own.items():
        setattr(version, name, value)
    version.edits += 1
    version.save(update_fields=[*own, "edits"])
    version = PolicyVersion.objects.with_rules().select_related("county").get(pk=version.pk)
    audit.record(
        by=by,
        action="policy.draft_edited",
        row=version,
        county=version.county_id,
        after={"cells": _differences(before, _cells(version))},
    )
    return version


@write
def discard_draft(*, version: PolicyVersion, by: User, expected_edits: int | None = None) -> PolicyVersion:
    """The draft is given up; its rounds and comments stay on record. Raises RuleViolation `round_open`, `wrong_state`."""
    check_draft_policies(by)
    version = held_draft(version, "discard", expected_edits)
    refuse_open_round(version)
    version.state = PolicyState.DISCARDED
    version.edits += 1
    version.save(update_fields=["state", "edits"])
    simulations = Job.objects.filter(county_id=version.county_id, kind=JobKind.SIMULATION)
    cancel_all(simulations.filter(parameters__policy=version.number), by=by, now=timezone.now())
    audit.record(by=by, action="policy.draft_discarded", row=version, county=version.county_id)
    return version


def lock_policies(county_id: UUID) -> None:
    """One writer at a time: numbers, dates and states of a county's versions hang together."""
    lock(f"policies:{county_id}")


def held_draft(version: PolicyVersion, action: str, expected_edits: int | None) -> PolicyVersion:
    """The version as it stands now, locked, if its state allows `action`. Raises RuleViolation, Stale."""
    lock_policies(version.county_id)
    version = PolicyVersion.objects.with_rules().select_related("county").get(pk=version.pk)
    advance(transitions.POLICY, version.state, action)
    if expected_edits is not None and version.edits != expected_edits:
        raise Stale("stale_version", _("草案刚被他人修改，请刷新后再办理"), {"edits": version.edits})
    return version


def refuse_open_round(version: PolicyVersion) -> None:
    if version.rounds.open().exists():
        raise RuleViolation("round_open", _("本草案正在征求意见，请先答复并结束本轮"))


def post_data(post: PolicyPost) -> PostData:
    """A stored post with the basis of every cell. No query when its phases are loaded."""
    return PostData(
        tier=post.tier,
        code=post.code,
        name=post.name,
        min_rank=post.min_rank,
        seats=post.seats,
        scope=post.scope,
        exclusive=post.exclusive,
        seats_basis=post.seats_basis,
        answer_minutes=post.answer_minutes,
        tier_name=post.tier_name,
        phases=tuple(
            PhaseData(
                **{name: getattr(phase, name) for name in PHASE_VALUES},
                basis={name: getattr(phase, column) for name, column in PHASE_BASES.items()},
            )
            for phase in post.phases.all()
        ),
    )


def staffing_data(version: PolicyVersion) -> list[StaffingData]:
    """The numbers that units have of their own. One query."""
    rows = UnitStaffing.objects.filter(version=version).values_list("unit_id", "post", "seats")
    return [StaffingData(*row) for row in rows]


def _check_staffing(version: PolicyVersion, staffing: Sequence[StaffingData]) -> None:
    if len(staffing) > MOST_STAFFING:
        raise InvalidInput("too_many_staffing", _("单列人数的条目太多"), field="staffing")
    known = set(Unit.objects.filter(county_id=version.county_id).values_list("pk", flat=True))
    seen: set[tuple[UUID, str]] = set()
    for index, row in enumerate(staffing):
        if row.unit_id not in known:
            raise InvalidInput("unknown_unit", _("没有这个单位"), field=f"staffing/{index}/unit")
        if (row.unit_id, row.post) in seen:
            raise InvalidInput("staffing_twice", _("同一单位同一岗位只能写一次"), field=f"staffing/{index}/post")
        seen.add((row.unit_id, row.post))


def _write_posts(version: PolicyVersion, posts: Iterable[PostData], *, old: Mapping[tuple[str, str], PostData]) -> None:
    posts = list(posts)
    names = tier_names(posts)
    rows = PolicyPost.objects.bulk_create(
        PolicyPost(
            version=version,
            order=order,
            tier=post.tier,
            tier_name=names.get(post.tier, ""),
            code=post.code,
            name=post.name,
            min_rank=post.min_rank,
            seats=post.seats,
            seats_basis=_seats_basis(post, old.get((post.tier, post.code))),
            scope=post.scope,
            exclusive=post.exclusive,
            answer_minutes=post.answer_minutes,
        )
        for order, post in enumerate(posts)
    )
    PolicyPhase.objects.bulk_create(
        PolicyPhase(
            post=row,
            ordinal=ordinal,
            **{name: getattr(phase, name) for name in PHASE_VALUES},
            **_phase_bases(phase, _old_phase(old.get((post.tier, post.code)), ordinal)),
        )
        for row, post in zip(rows, posts, strict=True)
        for ordinal, phase in enumerate(post.phases)
    )
    forget_added()


def _old_phase(old: PostData | None, ordinal: int) -> PhaseData | None:
    return old.phases[ordinal] if old is not None and ordinal < len(old.phases) else None


def _seats_basis(post: PostData, old: PostData | None) -> str:
    if post.seats_basis:
        return post.seats_basis
    return old.seats_basis if old is not None and old.seats == post.seats else Basis.LOCAL


def _phase_bases(phase: PhaseData, old: PhaseData | None) -> dict[str, str]:
    """Column → basis: as given, else as before while the cell says the same, else local."""
    return {column: phase.basis.get(name) or _kept_basis(phase, old, name) for name, column in PHASE_BASES.items()}


def _kept_basis(phase: PhaseData, old: PhaseData | None, name: str) -> str:
    if old is not None and getattr(old, name) == getattr(phase, name):
        return old.basis.get(name, Basis.LOCAL)
    return Basis.LOCAL


def _write_staffing(version: PolicyVersion, staffing: Iterable[StaffingData]) -> None:
    UnitStaffing.objects.bulk_create(
        UnitStaffing(version=version, unit_id=row.unit_id, post=row.post, seats=row.seats) for row in staffing
    )


def _cells(version: PolicyVersion) -> dict[str, str]:
    """Every cell and every unit's own number, by what people call it: for the trail, in the county's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return _named_cells(version)


def _named_cells(version: PolicyVersion) -> dict[str, str]:
    names = {(post.tier, post.code): post.name for post in version.posts.all()}
    cells = {cell_label(*where, names): text for where, text in cell_texts(version).items()}
    rows = UnitStaffing.objects.filter(version=version).values_list("unit__name", "post", "seats")
    own = {f"{unit} · {cell_label('', post, 'staffing')}": str(seats) for unit, post, seats in rows}
    return cells | own | {_now("名称"): version.name, _now("依据"): version.source}


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    names = [*before, *(name for name in after if name not in before)]
    return [
        f"{name}：{before.get(name) or '—'} → {after.get(name) or '—'}"
        for name in names
        if before.get(name) != after.get(name)
    ]
