"""人员: list, one person, changes, and full phone numbers for a reason."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.errors import DomainError, NotAllowed, RuleViolation
from units.people.forms import NewPersonForm, PeopleFilter, PersonForm, RevealForm
from units.people.models import Person
from units.people.queries import people_found
from units.people.services.contacts import reveal_phone
from units.people.services.grades import own_grades
from units.people.services.people import add_people, change_people
from units.people.services.removals import delete_person
from units.permissions import (
    can_export_person,
    can_manage_county,
    can_manage_people,
    check_manage_people,
    check_see_directory,
)
from units.web.asking_back import asked_back
from units.web.forms import refuse
from units.web.reader import other_parameters, reader

PAGE = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    check_see_directory(user)
    units = list(Unit.objects.visible_to(user).active().in_protocol_order())
    chosen = PeopleFilter(request.GET or None, units=units, auto_id="filter-%s")
    wanted = chosen.cleaned_data if chosen.is_valid() else {}
    found = people_found(
        user,
        timezone.localdate(),
        text=wanted.get("q", "").strip(),
        unit_code=wanted.get("unit", ""),
        departed=wanted.get("departed", False),
    )
    context = {
        "filter": chosen,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": other_parameters(request),
        "can_add": user.sees_whole_county or user.leads_unit,
        "keeps_grades": user.county is not None and can_manage_county(user, user.county),
        "unit_code": wanted.get("unit", ""),
        "order_unit": wanted.get("unit", "") or (units[0].code if len(units) == 1 else ""),
    }
    return render(request, "units/people/people.html", context)


@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = reader(request)
    check_see_directory(user)
    return _show(request, user, _person(user, pk))


@sensitive_post_parameters("mobile", "office_phone")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = reader(request)
    changed = _person(user, pk)
    check_manage_people(user, changed.unit)
    form = PersonForm(request.POST or None, person=changed, grades=own_grades(changed.unit.county))
    if request.method == "POST" and form.is_valid():
        change = partial(change_people, changes=[(changed, form.values())], by=user)
        back = reverse("units:person", args=[changed.pk])
        try:
            question = asked_back(request, change, title=_("修改人员信息"), back=back)
            if question is not None:
                return question
            change()
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("人员信息已保存。"))
            _say_posts(request, changed)
            _remark(request, form)
            return redirect(back)
    context = {"person": changed, "form": form, "title": _("修改人员信息")}
    return render(request, "units/people/person_form.html", context, status=400 if form.errors else 200)


@sensitive_post_parameters("mobile", "office_phone")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if not (user.sees_whole_county or user.leads_unit):
        raise NotAllowed("permission_denied", _("您没有办理此事的权限"))
    form = NewPersonForm(
        request.POST or None, user=user, unit_code=request.GET.get("unit", ""), grades=own_grades(user.county)
    )
    if request.method == "POST" and form.is_valid():
        try:
            added = add_people(newcomers=[(form.cleaned_data["unit"], form.values())], by=user)[0]
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已添加 %(name)s。") % {"name": added.name})
            _say_posts(request, added)
            _remark(request, form)
            return redirect("units:person", added.pk)
    context = {"form": form, "title": _("添加人员")}
    return render(request, "units/people/person_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Of somebody entered by mistake; asks first, and says what to do with whoever has a history."""
    user = reader(request)
    wrong = _person(user, pk)
    check_manage_people(user, wrong.unit)
    if request.method != "POST":
        return render(request, "units/people/person_delete.html", {"person": wrong})
    try:
        delete_person(person=wrong, by=user)
    except RuleViolation as error:
        return render(request, "units/people/person_delete.html", {"person": wrong, "error": str(error)}, status=409)
    messages.success(request, _("已删除 %(name)s。") % {"name": wrong.name})
    return redirect("units:people")


@require_POST
def phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The full numbers, once, after the reason is on record. They stand in this answer and nowhere else."""
    user = reader(request)
    whose = _person(user, pk)
    form = RevealForm(request.POST)
    if form.is_valid():
        try:
            return _show(
                request, user, reveal_phone(person=whose, reason=form.cleaned_data["reason"], by=user), full=True
            )
        except NotAllowed:
            raise
        except DomainError as error:
            refuse(form, error)
    return _show(request, user, whose, form=form, status=400)


def _remark(request: HttpRequest, form: PersonForm) -> None:
    for remark in form.remarks():
        messages.warning(request, remark)


def _say_posts(request: HttpRequest, person: Person) -> None:
    """Nobody is left out of duty in silence."""
    if not person.eligible_posts:
        messages.warning(request, _("%(name)s未列入任何岗位，不参加值班。") % {"name": person.name})


def _person(user: User, pk: UUID) -> Person:
    rows = Person.objects.visible_to(user).select_related("unit__county", "moved_to__unit", "moved_from__unit")
    return get_object_or_404(rows, pk=pk)


def _sees(user: User, person: Person) -> bool:
    return user.unit_ids is None or user.leads(person.unit_id)


def _show(
    request: HttpRequest,
    user: User,
    shown: Person,
    *,
    form: RevealForm | None = None,
    full: bool = False,
    status: int = 200,
) -> HttpResponse:
    moved_to = getattr(shown, "moved_to", None)
    context = {
        "person": shown,
        "moved_to": moved_to,
        "may_open_next": moved_to is not None and _sees(user, moved_to),
        "may_open_earlier": shown.moved_from is not None and _sees(user, shown.moved_from),
        "may_take_back": moved_to is not None
        and moved_to.valid_from > timezone.localdate()
        and can_manage_county(user, shown.unit.county),
        "can_move": moved_to is None and can_manage_county(user, shown.unit.county),
        "full": full,
        "form": form or RevealForm(),
        "can_edit": can_manage_people(user, shown.unit),
        "can_export": can_export_person(user, shown),
        "can_reveal": user.may_see_contacts_of(shown.unit_id),
    }
    response = render(request, "units/people/person.html", context, status=status)
    if full:
        response["Cache-Control"] = "no-store"
    return response
