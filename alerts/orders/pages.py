"""值守升级令: in force and past; issued and ended by the office."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.orders.forms import OrderForm
from alerts.orders.models import OrderStaff, PostureOrder
from alerts.orders.queries import effect_of, is_running, staff_of, warnings_of
from alerts.orders.services import orders
from alerts.orders.services.staff import confirm_staff
from alerts.permissions import can_command, can_confirm_staff, check_command
from alerts.web.answers import done, status_of, submit
from alerts.web.begun import begun
from alerts.web.fetch import commander, county_of, reader
from rostering.enums import Posture
from rostering.seats.queries.reach import by_reason
from units.kept import kept_units
from units.models import Unit, User
from units.web.next_page import next_page


def order_for(request: HttpRequest, pk: UUID) -> PostureOrder:
    rows = PostureOrder.objects.visible_to(reader(request)).select_related("warning")
    return get_object_or_404(rows, pk=pk)


PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def order_list(request: HttpRequest) -> HttpResponse:
    """Everybody reads them; the form is the office's, begun with the words of the warning or incident that leads here."""
    user, now = reader(request), timezone.now()
    if request.method == "POST":
        check_command(user)
    warning = _warning(request, user)
    initial = begun(request, "reason", "end", lists=("units",))
    form = OrderForm(request.POST if request.method == "POST" else None, initial=initial, user=user, warning=warning)
    made = submit(form, partial(_issue, user, warning=warning)) if form.is_bound else None
    if made:
        sentence = _("第 %(number)d 号升级令已发布，在值人员已通知") % {"number": made.number}
        return done(request, sentence, reverse("alerts:order", args=[made.pk]) if made.extras else _here())
    rows = PostureOrder.objects.visible_to(user).order_by("-end", "-number")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "names": _names(page), "now": now, "may_command": can_command(user)}
    context |= _effect(user, form) if form.is_bound else {}
    return render(request, "alerts/orders/orders.html", context, status=status_of(form))


def _warning(request: HttpRequest, user: User) -> Any:
    """The one the form was begun from; an address that names none begins an order by itself."""
    asked = request.POST.get("warning") or request.GET.get("warning") or ""
    with suppress(ValueError):
        return warnings_of(user).filter(pk=UUID(asked)).first() if can_command(user) and asked else None
    return None


@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    """What the order filled in so far would change, and whom no message about it reaches."""
    user = commander(request)
    return render(request, "alerts/orders/_effect.html", _effect(user, OrderForm(request.GET, user=user)))


def _effect(user: User, form: OrderForm) -> dict[str, Any]:
    """Nothing before who, how and until when are filled in; the reason can wait."""
    form.is_valid()
    given = form.cleaned_data
    names_somebody = given.get("tier") or given.get("units")
    if not names_somebody or not {"posture", "start", "end"} <= given.keys():
        return {}
    found = effect_of(
        county_id=county_of(user).pk,
        tier=given.get("tier", ""),
        unit_ids=[unit.pk for unit in given.get("units", ())],
        posture=given["posture"],
        start=given["start"],
        end=given["end"],
        extras=given["extras"],
        now=timezone.now(),
    )
    return {"effect": found, "reasons": by_reason(found.unreached), "count": len(found.unreached)}


@require_safe
def one_order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What it asks and, unit by unit, who is called in: confirmed by the unit's leader, or exchanged on the roster."""
    user, found, now = reader(request), order_for(request, pk), timezone.now()
    is_open = is_running(found, now)
    staff = staff_of(found, user)
    context = {
        "order": found,
        "names": _names([found])[found.pk],
        "staff": [(one, is_open and can_confirm_staff(user, one.staff.unit_id)) for one in staff],
        "unconfirmed": sum(one.is_asked for one in staff),
        "is_open": is_open,
        "now": now,
        "may_command": can_command(user),
    }
    return render(request, "alerts/orders/order.html", context)


@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """确认增派: the unit has seen who comes."""
    rows = OrderStaff.objects.visible_to(reader(request)).select_related("unit")
    row = confirm_staff(staff=get_object_or_404(rows, pk=pk), by=reader(request), now=timezone.now())
    here = next_page(request, reverse("alerts:order", args=[row.order_id]))
    return done(request, _("%(unit)s已确认增派人员") % {"unit": row.unit.label}, here)


@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    ended = orders.end_order(order=order_for(request, pk), by=commander(request))
    return done(request, _("第 %(number)d 号升级令已解除") % {"number": ended.number}, _here())


def _issue(user: User, *, posture: str, **values: Any) -> PostureOrder:
    return orders.issue_order(county=county_of(user), by=user, posture=Posture(posture), **values)


def _names(page: Iterable[PostureOrder]) -> dict[Any, str]:
    """Order → the names of the units it raises, as they were called then; one query for the page."""
    orders_shown = list(page)
    wanted = {pk for order in orders_shown for pk in order.unit_ids}
    units = list(Unit.objects.filter(pk__in=wanted).values("id", "code", "name", "short_name", "protocol_order"))
    return {order.pk: _labels(order, units) for order in orders_shown}


def _labels(order: PostureOrder, units: Sequence[Mapping[str, Any]]) -> str:
    named = kept_units(order.words, "units", [unit for unit in units if unit["id"] in order.unit_ids])
    return "、".join(unit["short_name"] or unit["name"] for unit in named)


def _here() -> str:
    return reverse("alerts:orders")
