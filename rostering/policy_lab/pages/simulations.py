"""制度推演: over which recorded duty, and its figures beside the version in force and the uniform watch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rostering.enums import JobKind, JobState, Posture
from rostering.jobs.models import Job
from rostering.labels import POSTURE_LABELS, Label
from rostering.policy_lab.forms import SimulateForm
from rostering.policy_lab.pages.versions import draft_for
from rostering.policy_lab.queries.recorded_duty import recorded_range
from rostering.policy_lab.services.simulations import BASELINE, DRAFT, PRESENT, start_simulation
from rostering.web.fetch import roster_reader
from units.errors import DomainError
from units.labels import TIER_LABELS
from units.models import Person
from units.web.forms import refuse

YEAR = timedelta(days=364)
EARLIER_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure of one scheme; `share` of the widest in percent."""

    scheme: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of all three schemes."""

    label: Label
    bars: tuple[Bar, ...]
    unit: Label = ""


@require_http_methods(["GET", "HEAD", "POST"])
def simulate(request: HttpRequest, draft: int) -> HttpResponse:
    """The last recorded year stands in the form; on to the progress of the job."""
    version, user = draft_for(request, draft), roster_reader(request)
    known = recorded_range(version.county)
    form = SimulateForm(request.POST or None, initial=_last_year(known))
    if request.method == "POST" and form.is_valid():
        try:
            job = start_simulation(version=version, by=user, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("rostering:job", job.pk)
    earlier = Job.objects.visible_to(user).filter(kind=JobKind.SIMULATION, parameters__policy=version.number)
    context = {
        "version": version,
        "form": form,
        "known": known,
        "earlier": [_line(job) for job in earlier.order_by("-created_at")[:EARLIER_SHOWN]],
    }
    return render(request, "rostering/policy_lab/simulate.html", context, status=400 if form.errors else 200)


@require_safe
def result(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Figures, bars, periods, incidents and the people who live too far away."""
    jobs = Job.objects.visible_to(roster_reader(request)).filter(kind=JobKind.SIMULATION)
    job = get_object_or_404(jobs, pk=job_id)
    if job.state != JobState.SUCCEEDED or job.result is None:
        return redirect("rostering:job", job.pk)
    found = job.result
    if DRAFT not in found:
        raise Http404
    context = {
        "job": job,
        "figures": found,
        "first_day": date.fromisoformat(found["first_day"]),
        "last_day": date.fromisoformat(found["last_day"]),
        "schemes": [(name, found[name]) for name in (DRAFT, PRESENT, BASELINE)],
        "measures": _measures(found),
        "tiers": [(tier, _tier_measures(found, tier)) for tier in _tiers(found)],
        "incidents": [{**one, "at": datetime.fromisoformat(one["at"])} for one in found["incidents"]],
        "late": _late_people(roster_reader(request), found[DRAFT]["late"]),
    }
    return render(request, "rostering/policy_lab/simulation.html", context)


def _tiers(found: Mapping[str, Any]) -> list[str]:
    """Those of any of the schemes, in order."""
    named = {tier for scheme in (DRAFT, PRESENT, BASELINE) for tier in found[scheme]["tiers"]}
    return sorted(named, key=TIER_LABELS.position)


def _last_year(known: tuple[date, date] | None) -> dict[str, date]:
    if known is None:
        return {}
    return {"first_day": max(known[0], known[1] - YEAR), "last_day": known[1]}


def _line(job: Job) -> dict[str, Any]:
    asked = job.parameters
    return {
        "job": job,
        "first_day": date.fromisoformat(asked["first_day"]),
        "last_day": date.fromisoformat(asked["last_day"]),
    }


def _measures(found: Mapping[str, Any]) -> list[Measure]:
    """Seats and person-hours of the whole range."""
    return [
        _measure(_("白天在岗席位"), found, lambda one: one["by_day"]),
        _measure(_("夜间在岗席位"), found, lambda one: one["by_night"]),
        *(
            _measure(_("%(posture)s工时") % {"posture": POSTURE_LABELS[posture]}, found, _hours_of(posture), _("小时"))
            for posture in Posture
        ),
    ]


def _tier_measures(found: Mapping[str, Any], tier: str) -> list[Measure]:
    def of(one: Mapping[str, Any]) -> Mapping[str, Any]:
        empty = {"hours": {posture: {"day": 0, "night": 0} for posture in Posture}}
        measured: Mapping[str, Any] = one["tiers"].get(tier, empty)
        return measured

    return [
        _measure(POSTURE_LABELS[posture], found, lambda one, posture=posture: _hours_of(posture)(of(one)), _("小时"))
        for posture in Posture
    ]


def _hours_of(posture: str) -> Any:
    return lambda one: sum(one["hours"][posture].values())


def _measure(label: Label, found: Mapping[str, Any], figure: Any, unit: Label = "") -> Measure:
    values = [(name, figure(found[name])) for name in (DRAFT, PRESENT, BASELINE)]
    most = max((value for _name, value in values), default=0) or 1
    return Measure(label, tuple(Bar(name, value, round(100 * value / most, 1)) for name, value in values), unit)


def _late_people(user: Any, late: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """With names as the directory knows them now; who can't be seen is left out."""
    rows = list(late)
    people = {
        str(person.pk): person
        for person in Person.objects.visible_to(user)
        .filter(pk__in={row["person"] for row in rows})
        .select_related("unit")
    }
    known = [{**row, "who": people[row["person"]]} for row in rows if row["person"] in people]
    return sorted(known, key=lambda row: -row["minutes"])
