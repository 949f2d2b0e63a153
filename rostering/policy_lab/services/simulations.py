"""制度推演 as a job: a version over recorded duty, beside the version in force and the uniform 24-hour watch."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from rostering.enums import JobKind, JobStage, PolicyState, Posture
from rostering.generation.services.jobs import Progress, start_job
from rostering.jobs.models import Job
from rostering.permissions import check_draft_policies
from rostering.policies.models import PolicyVersion
from rostering.policies.rules.effects import Part, Saving, Tally, saving
from rostering.policy_lab.queries.recorded_duty import Record, recorded_duty, recorded_range
from rostering.policy_lab.queries.versions import present_version, staffing_of, version_problems
from rostering.policy_lab.rules.simulation import Outcome, Scheme, hours_by, simulate, uniform_watch_of
from rostering.policy_lab.services.publication import refuse_problems
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import User

LONGEST_RANGE_DAYS = 10 * 366
# Without these a duty day can't be cut at all; anything else is worth looking at before it is mended.
UNCUTTABLE = ("no_phases", "first_phase_not_at_day_start", "phases_out_of_order", "night_is_whole_day", "post_twice")
DRAFT, PRESENT, BASELINE = "draft", "present", "baseline"


@write
def start_simulation(*, version: PolicyVersion, first_day: date, last_day: date, by: User) -> Job:
    """Queues a simulation over the recorded duty days `[first_day, last_day]`; the running one of the same is returned.

    Raises InvalidInput for a range that is inverted or too long, RuleViolation `nothing_recorded`, `policy_unsound` for
    a draft whose phases don't cut the day, `wrong_state` for a discarded one.
    """
    check_draft_policies(by)
    if version.state == PolicyState.DISCARDED:
        raise RuleViolation("wrong_state", _("草案已放弃，不再推演"))
    if last_day < first_day:
        raise InvalidInput("days_inverted", _("末日不能早于首日"), field="last_day")
    if (last_day - first_day).days >= LONGEST_RANGE_DAYS:
        raise InvalidInput("range_too_long", _("一次最多推演十年"), field="last_day")
    known = recorded_range(version.county)
    if known is None or last_day < known[0] or first_day > known[1]:
        raise RuleViolation("nothing_recorded", _("该时段没有已发布的值班，无从推演"))
    refuse_problems(problem for problem in version_problems(version) if problem.code in UNCUTTABLE)
    return start_job(
        county=version.county,
        kind=JobKind.SIMULATION,
        by=by,
        parameters={
            "policy": version.number,
            "edits": version.edits,
            "first_day": first_day.isoformat(),
            "last_day": last_day.isoformat(),
        },
        key=f"{version.number}:{version.edits}:{first_day}:{last_day}",
    )


def run_simulation(job: Job, progress: Progress) -> dict[str, Any]:
    """The handler of the kind: reads, works, returns the figures; writes nothing."""
    asked = job.parameters
    progress(JobStage.LOADING)
    versions = PolicyVersion.objects.with_rules().select_related("county")
    version = versions.get(county_id=job.county_id, number=asked["policy"])
    present = present_version(version.county) or version
    first, last = date.fromisoformat(asked["first_day"]), date.fromisoformat(asked["last_day"])
    record = recorded_duty(version.county, first, last)
    schemes = {
        DRAFT: Scheme(version.as_rules(), staffing_of(version)),
        PRESENT: Scheme(present.as_rules(), staffing_of(present)),
        BASELINE: uniform_watch_of(present.as_rules()),
    }
    outcomes = _outcomes(schemes, record, progress)
    progress(JobStage.MEETING, 0, len(record.incidents))
    result = _result(record, outcomes)
    progress(JobStage.MEETING, len(record.incidents), len(record.incidents))
    return {
        "first_day": asked["first_day"],
        "last_day": asked["last_day"],
        DRAFT: {"version": version.number, "name": version.name, "edits": version.edits, **result[DRAFT]},
        PRESENT: {"version": present.number, "name": present.name, **result[PRESENT]},
        BASELINE: result[BASELINE],
        "days": len({one.day for one in record.recorded.unit_days}),
        "unit_days": len(record.recorded.unit_days),
        "units": len({one.unit for one in record.recorded.unit_days}),
        "periods": _periods(record, outcomes),
        "incidents": _incidents(record, outcomes),
        "incidents_outside": record.outside,
    }


def _outcomes(schemes: Mapping[str, Scheme], record: Record, progress: Progress) -> dict[str, Outcome]:
    outcomes = {}
    for place, (name, scheme) in enumerate(schemes.items()):
        outcomes[name] = simulate(scheme, record.recorded, _steps(progress, place, len(schemes)))
    return outcomes


def _steps(progress: Progress, place: int, schemes: int) -> Callable[[int, int], None]:
    """Counts duty days over all schemes; tells every tenth, so that telling costs less than the work."""

    def step(done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            progress(JobStage.LAYING_OUT, place * total + done, schemes * total)

    return step


def _result(record: Record, outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, Any]]:
    uniform = outcomes[BASELINE].total
    return {
        name: {
            **_figures(outcome.total),
            "saving": _saving(saving(outcome.total, uniform)),
            "tiers": {tier: _figures(figures) for tier, figures in sorted(outcome.tiers.items())},
            "incidents": _arrival(outcome),
            "late": [
                {"person": one.person, "unit": one.unit, "post": one.post, "minutes": one.minutes, "limit": one.limit}
                for one in outcome.late
            ],
            "late_people": len({one.person for one in outcome.late}),
        }
        for name, outcome in outcomes.items()
    }


def _figures(figures: Tally) -> dict[str, Any]:
    hours = hours_by(figures)
    return {
        "seats": figures.seats,
        "on_site": figures.on_site,
        "by_day": figures.by_day,
        "by_night": figures.by_night,
        "hours": {
            posture: {part: round(float(hours.get((posture, part), 0)), 2) for part in map(str, Part)}
            for posture in map(str, Posture)
        },
    }


def _saving(spared: Saving) -> dict[str, Any]:
    return {
        "by_day": spared.seats_by_day,
        "by_night": spared.seats_by_night,
        "released": spared.released,
        "hours": round(float(spared.hours), 2),
    }


def _arrival(outcome: Outcome) -> dict[str, Any]:
    """`unknown`: nobody was on duty then, or nobody's way from home is known."""
    arrival = outcome.arrival
    return {
        "count": len(outcome.minutes),
        "met_on_site": outcome.met,
        "in_time": outcome.in_time,
        "median": arrival.median,
        "worst": arrival.worst,
        "unknown": sum(1 for value in outcome.minutes if value is None),
    }


def _periods(record: Record, outcomes: Mapping[str, Outcome]) -> list[dict[str, Any]]:
    """Each recorded period with what every scheme would have asked for in it."""
    return [
        {
            "id": period.id,
            "name": period.name,
            "days": period.days,
            **{name: _figures(outcome.periods.get(period.id, Tally())) for name, outcome in outcomes.items()},
            "saving": _saving(
                saving(
                    outcomes[DRAFT].periods.get(period.id, Tally()), outcomes[BASELINE].periods.get(period.id, Tally())
                )
            ),
        }
        for period in record.periods
    ]


def _incidents(record: Record, outcomes: Mapping[str, Outcome]) -> list[dict[str, Any]]:
    return [
        {
            "at": note.at.isoformat(),
            "title": note.title,
            "path": note.path,
            "minutes": {name: outcome.minutes[index] for name, outcome in outcomes.items()},
        }
        for index, note in enumerate(record.incidents)
    ]
