"""手册, open to everybody: whoever cannot sign in needs it most."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from units.help import queries
from units.web.handbooks import OFFICE, UNIT, is_of_office

A_DAY = 24 * 60 * 60


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The handbook of the reader's role."""
    return redirect("units:handbook", OFFICE if is_of_office(request.user) else UNIT)


@login_not_required
@require_safe
def handbook(request: HttpRequest, slug: str) -> HttpResponse:
    found = _found(slug)
    context = {
        "handbook": found,
        "body": queries.with_pictures_at(found.body, reverse("units:help") + "pictures/"),
        "others": [(other, title) for other, (_file, title) in queries.FILES.items() if other != slug],
        "layout": "base.html" if request.user.is_authenticated else "bare.html",
    }
    return render(request, "units/help/handbook.html", context)


@login_not_required
@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole handbook in one file, to be read without the product or a network."""
    found = _found(slug)
    context = {"handbook": found, "body": queries.with_pictures_inside(found.body)}
    page = render_to_string("units/help/file.html", context, request)
    header = content_disposition_header(as_attachment=True, filename=f"{found.title}.html")
    return HttpResponse(page, headers={"Content-Disposition": header or "attachment"})


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_DAY)
def picture(_request: HttpRequest, name: str) -> HttpResponse:
    path = queries.picture(name)
    if path is None:
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="image/png")


def _found(slug: str) -> queries.Handbook:
    found = queries.handbook(slug)
    if found is None:
        raise Http404
    return found
