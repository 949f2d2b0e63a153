"""谁能顶班: putting one's duty up without naming anybody, and how it stands."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostering.covers.models import Cover
from rostering.covers.queries import shown, view_of
from rostering.covers.services.answers import decline_cover, take_cover
from rostering.covers.services.asking import open_cover, withdraw_cover
from rostering.permissions import check_have_duties
from rostering.web.answers import done
from rostering.web.fetch import roster_reader
from units.errors import DomainError, InvalidInput
from units.models import User
from units.web.reader import other_parameters

PER_PAGE = 30


@require_safe
def cover_list(request: HttpRequest) -> HttpResponse:
    """Duties up for cover, the latest first: the county's, the unit's, one's own and those one is asked for."""
    user = roster_reader(request)
    check_have_duties(user)
    rows = shown(Cover.objects.visible_to(user)).order_by("-requested_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": other_parameters(request), "sees_county": user.sees_whole_county}
    return render(request, "rostering/covers/covers.html", context)


@require_POST
def new(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Puts the duty up; where it can't be, the reader hears why on the page they came from."""
    user = roster_reader(request)
    check_have_duties(user)
    made = open_cover(assignment_id=assignment_id, by=user, reason=request.POST.get("reason", ""))
    return done(request, _("已征询，最先应征者顶班"), reverse("covers:cover", args=[made.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One duty up for cover: who was asked, how far, and what this reader may do about it."""
    user = roster_reader(request)
    check_have_duties(user)
    found = _fetch(user, pk)
    error, status = None, 200
    if request.method == "POST":
        try:
            sentence = _act(found, user, request.POST.get("do", ""))
        except DomainError as refused:
            found, error, status = _fetch(user, pk), refused, 400 if isinstance(refused, InvalidInput) else 409
        else:
            return _on(request, sentence)
    context = {"view": view_of(found, user), "cover": found, "error": error}
    return render(request, "rostering/covers/cover.html", context, status=status)


def _act(found: Cover, user: User, wanted: str) -> str:
    """Takes the step; the sentence for it. Raises InvalidInput for an unknown one."""
    if wanted == "withdraw":
        withdraw_cover(cover=found, by=user)
        return _("已撤回")
    if wanted in ("take", "decline") and user.person is not None:
        answer = take_cover if wanted == "take" else decline_cover
        answer(cover=found, person=user.person, by=user)
        return _("已登记由您顶班，待负责人批准") if wanted == "take" else _("已答复不能顶班")
    raise InvalidInput("unknown_action", _("请选择办理方式"), field="do")


def _on(request: HttpRequest, sentence: str) -> HttpResponse:
    is_my_page = request.POST.get("page") == "my"
    return done(request, sentence, reverse("my:duties") if is_my_page else request.path)


def _fetch(user: User, pk: UUID) -> Cover:
    return get_object_or_404(shown(Cover.objects.visible_to(user)), pk=pk)
