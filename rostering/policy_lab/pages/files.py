"""制度文件: a published version downloaded for other counties, another county's file looked at and taken in as a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostering.permissions import check_draft_policies
from rostering.policies.models import PolicyVersion
from rostering.policy_lab.forms import PolicyFileForm, TakePolicyForm
from rostering.policy_lab.queries.comparing import to_compare_with
from rostering.policy_lab.queries.files import file_bytes, file_of
from rostering.policy_lab.rules.files import MOST_BYTES
from rostering.policy_lab.services.files import look_at_policy, read_policy, take_policy
from rostering.web.fetch import county_of, roster_reader
from units.errors import DomainError
from units.web.attachment import attachment
from units.web.forms import refuse


@require_safe
def download(request: HttpRequest, draft: int) -> HttpResponse:
    versions = PolicyVersion.objects.visible_to(roster_reader(request)).with_rules()
    found = get_object_or_404(versions.select_related("county__lead_office", "published_by__unit"), number=draft)
    words = {"county": found.county.name, "number": found.number}
    name = _("%(county)s值守制度第%(number)d版") % words
    return attachment(file_bytes(file_of(found)), kind="application/json", name=f"{name}.json")


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Asks for the file, then shows what a draft of it would say beside the county's own rules."""
    user = roster_reader(request)
    check_draft_policies(user)
    versions = to_compare_with(county_of(user), user)
    form = PolicyFileForm(request.POST or None, request.FILES or None, versions=versions)
    if request.method == "POST" and form.is_valid():
        written = form.cleaned_data["file"].read(MOST_BYTES + 1)
        wanted = form.cleaned_data.get("against")
        against = next((one for one in versions if wanted in (None, one.number)), None)
        try:
            file = read_policy(written)
            found = look_at_policy(county=county_of(user), file=file, by=user, against=against)
        except DomainError as error:
            refuse(form, error)
        else:
            context = {
                "found": found,
                "origin": file.origin,
                "earlier": file.earlier,
                "is_own": file.origin.county_code == county_of(user).code,
                "kept": len(found.version.unit_staffing.all()),
                "form": TakePolicyForm(initial={"content": written.decode("utf-8-sig")}),
            }
            return render(request, "rostering/policy_lab/brought.html", context)
    return render(request, "rostering/policy_lab/bring.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """The file that was looked at becomes a draft; on to it."""
    user = roster_reader(request)
    check_draft_policies(user)
    form = TakePolicyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请重新选择制度文件"))
        return redirect("policies:import")
    file = read_policy(form.cleaned_data["content"].encode())
    draft = take_policy(county=county_of(user), file=file, by=user)
    words = {"county": file.origin.county_name, "number": draft.number}
    messages.success(request, _("已按%(county)s的制度建成第 %(number)d 版草案，可逐项修改，发布后才施行。") % words)
    return redirect("policies:version", draft.number)
