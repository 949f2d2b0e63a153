"""值班意愿 of a person, 搭班规则 of a unit, 排班规则 of the county."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rostering.fairness.forms.preferences import PairRuleForm, PreferenceForm, RulesForm
from rostering.fairness.models.ledger import RosterRules
from rostering.fairness.models.preference import PairRule, Preference, SharedPerson
from rostering.fairness.queries.roster_rules import rules_row
from rostering.fairness.services.preferences import (
    record_pair_rule,
    record_preference,
    remove_pair_rule,
    remove_preference,
)
from rostering.fairness.services.roster_rules import change_rules
from rostering.permissions import can_decide_absence, can_manage_rules, can_record_absence
from rostering.web.fetch import county_of, roster_reader
from units.errors import DomainError, NotAllowed
from units.models import Person, Unit
from units.web.asking_back import asked_back
from units.web.forms import refuse

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, person: UUID) -> HttpResponse:
    """A person's wishes and pins, the latest first, and the form for another one."""
    user = roster_reader(request)
    whose = get_object_or_404(Person.objects.visible_to(user).select_related("unit"), pk=person)
    form = PreferenceForm(request.POST or None, person=whose, may_pin=can_decide_absence(user, whose))
    if request.method == "POST" and form.is_valid():
        try:
            record_preference(person=whose, by=user, **form.values())
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已登记，下次排班起生效。"))
            return redirect("staffing:wishes", whose.pk)
    entries = Preference.objects.visible_to(user).filter(person=whose).order_by("-first_day", "pk")
    context = {
        "person": whose,
        "form": form,
        "page": Paginator(entries, PAGE).get_page(request.GET.get("page")),
        "can_record": can_record_absence(user, whose),
        "may_pin": can_decide_absence(user, whose),
    }
    return render(request, "rostering/fairness/preferences.html", context, status=400 if form.errors else 200)


@require_POST
def remove_wish(request: HttpRequest, person: UUID, pk: UUID) -> HttpResponse:
    user = roster_reader(request)
    rows = Preference.objects.visible_to(user).select_related("person")
    remove_preference(preference=get_object_or_404(rows, pk=pk, person=person), by=user)
    messages.success(request, _("已撤销该条意愿。"))
    return redirect("staffing:wishes", person)


@require_http_methods(["GET", "HEAD", "POST"])
def pairs(request: HttpRequest, code: str) -> HttpResponse:
    """Who of a unit is never on duty together, or never both away; and who helps out from elsewhere."""
    user = roster_reader(request)
    unit = get_object_or_404(Unit.objects.visible_to(user), code=code)
    if not (user.leads(unit.pk) or user.is_county_office):
        raise NotAllowed("permission_denied", _("搭班规则由单位负责人办理"))
    form = PairRuleForm(request.POST or None, unit=unit, user=user)
    if request.method == "POST" and form.is_valid():
        change = partial(record_pair_rule, by=user, **form.values())
        back = reverse("staffing:pairs", args=[code])
        try:
            question = asked_back(request, change, title=_("登记搭班规则"), back=back)
            if question is not None:
                return question
            change()
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已登记搭班规则，下次排班起生效。"))
            return redirect("staffing:pairs", code)
    context = {
        "unit": unit,
        "form": form,
        "rules": PairRule.objects.visible_to(user).filter(unit=unit).select_related("first", "second"),
        "shared": SharedPerson.objects.visible_to(user).filter(unit=unit).select_related("person__unit"),
    }
    return render(request, "rostering/fairness/pairs.html", context, status=400 if form.errors else 200)


@require_POST
def remove_pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = roster_reader(request)
    rows = PairRule.objects.visible_to(user).select_related("first", "second", "unit")
    rule = get_object_or_404(rows, pk=pk)
    remove_pair_rule(rule=rule, by=user)
    messages.success(request, _("已撤销该条搭班规则。"))
    return redirect("staffing:pairs", rule.unit.code)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The county's rules of rosters: set by the office from a day on, read by leaders."""
    user = roster_reader(request)
    if user.is_duty_person:
        raise Http404
    county, today = county_of(user), timezone.localdate()
    present = rules_row(county.pk, today) or RosterRules(county=county)
    form = RulesForm(request.POST or None, rules=present, initial={"effective_from": today})
    if request.method == "POST":
        if not can_manage_rules(user):
            raise NotAllowed("permission_denied", _("排班规则由两办设定"))
        if form.is_valid():
            effective_from, changes = form.values()
            change = partial(change_rules, county=county, effective_from=effective_from, changes=changes, by=user)
            question = asked_back(request, change, title=_("修改排班规则"), back=reverse("staffing:rules"))
            if question is not None:
                return question
            change()
            messages.success(request, _("已保存排班规则。"))
            return redirect("staffing:rules")
    context = {
        "form": form,
        "may_change": can_manage_rules(user),
        "versions": RosterRules.objects.visible_to(user).select_related("updated_by"),
        "present": present,
    }
    return render(request, "rostering/fairness/rules.html", context, status=400 if form.errors else 200)
