"""县设置, for the county's office."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from units.counties.models.settings import CountySettings
from units.county_settings.forms import SettingsForm
from units.county_settings.services import change_settings
from units.errors import DomainError
from units.permissions import check_manage_county
from units.web.forms import refuse
from units.web.reader import reader


@require_http_methods(["GET", "HEAD", "POST"])
def county(request: HttpRequest) -> HttpResponse:
    """Everything on one page; what was typed stays when something of it is refused."""
    user = reader(request)
    found = user.county
    if found is None:
        raise Http404
    check_manage_county(user, found)
    given = request.POST if request.method == "POST" else None
    form = SettingsForm(given, county=found, row=CountySettings.of(found.pk))
    if given is not None and form.is_valid():
        try:
            expected = form.cleaned_data["expected_version"]
            change_settings(county=found, by=user, changes=form.changes(), expected_version=expected)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("县设置已保存，对今后开始的事项生效。"))
            return redirect("units:county_settings")
    context = {"form": form, "county": found}
    return render(request, "units/county_settings/county.html", context, status=400 if form.errors else 200)
