"""The matrix as a spreadsheet: what is typed on a cell, pasted on a range, exchanged, locked, each in one request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from rostering.periods.pages.changed import changed_seats
from rostering.periods.pages.fetch import seat_for
from rostering.periods.pages.picker import picked
from rostering.rosters.filters import period_for
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.permissions import can_file
from rostering.seats.queries.naming import Named, named
from rostering.seats.services.assignments import Change
from rostering.seats.services.many import Outcome, exchange_seats, lock_seats_of, set_seats
from rostering.web.answers import dialog, done, is_fragment
from rostering.web.fetch import roster_reader, uuid_or_none
from units.errors import DomainError, InvalidInput, NotAllowed, RuleViolation, Stale
from units.models import Person, User

# A cell of the sheet may name another one, as a formula does: the person who sits there.
SAME_AS = "="


@dataclass(frozen=True, slots=True)
class Typed:
    """One cell of a request. `who`: "" nobody, an id, `=` with a seat's id, or a name; `seen` was on it when it was typed."""

    seat: Assignment
    version: int
    who: str
    seen: str


@dataclass(frozen=True, slots=True)
class Line:
    """A cell in the dialog: `named` where the name needs asking, `text` what else stands against it, `is_moved` when
    somebody has changed the seat meanwhile."""

    typed: Typed
    wanted: str
    named: Named | None
    text: str
    is_moved: bool


@require_safe
def picker(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Who fits what is typed on the cell: those who may sit there, then the others and why not."""
    found = seat_for(request, assignment_id)
    context = {"seat": found, "q": request.GET.get("q", ""), **picked(found, request.GET.get("q", ""))}
    return render(request, "rostering/periods/grid/_options.html", context)


@require_POST
def fill(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Seats whoever the cells name, all in one step. What is doubtful, refused or changed by others is asked in one dialog."""
    period, user = period_for(request, period_id), roster_reader(request)
    typed = _typed(request, user)
    people, asked = _people(request, typed, user)
    if asked:
        return _ask(request, period, typed, asked=asked)
    changes = [Change(one.seat.pk, people[one.seat.pk], one.version) for one in typed if one.seat.pk in people]
    is_partly, reason = request.POST.get("partly") == "1", request.POST.get("reason", "")
    try:
        outcome = set_seats(period=period, changes=changes, by=user, reason=reason, partly=is_partly)
    except DomainError as error:
        return _refused(request, period, typed, error)
    return _done(request, period, outcome, _written(outcome))


@require_POST
def exchange(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Two cells, whose people take each other's place."""
    period, user = period_for(request, period_id), roster_reader(request)
    typed = _typed(request, user)
    if len(typed) != 2:
        raise InvalidInput("two_seats", _("互换需要两个席位"), field="seat")
    first, second = (Change(one.seat.pk, None, one.version) for one in typed)
    try:
        outcome = exchange_seats(
            first=first, second=second, period=period, by=user, reason=request.POST.get("reason", "")
        )
    except DomainError as error:
        return _refused(request, period, typed, error)
    return _done(request, period, outcome, _("已互换"))


@require_POST
def lock(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Keeps everybody of the range where they are when the rest is proposed anew, or lets them go again."""
    period, user = period_for(request, period_id), roster_reader(request)
    typed, locked = _typed(request, user), request.POST.get("locked") == "1"
    seats = [Change(one.seat.pk, None, one.version) for one in typed]
    try:
        outcome = lock_seats_of(period=period, seats=seats, locked=locked, by=user)
    except DomainError as error:
        return _refused(request, period, typed, error)
    count = len(outcome.seats)
    words = (
        ngettext("已锁定 %(count)d 个席位", "已锁定 %(count)d 个席位", count)
        if locked
        else ngettext("已解除 %(count)d 个席位的锁定", "已解除 %(count)d 个席位的锁定", count)
    )
    return _done(request, period, outcome, words % {"count": count})


def _typed(request: HttpRequest, user: User) -> list[Typed]:
    """The cells in their order. Raises Http404 for a seat that isn't the reader's to see, NotAllowed for one to look at only."""
    rows = list(zip(*(request.POST.getlist(name) for name in ("seat", "version", "who", "seen")), strict=False))
    ids = [uuid_or_none(row[0]) for row in rows]
    found = Assignment.objects.visible_to(user).select_related(
        "shift__period", "shift__roster", "shift__unit", "person"
    )
    seats = found.in_bulk([pk for pk in ids if pk])
    if not rows or len(seats) != len(set(ids)):
        raise Http404
    if not all(can_file(user, seat.shift.roster) for seat in seats.values()):
        raise NotAllowed("permission_denied", _("换人由单位负责人办理"))
    return [
        Typed(seats[pk], int(version) if version.isdecimal() and len(version) < 10 else 0, who.strip(), seen)
        for pk, (_seat, version, who, seen) in zip(ids, rows, strict=True)
        if pk
    ]


def _people(
    request: HttpRequest, typed: Sequence[Typed], user: User
) -> tuple[dict[UUID, UUID | None], dict[UUID, Named]]:
    """Per seat who is meant, and what has to be asked. A seat answered with nobody in particular is left alone."""
    people: dict[UUID, UUID | None] = {}
    texts: list[tuple[Assignment, str]] = []
    same = _holders(typed, user)
    for one in typed:
        answer = request.POST.get(f"choice-{one.seat.pk}")
        if answer is not None:
            if chosen := uuid_or_none(answer):
                people[one.seat.pk] = chosen
        elif one.who.startswith(SAME_AS):
            people[one.seat.pk] = same[one.who]
        elif not one.who or uuid_or_none(one.who):
            people[one.seat.pk] = uuid_or_none(one.who)
        else:
            texts.append((one.seat, one.who))
    asked = {}
    for found in named(texts, user):
        if found.person is None:
            asked[found.seat.pk] = found
        else:
            people[found.seat.pk] = found.person.key
    return people, asked


def _holders(typed: Sequence[Typed], user: User) -> dict[str, UUID | None]:
    """Of the seats named by other cells, as they are now."""
    wanted = {one.who: uuid_or_none(one.who[1:]) for one in typed if one.who.startswith(SAME_AS)}
    rows = Assignment.objects.visible_to(user).filter(pk__in=[pk for pk in wanted.values() if pk])
    found: dict[UUID | None, UUID | None] = dict(rows.values_list("pk", "person_id"))
    if any(pk not in found for pk in wanted.values()):
        raise Http404
    return {text: found[pk] for text, pk in wanted.items()}


def _refused(request: HttpRequest, period: DutyPeriod, typed: Sequence[Typed], error: DomainError) -> HttpResponse:
    """At the cell when it was one; otherwise in the dialog, line by line. A change by others always shows both versions."""
    is_asked = isinstance(error, Stale) or error.code in ("reason_required", "reason_too_long")
    if is_asked or (len(typed) > 1 and error.code == "seats_refused"):
        return _ask(request, period, typed, error=error)
    if not isinstance(error, RuleViolation | InvalidInput):
        raise error
    return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")


def _ask(
    request: HttpRequest,
    period: DutyPeriod,
    typed: Sequence[Typed],
    *,
    asked: dict[UUID, Named] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    texts = {one["assignment"]: one["text"] for one in error.details.get("refused", ())} if error else {}
    moved = set(error.details.get("seats", ())) if isinstance(error, Stale) else set()
    names = _names(one.who for one in typed)
    lines = [
        Line(
            typed=one,
            wanted=names.get(one.who, one.who) if one.who else "",
            named=(asked or {}).get(one.seat.pk),
            text=texts.get(str(one.seat.pk), ""),
            is_moved=str(one.seat.pk) in moved,
        )
        for one in typed
    ]
    context = {
        "period": period,
        "lines": lines,
        "error": error,
        "action": request.path,
        "needs_reason": period.is_in_force,
        "reason": request.POST.get("reason", ""),
        "stacked": request.POST.get("stacked", ""),
        "locked": request.POST.get("locked", ""),
        "is_partly": bool(texts) or request.POST.get("partly") == "1",
        "is_exchange": request.path.endswith("/exchange/"),
        "can_send": len(texts) < len(lines),
    }
    back = reverse("rostering:period", args=[period.pk])
    answer = dialog(request, "rostering/periods/dialogs/many.html", context, back=back, status=409)
    return reswap(retarget(answer, "#dialog"), "innerHTML") if is_fragment(request) else answer


def _names(whos: Iterable[str]) -> dict[str, str]:
    """What stands for a person in a request, by the person's name: ids, and seats that others refer to."""
    ids = {who: uuid_or_none(who) for who in whos}
    people = dict(Person.objects.filter(pk__in=[pk for pk in ids.values() if pk]).values_list("pk", "name"))
    seats = {who: uuid_or_none(who[1:]) for who in ids if who.startswith(SAME_AS)}
    held = dict(Assignment.objects.filter(pk__in=[pk for pk in seats.values() if pk]).values_list("pk", "person__name"))
    return {
        **{who: people[pk] for who, pk in ids.items() if pk in people},
        **{who: held.get(pk) or "" for who, pk in seats.items() if pk},
    }


def _written(outcome: Outcome) -> str:
    count = len(outcome.seats)
    if count == 1 and not outcome.left:
        person = outcome.seats[0].person
        return _("已换为%(person)s") % {"person": person.name} if person else _("已撤下，该席位现为空岗")
    sentence = ngettext("已改 %(count)d 个席位", "已改 %(count)d 个席位", count) % {"count": count}
    if not outcome.left:
        return sentence
    left = "；".join(one.text for one in outcome.left)
    return _("%(sentence)s；未改的：%(left)s") % {"sentence": sentence, "left": left}


def _done(request: HttpRequest, period: DutyPeriod, outcome: Outcome, sentence: str) -> HttpResponse:
    if not is_fragment(request):
        return done(request, sentence, reverse("rostering:period", args=[period.pk]))
    shifts = {seat.shift_id for seat in outcome.seats}
    answer = changed_seats(request, period.pk, shifts, sentence, is_stacked=request.POST.get("stacked") == "1")
    return trigger_client_event(answer, "closeDialog", after="settle")
