"""调动: one page for leaving the old unit and joining the new one."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from units.errors import DomainError, RuleViolation
from units.people.forms import TransferForm
from units.people.models import Person
from units.people.services.transfers import take_back, transfer_people
from units.permissions import check_manage_county
from units.web.asking_back import asked_back
from units.web.forms import refuse
from units.web.reader import reader
from units.when import full_day


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Between units: the county office. Duties published after the day are shown before anything is saved."""
    user = reader(request)
    person = get_object_or_404(Person.objects.visible_to(user).select_related("unit__county"), pk=pk)
    check_manage_county(user, person.unit.county)
    form = TransferForm(request.POST or None, user=user, person=person)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        moves = {"to": given["unit"], "day": given["day"], "changes": form.changes(), "reason": given["reason"]}
        change = partial(transfer_people, people=[person], by=user, **moves)
        back = reverse("units:person", args=[person.pk])
        try:
            question = asked_back(request, change, title=_("办理调动"), back=back)
            if question is not None:
                return question
            moved = change()[0]
        except DomainError as error:
            refuse(form, error)
        else:
            words = {"name": moved.name, "unit": moved.unit.name, "day": full_day(given["day"])}
            messages.success(request, _("%(name)s自%(day)s起在%(unit)s，电话、联系方式和请假随之转入。") % words)
            return redirect("units:person", moved.pk)
    context = {"person": person, "form": form, "title": _("办理调动")}
    return render(request, "units/people/person_transfer.html", context, status=400 if form.errors else 200)


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Of one that hasn't begun; `pk` is the entry that would have been left."""
    user = reader(request)
    person = get_object_or_404(Person.objects.visible_to(user).select_related("unit__county"), pk=pk)
    check_manage_county(user, person.unit.county)
    try:
        take_back(person=person, by=user)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s的调动已撤销。") % {"name": person.name})
    return redirect("units:person", person.pk)
