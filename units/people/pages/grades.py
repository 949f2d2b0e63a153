"""职级对照: the county's own entries of the table of grades, and what the usual table says."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from units.counties.models.county import County
from units.counties.models.user import User
from units.errors import DomainError, NotAllowed
from units.people.forms import GradeForm
from units.people.models import Grade
from units.people.queries import usual_grades
from units.people.services.grades import remove_grade, set_grade
from units.permissions import check_manage_county
from units.web.forms import refuse
from units.web.reader import reader


@require_http_methods(["GET", "HEAD", "POST"])
def grades(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    county = _county(user)
    form = GradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_grade(county=county, by=user, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("职级对照已登记；已录入的人员职级不变。"))
            return redirect("units:grades")
    context = {
        "form": form,
        "own": Grade.objects.filter(county=county).order_by("-rank", "name"),
        "usual": usual_grades(),
    }
    return render(request, "units/people/grades.html", context, status=400 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = reader(request)
    grade = get_object_or_404(Grade.objects.filter(county=_county(user)).select_related("county"), pk=pk)
    remove_grade(grade=grade, by=user)
    messages.success(request, _("已删去“%(name)s”。") % {"name": grade.name})
    return redirect("units:grades")


def _county(user: User) -> County:
    if user.county is None:
        raise NotAllowed("no_county", _("您的账号没有所属的县"))
    check_manage_county(user, user.county)
    return user.county
