"""A real county from its form: units, people, and what it needs to begin rostering."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rostering.policies.models import PolicyPost, PolicyVersion
from rostering.policy_lab.services.counties import checked_county_code, found_county, make_ready
from rostering.policy_lab.services.standard import dayu_data
from units.consequences import Consequence, collected
from units.counties.rules import PostOption
from units.county_settings.services import checked_county_name
from units.db import write
from units.errors import InvalidInput
from units.imports.rules.differences import Plan
from units.imports.services.county import apply_plan, lock_import, plan_for, read_form
from units.models import County, Unit, User
from units.people.services.grades import own_grades
from units.spelling import cells
from units.units.requirements import Need, lacking_for


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import found. `county` None = it doesn't exist yet; `written` = the plan has been applied.

    `affected`: duties that don't hold any more with it, `needs`: what units lack for a tier that the plan gives them.
    """

    plan: Plan
    county: County | None
    written: bool
    affected: tuple[Consequence, ...] = ()
    needs: tuple[tuple[str, Need], ...] = ()


@write
def import_county(
    *, code: str, name: str, file: IO[bytes], by: User | None, today: date, apply: bool, source: str = ""
) -> Outcome:
    """Compares the form with the county and, with `apply` and without problems, writes it. All or nothing.

    A county that doesn't exist is created, then needs `name`. One without policy gets the version "Dayu", and every
    county the calendar days it lacks. Raises InvalidInput when the file can't be read.
    """
    lock_import(code)
    county = County.objects.filter(code=code).first()
    if county is None:
        name = _checked_new(code, name)
    posts = post_options(county)
    plan = plan_for(county, read_form(file, posts, own_grades(county)), posts, today)
    if plan.problems or (county is None and not apply):
        return Outcome(plan, county, written=False)
    reason = f"import {source}".strip()
    with collected() as affected, transaction.atomic():
        written = _write(county, plan, code=code, name=name, by=by, reason=reason, today=today)
        needs = tuple(_needs(written, plan))
        transaction.set_rollback(not apply)
    return Outcome(plan, written if apply else county, written=apply, affected=tuple(affected), needs=needs)


def _write(
    county: County | None, plan: Plan, *, code: str, name: str, by: User | None, reason: str, today: date
) -> County:
    if county is None:
        county = found_county(code=code, name=name, by=by, reason=reason, today=today)
    else:
        make_ready(county, by, today)
    apply_plan(county=county, plan=plan, by=by, reason=reason)
    return county


def _needs(county: County, plan: Plan) -> Iterable[tuple[str, Need]]:
    """What units that get another tier lack for its posts, by the people they have with the plan."""
    tiers = {step.code: step for step in plan.units if step.tier and step.tier_from and not step.is_new}
    for unit in Unit.objects.filter(county=county, code__in=tiers).select_related("county").in_protocol_order():
        step = tiers[unit.code]
        for need in lacking_for(unit, str(step.tier), step.tier_from or date.min):
            yield unit.name, need


def post_options(county: County | None) -> list[PostOption]:
    """The posts of the county's newest published policy, or of the one that ships."""
    version = PolicyVersion.objects.filter(county=county).published().first() if county else None
    if version is not None:
        return [PostOption(p.code, p.name, p.tier, p.min_rank) for p in PolicyPost.objects.filter(version=version)]
    return [PostOption(p["code"], p["name"], p["tier"], p["min_rank"]) for p in dayu_data()["posts"]]


def _checked_new(code: str, name: str) -> str:
    """The name for a new county."""
    checked_county_code(code)
    if cells.is_blank(name):
        raise InvalidInput("county_name_required", _("没有代码为“%(code)s”的县；新建须写明县名") % {"code": code})
    return checked_county_name(name)
