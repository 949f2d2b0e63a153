"""快报: the list, one with what is missing, its signing, its sending, its papers."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.bulletins.forms import BulletinForm, IssueForm, SendingForm
from alerts.bulletins.models import Bulletin
from alerts.bulletins.queries import (
    beginning,
    bulletins_of,
    first_sent,
    issue_words,
    missing_of,
    owed_to_city,
    paper_of,
    sent_of,
    unsent_of,
    usual_signer,
)
from alerts.bulletins.services import drafting, issuing
from alerts.bulletins.services.documents import bulletin_docx
from alerts.enums import BulletinState
from alerts.incidents.models import Incident
from alerts.labels import ELEMENT_LABELS
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import commander, county_of
from alerts.web.fields import ReasonForm
from rostering.documents.letters import DOCX
from rostering.documents.pdf import PDF, pdf
from units.models import User
from units.web.attachment import attachment

PER_PAGE = 20


def bulletin_for(request: HttpRequest, pk: UUID) -> Bulletin:
    rows = bulletins_of(commander(request)).select_related("county", "incident", "corrects", "signed_by", "written_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def bulletin_list(request: HttpRequest) -> HttpResponse:
    """What the city still waits for, drafts, then what was signed."""
    user = commander(request)
    owed = owed_to_city(user, PER_PAGE)
    page = Paginator(bulletins_of(user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "alerts/bulletins/bulletins.html", {"page": page, "owed": owed, "now": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begun with what is known of the incident it is about, if any."""
    user = commander(request)
    county, incident = county_of(user), _incident(request, user)
    drafting.check_open(incident)
    form = BulletinForm(request.POST if request.method == "POST" else None, initial=beginning(county, incident))
    made = (
        submit(form, partial(drafting.draft_bulletin, county=county, incident=incident, by=user))
        if form.is_bound
        else None
    )
    if made:
        return done(request, _("草稿已保存，补齐要素后签发"), reverse("alerts:bulletin", args=[made.pk]))
    return render(
        request, "alerts/bulletins/bulletin_edit.html", {"form": form, "incident": incident}, status=status_of(form)
    )


@require_safe
def bulletin(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "alerts/bulletins/bulletin.html", _context(bulletin_for(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, found = commander(request), bulletin_for(request, pk)
    values = {name: getattr(found, name) for name in BulletinForm.base_fields}
    form = BulletinForm(request.POST if request.method == "POST" else None, initial=values)
    if form.is_bound and submit(form, partial(drafting.edit_bulletin, bulletin=found, by=user)):
        return done(request, _("草稿已保存"), _path(found))
    context = {"form": form, "bulletin": found, "incident": found.incident}
    return render(request, "alerts/bulletins/bulletin_edit.html", context, status=status_of(form))


@require_POST
def issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, found = commander(request), bulletin_for(request, pk)
    form = IssueForm(request.POST)
    made = submit(form, partial(issuing.issue_bulletin, bulletin=found, by=user))
    if made:
        words = {"series": made.get_series_display(), "issue": issue_words(made)}
        return done(request, _("%(series)s%(issue)s已签发，请按报送对象发送并登记") % words, _path(found))
    return render(request, "alerts/bulletins/bulletin.html", _context(found) | {"issue_form": form}, status=400)


@require_POST
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, found = commander(request), bulletin_for(request, pk)
    form = SendingForm(request.POST, recipients=_recipients(found))
    if submit(form, partial(issuing.record_sending, bulletin=found, by=user)):
        return done(request, _("已登记发送"), _path(found))
    return render(request, "alerts/bulletins/bulletin.html", _context(found) | {"send_form": form}, status=400)


@require_POST
def retract(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, found = commander(request), bulletin_for(request, pk)
    form = ReasonForm(request.POST, auto_id="retract-%s")
    if submit(form, partial(issuing.retract_bulletin, bulletin=found, by=user)):
        return done(request, _("已撤回，原文和编号留存"), _path(found))
    return render(request, "alerts/bulletins/bulletin.html", _context(found) | {"retract_form": form}, status=400)


@require_POST
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    made = drafting.begin_correction(bulletin=bulletin_for(request, pk), by=commander(request))
    return redirect("alerts:bulletin_edit", pk=made.pk)


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    drafting.discard_bulletin(bulletin=bulletin_for(request, pk), by=commander(request))
    return done(request, _("草稿已作废，留存备查"), reverse("alerts:bulletins"))


@require_safe
def as_docx(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = bulletin_for(request, pk)
    return attachment(bulletin_docx(paper_of(found)), kind=DOCX, name=f"{_name(found)}.docx")


@require_safe
def as_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = bulletin_for(request, pk)
    drawn = pdf("alerts/bulletins/paper.html", {"paper": paper_of(found)})
    return attachment(drawn, kind=PDF, name=f"{_name(found)}.pdf")


def _name(found: Bulletin) -> str:
    return f"{found.get_series_display()}{issue_words(found)}{found.title}"


def _path(found: Bulletin) -> str:
    return reverse("alerts:bulletin", args=[found.pk])


def _incident(request: HttpRequest, user: User) -> Incident | None:
    asked = request.GET.get("incident", "")
    if not asked:
        return None
    try:
        pk = UUID(asked)
    except ValueError:
        return None
    return get_object_or_404(Incident.objects.visible_to(user), pk=pk)


def _recipients(found: Bulletin) -> list[str]:
    """Those that wait for it first."""
    waiting = unsent_of(found)
    return sorted((one.recipient for one in sent_of(found)), key=lambda name: name not in waiting)


def _context(found: Bulletin) -> dict[str, Any]:
    sent, first = sent_of(found), first_sent(found)
    lacking = missing_of(found) if found.state == BulletinState.DRAFT else ()
    return {
        "bulletin": found,
        "paper": paper_of(found),
        "issue": issue_words(found),
        "lacking": [ELEMENT_LABELS[name] for name in lacking],
        "sent": sent,
        "unsent": unsent_of(found),
        "is_late": found.due_at is not None and (first or timezone.now()) > found.due_at,
        "first_sent": first,
        "issue_form": IssueForm(initial={"signer": usual_signer(found.county)}, auto_id="issue-%s"),
        "send_form": SendingForm(recipients=_recipients(found), auto_id="send-%s"),
        "retract_form": ReasonForm(auto_id="retract-%s"),
        "corrections": list(found.corrections.all()),
    }
