"""Publishing a draft: from a day on that no roster has reached, never earlier; the next draft is opened with it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import PeriodState, PolicyState
from rostering.generation.services.laying_anew import lay_out_by_version
from rostering.permissions import check_publish_policies
from rostering.policies.models import PolicyVersion
from rostering.policies.queries.published import zone
from rostering.policy_lab.queries.versions import version_problems
from rostering.policy_lab.queries.words import problem_sentence
from rostering.policy_lab.rules.drafts import PolicyProblem
from rostering.policy_lab.services.drafts import copy_of, held_draft, refuse_open_round
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.shift import Shift
from units.audit import services as audit
from units.consequences import Scope, watched
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import User

UNBOUND = (PeriodState.DRAFT, PeriodState.OPEN)
FARTHEST = timedelta(days=5 * 366)


@write
def publish_policy(
    *, version: PolicyVersion, effective_from: date, by: User, expected_edits: int | None = None
) -> PolicyVersion:
    """The draft governs duty days from `effective_from` on; a draft of the next version stands ready afterwards.

    Only published duty binds the day: open periods that it reaches are laid out anew.

    Raises RuleViolation `wrong_state`, `round_open`, `policy_unsound` (details list every problem), Stale,
    InvalidInput `date_too_early` / `date_too_late` for a day that would rewrite what stands.
    """
    check_publish_policies(by)
    version = held_draft(version, "publish", expected_edits)
    refuse_open_round(version)
    now = timezone.now()
    # Whoever is about to open or publish a period does so by the versions that stand when its turn comes.
    lock(*DutyPeriod.objects.filter(county_id=version.county_id, state__in=UNBOUND))
    refuse_problems(version_problems(version, effective_from))
    _check_date(version, effective_from, now.astimezone(zone()).date())
    version.state = PolicyState.PUBLISHED
    version.effective_from = effective_from
    version.published_by, version.published_at = by, now
    version.edits += 1
    with watched(Scope(version.county_id), by=by, now=now):
        version.save(update_fields=["state", "effective_from", "published_by", "published_at", "edits"])
    lay_out_by_version(version, by)
    audit.record(
        by=by,
        action="policy.published",
        row=version,
        county=version.county_id,
        after={"version": version.number, "effective_from": str(effective_from)},
    )
    if not PolicyVersion.objects.filter(county_id=version.county_id).drafts().exists():
        copy_of(version, by=by)
    return version


def earliest_date(version: PolicyVersion, today: date) -> date:
    """The first day from which the draft may govern. Two queries."""
    return max([today, *(day for day, _why in _barriers(version))]) + timedelta(days=1)


def refuse_problems(problems: Iterable[PolicyProblem]) -> None:
    """Raises RuleViolation `policy_unsound` with every problem as a sentence; nothing for none."""
    shapes = [problem_shape(problem) for problem in problems]
    if not shapes:
        return
    sentence = _now("草案还有 %(count)d 处问题，不能发布：%(texts)s") % {
        "count": len(shapes),
        "texts": "；".join(shape["text"] for shape in shapes[:5]),
    }
    raise RuleViolation("policy_unsound", sentence, {"problems": shapes})


def problem_shape(problem: PolicyProblem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "tier": problem.tier or None,
        "post": problem.post or None,
        "field": problem.field or None,
        "text": problem_sentence(problem),
    }


def _check_date(version: PolicyVersion, wanted: date, today: date) -> None:
    if wanted <= today:
        raise InvalidInput("date_too_early", _("施行日期须晚于今天，不能改写已经发生的值班"), field="effective_from")
    if wanted > today + FARTHEST:
        raise InvalidInput("date_too_late", _("施行日期太远，请核对年份"), field="effective_from")
    for day, why in _barriers(version):
        if wanted <= day:
            raise InvalidInput("date_too_early", why, field="effective_from")


def _barriers(version: PolicyVersion) -> list[tuple[date, str]]:
    """Days the draft must come after, each with the sentence that says why."""
    barriers = []
    binding = DutyPeriod.objects.filter(county_id=version.county_id).in_force()
    last = binding.filter(close_reason="").order_by("-last_day").first()
    if last is not None:
        barriers.append(_period_barrier(version, last, last.last_day))
    # Closed early: what was served of it binds.
    served = Shift.objects.filter(period__in=binding.exclude(close_reason=""), is_released=False)
    longest = served.order_by("-day").select_related("period__policy").first()
    if longest is not None:
        barriers.append(_period_barrier(version, longest.period, longest.day))
    newest = PolicyVersion.objects.filter(county_id=version.county_id).published().order_by("-effective_from").first()
    if newest is not None and newest.effective_from is not None:
        words = {"number": newest.number, "day": newest.effective_from}
        why = _now("施行日期须晚于第 %(number)d 版的施行日期 %(day)s") % words
        barriers.append((newest.effective_from, why))
    return barriers


def _period_barrier(version: PolicyVersion, last: DutyPeriod, day: date) -> tuple[date, str]:
    """Its last shift ends when the day after begins by the old clock: another clock needs one day more."""
    words = {"name": last.name, "day": day}
    if last.policy is not None and last.policy.day_start != version.day_start:
        sentence = _now("值班周期“%(name)s”的末班按原起点交接，值班日起点改变时施行日期须晚于 %(day)s 的次日")
        return day + timedelta(days=1), sentence % words
    sentence = _now("值班周期“%(name)s”已按现行制度排到 %(day)s，施行日期须晚于该日")
    return day, sentence % words
