"""请假外出: when a person can't be rostered."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rostering.fairness.forms.absences import AbsenceForm
from rostering.fairness.models.absence import Absence
from rostering.fairness.queries.leave import kinds_of
from rostering.fairness.queries.lost_seats import periods_to_repair
from rostering.fairness.services.absences import cancel_absence, record_absence
from rostering.permissions import can_decide_absence, can_record_absence
from rostering.rosters.models.assignment import Assignment
from units.errors import DomainError
from units.models import Person
from units.web.asking_back import asked_back
from units.web.forms import refuse
from units.web.reader import reader

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest, person: UUID) -> HttpResponse:
    """A person's entries, the latest first, and the form for another one."""
    user, now = reader(request), timezone.now()
    whose = get_object_or_404(Person.objects.visible_to(user).select_related("unit__county"), pk=person)
    form = AbsenceForm(request.POST or None, kinds=kinds_of(whose.unit.county))
    if request.method == "POST" and form.is_valid():
        change = partial(record_absence, person=whose, by=user, **form.values())
        back = reverse("absences:list", args=[whose.pk])
        try:
            question = asked_back(request, change, title=_("登记请假外出"), back=back)
            if question is not None:
                return question
            _say_recorded(request, change())
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect(back)
    entries = Absence.objects.visible_to(user).standing().filter(person=whose).order_by("-start")
    context = {
        "person": whose,
        "form": form,
        "page": Paginator(entries, PAGE).get_page(request.GET.get("page")),
        "now": now,
        "to_repair": periods_to_repair(user, now, person_id=whose.pk),
        "can_record": can_record_absence(user, whose),
        "may_decide": can_decide_absence(user, whose),
    }
    return render(request, "rostering/fairness/absences.html", context, status=400 if form.errors else 200)


@require_POST
def cancel(request: HttpRequest, person: UUID, pk: UUID) -> HttpResponse:
    entries = Absence.objects.visible_to(reader(request)).standing().select_related("person")
    cancel_absence(absence=get_object_or_404(entries, pk=pk, person=person), by=reader(request))
    messages.success(request, _("已撤销该条请假外出。"))
    return redirect("absences:list", person)


def _say_recorded(request: HttpRequest, entry: Absence) -> None:
    """Duties that clash stay as they are; whoever recorded the absence should know."""
    waiting, recorded = _("已提交，待单位负责人审批。"), _("已登记请假外出。")
    messages.success(request, waiting if entry.is_waiting else recorded)
    clashes = Assignment.objects.visible_to(reader(request)).filter(
        person=entry.person, start__lt=entry.end, end__gt=entry.start
    )
    number = clashes.count()
    if number:
        sentence = ngettext(
            "该时段内已有 %(count)d 个班次，请及时换人。", "该时段内已有 %(count)d 个班次，请及时换人。", number
        )
        messages.warning(request, sentence % {"count": number})
