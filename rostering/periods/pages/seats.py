"""One seat: who could sit on it, and putting somebody on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from rostering.generation.queries.vacancies import why_vacant
from rostering.periods.pages.changed import changed_seats
from rostering.periods.pages.context import confirm_context
from rostering.periods.pages.fetch import roster_for, seat_for
from rostering.periods.pages.picker import fits
from rostering.periods.queries.confirmation import requirement_of
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.permissions import can_designate
from rostering.seats.queries import matrix
from rostering.seats.queries.candidates import SeatCandidate, seat_candidates
from rostering.seats.queries.reach import Unreached, by_reason, unreached_among
from rostering.seats.queries.why import may_be_designated, why_holder
from rostering.seats.services import designating
from rostering.seats.services.assignments import lock_seat, replace_person
from rostering.web.answers import dialog, done, is_fragment
from rostering.web.fetch import roster_reader, uuid_or_none
from units.errors import DomainError, InvalidInput, RuleViolation, Stale
from units.models import Person

CONFIRM_PAGE = "confirm"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people on one seat at once: whom the reader saw, whom they chose, who is there now."""

    seen: str
    chosen: str


@require_safe
def seat(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Candidates: allowed first with load and warnings, then the others with the reasons; `q` narrows them."""
    found = seat_for(request, assignment_id)
    if request.GET.get("part") == "list":
        context = _seat_context(request, found, request.GET)
        return render(request, "rostering/periods/dialogs/_candidates.html", context)
    return _seat_dialog(request, found, request.GET)


@require_safe
def why(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Why an empty seat is empty and what would fill it: a part of the dialog, asked for once that is open."""
    found = seat_for(request, assignment_id)
    context: dict[str, Any] = {"seat": found}
    if found.person_id is None:
        try:
            context["why"] = why_vacant(found)
        except RuleViolation as error:
            context["error"] = error
    return dialog(request, "rostering/periods/dialogs/_why_vacant.html", context, back=_back(found, request.GET))


@require_POST
def replace(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Seats the chosen person (none = leaves the seat empty). A conflict shows both versions and asks again."""
    found, user = seat_for(request, assignment_id), roster_reader(request)
    try:
        changed = replace_person(
            assignment=found,
            person_id=_uuid(request.POST.get("person", "")),
            by=user,
            expected_version=_number(request.POST.get("version", "")),
            reason=request.POST.get("reason", ""),
        )
    except Stale as error:
        return _seat_dialog(request, found, request.POST, error=error, clash=_clash(request), status=409)
    except RuleViolation as error:
        return _seat_dialog(request, found, request.POST, error=error, status=409)
    except InvalidInput as error:
        return _seat_dialog(request, found, request.POST, error=error, status=400)
    return _answered(request, found, _replaced(changed))


@require_POST
def designate(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """领导指定: seats somebody over the rules that may be set aside, with the reason."""
    found, user = seat_for(request, assignment_id), roster_reader(request)
    given = request.POST
    try:
        changed = designating.designate(
            assignment=found,
            person_id=_somebody(given.get("person", "")),
            reason=given.get("reason", ""),
            by=user,
            expected_version=_number(given.get("version", "")),
        )
    except Stale as error:
        return _seat_dialog(request, found, given, error=error, clash=_clash(request), status=409)
    except (RuleViolation, InvalidInput) as error:
        status = 400 if isinstance(error, InvalidInput) else 409
        return _seat_dialog(request, found, given, error=error, status=status)
    return _answered(request, found, _replaced(changed))


@require_POST
def lock(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Keeps the person there when the rest is proposed anew, or lets them go again."""
    found, user = seat_for(request, assignment_id), roster_reader(request)
    locked = request.POST.get("locked") == "1"
    version = _number(request.POST.get("version", ""))
    try:
        lock_seat(assignment=found, locked=locked, by=user, expected_version=version)
    except DomainError as error:
        return _seat_dialog(request, found, request.POST, error=error, status=409)
    return _answered(request, found, _("已锁定，重新排班时不动此席位") if locked else _("已解除锁定"))


def _answered(request: HttpRequest, found: Assignment, sentence: str) -> HttpResponse:
    if not is_fragment(request):
        return done(request, sentence, _back(found, request.POST))
    return trigger_client_event(_changed_parts(request, found, sentence), "closeDialog", after="settle")


def _changed_parts(request: HttpRequest, found: Assignment, sentence: str) -> HttpResponse:
    if request.POST.get("page") == CONFIRM_PAGE:
        roster = roster_for(request, found.shift.roster_id)
        context = {**confirm_context(request, roster), "sentence": sentence}
        return render(request, "rostering/periods/_confirm_changed.html", context)
    is_stacked = request.POST.get("stacked") == "1"
    return changed_seats(request, found.shift.period_id, {found.shift_id}, sentence, is_stacked=is_stacked)


def _cell_context(request: HttpRequest, found: Assignment, given: Any) -> dict[str, Any]:
    """The cell as it is now, for whoever may change it."""
    return {
        "held": matrix.shift_seats(found.shift_id, roster_reader(request)),
        "editable": {found.shift.roster_id},
        "is_stacked": given.get("stacked") == "1",
    }


def _seat_dialog(
    request: HttpRequest,
    found: Assignment,
    given: Any,
    *,
    error: DomainError | None = None,
    clash: Clash | None = None,
    status: int = 200,
) -> HttpResponse:
    if error is not None:
        found = seat_for(request, found.pk)
    context = {
        **_seat_context(request, found, given),
        "error": error,
        "clash": clash,
        "reason": given.get("reason", ""),
        "designating": given.get("person", "") if request.path.endswith("/designate/") else "",
        "page": given.get("page", ""),
        "stacked": given.get("stacked", ""),
        "requirement": requirement_of(found.shift),
    }
    if clash and is_fragment(request) and given.get("page") != CONFIRM_PAGE:
        context |= _cell_context(request, found, given)
    return dialog(request, "rostering/periods/dialogs/seat.html", context, back=_back(found, given), status=status)


def _seat_context(request: HttpRequest, found: Assignment, given: Any) -> dict[str, Any]:
    everybody = seat_candidates(found)
    candidates = [one for one in everybody if fits(one, given.get("q", ""))]
    unreached = _unreached(found, everybody) if found.shift.period.is_in_force else {}
    return {
        "no_way": {pk: one.reason for pk, one in unreached.items()},
        "reasons": by_reason([unreached[found.person_id]] if found.person_id in unreached else ()),
        "count": int(found.person_id in unreached),
        "seat": found,
        "period": found.shift.period,
        "q": given.get("q", ""),
        "holder": next((one for one in everybody if one.person.pk == found.person_id), None),
        "allowed": [one for one in candidates if one.allowed and one.person.pk != found.person_id],
        "refused": [one for one in candidates if not one.allowed],
        "needs_reason": found.shift.period.is_in_force,
        "why": why_holder(found, everybody),
        "designable": _designable(request, found, everybody),
    }


def _unreached(found: Assignment, candidates: Sequence[SeatCandidate]) -> dict[UUID | None, Unreached]:
    """Who holds the seat and who may take it are told of a change of a published roster: whom of them no message reaches."""
    asked = [one.person.pk for one in candidates if one.allowed or one.person.pk == found.person_id]
    return {one.person_id: one for one in unreached_among(asked, found.shift.day)}


def _designable(request: HttpRequest, found: Assignment, everybody: list[SeatCandidate]) -> list[SeatCandidate]:
    if not can_designate(roster_reader(request), found.shift.roster):
        return []
    return [one for one in everybody if may_be_designated(one) and one.person.pk != found.person_id]


def _clash(request: HttpRequest) -> Clash:
    """Names only of people this reader may see."""
    people = Person.objects.visible_to(roster_reader(request))
    seen, chosen = (uuid_or_none(request.POST.get(key, "")) for key in ("seen", "person"))
    names: dict[UUID | None, str] = dict(people.filter(pk__in=[seen, chosen]).values_list("pk", "name"))
    nobody = _("空岗")
    return Clash(names.get(seen, nobody), names.get(chosen, nobody))


def _replaced(changed: Assignment) -> str:
    if changed.person is None:
        return _("已撤下，该席位现为空岗")
    return _("已换为%(person)s") % {"person": changed.person.name}


def _back(found: Assignment, given: Any) -> str:
    if given.get("page") == CONFIRM_PAGE:
        return reverse("rostering:confirm", args=[found.shift.roster_id])
    return reverse("rostering:period", args=[found.shift.period_id])


def _somebody(text: str) -> UUID:
    """Raises InvalidInput for nobody too."""
    person_id = _uuid(text)
    if person_id is None:
        raise InvalidInput("person_required", _("请选择人员"), field="person")
    return person_id


def _uuid(text: str) -> UUID | None:
    """None for an empty value: nobody. Raises InvalidInput for anything that isn't an id."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput("unknown_person", _("没有这个人员"), field="person") from error


def _number(text: str) -> int:
    """A version; 0, which no row has, for anything that isn't a number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
