"""设置: webhooks of the county, for the office."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.labels import DELIVERY_STATE_LABELS, EVENT_LABELS
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import commander, county_of
from alerts.webhooks.forms import RotateForm, WebhookForm
from alerts.webhooks.models import Webhook
from alerts.webhooks.services import webhooks
from units.models import Unit

PER_PAGE = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: HttpRequest) -> HttpResponse:
    """All subscriptions. The secret of a new one stands on the answer to making it, and nowhere else."""
    user = commander(request)
    county = county_of(user)
    form = WebhookForm(request.POST if request.method == "POST" else None, county=county)
    made = submit(form, partial(webhooks.create_webhook, county=county, by=user)) if form.is_bound else None
    if made:
        return _detail(request, made, secret=webhooks.secret_of(made.pk, made.secret_number))
    rows = Webhook.objects.visible_to(user).usable().order_by("-created_at")
    context = {"form": form, "webhooks": [(row, _events(row)) for row in rows]}
    return render(request, "alerts/webhooks/webhooks.html", context, status=status_of(form))


@never_cache
@require_safe
def webhook(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _detail(request, _found(request, pk))


@never_cache
@require_POST
def rotate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The new secret stands on this answer alone."""
    row, form = _found(request, pk), RotateForm(request.POST)
    changed = submit(form, partial(webhooks.rotate_secret, webhook=row, by=commander(request)))
    if changed is None:
        return _detail(request, row, rotate_form=form, status=400)
    return _detail(request, changed, secret=webhooks.secret_of(changed.pk, changed.secret_number))


@require_POST
def ping(request: HttpRequest, pk: UUID) -> HttpResponse:
    webhooks.ping(webhook=_found(request, pk), by=commander(request))
    return done(request, _("测试已发出，稍后刷新查看结果"), reverse("alerts:webhook", args=[pk]))


@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    webhooks.revoke_webhook(webhook=_found(request, pk), by=commander(request))
    return done(request, _("事件推送已停用"), reverse("alerts:webhooks"))


@require_POST
def redeliver(request: HttpRequest, pk: UUID, delivery_id: UUID) -> HttpResponse:
    rows = _found(request, pk).deliveries.select_related("webhook")
    webhooks.redeliver(delivery=get_object_or_404(rows, pk=delivery_id), by=commander(request))
    return done(request, _("已重新推送"), reverse("alerts:webhook", args=[pk]))


def _found(request: HttpRequest, pk: UUID) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(commander(request)), pk=pk)


def _detail(
    request: HttpRequest, row: Webhook, *, secret: str = "", rotate_form: RotateForm | None = None, status: int = 200
) -> HttpResponse:
    page = Paginator(row.deliveries.order_by("-created_at", "id"), PER_PAGE).get_page(request.GET.get("page"))
    deliveries = [(one, EVENT_LABELS[one.event], DELIVERY_STATE_LABELS[one.state]) for one in page]
    context: dict[str, Any] = {
        "webhook": row,
        "events": _events(row),
        "units": Unit.objects.filter(pk__in=row.unit_ids or ()).order_by("protocol_order"),
        "secret": secret,
        "rotate_form": rotate_form or RotateForm(),
        "page": page,
        "deliveries": deliveries,
    }
    return render(request, "alerts/webhooks/webhook.html", context, status=status)


def _events(row: Webhook) -> list[Any]:
    return [EVENT_LABELS[event] for event in row.events]
