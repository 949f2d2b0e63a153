"""Lines about warnings: to be signed, and units that the operator has to ring. The office's."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.enums import WarningCallState, WarningState
from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line
from alerts.warnings.models import OPEN_STATES, UNSIGNED_STATES, PublicWarning


def warnings(reader: Reader) -> Iterable[Line]:
    """One query."""
    if not reader.is_office:
        return
    silent = Count("calls__unit", distinct=True, filter=Q(calls__state=WarningCallState.WITH_OFFICE))
    rows = PublicWarning.objects.visible_to(reader.user).filter(state__in=OPEN_STATES).annotate(silent=silent)
    waiting = rows.filter(Q(state__in=UNSIGNED_STATES) | Q(silent__gt=0)).order_by("received_at", "pk")
    for one in waiting[:MOST].values("pk", "headline", "state", "silent", "received_at"):
        path = reverse("alerts:warning", args=[one["pk"]])
        if one["state"] in UNSIGNED_STATES:
            is_new = one["state"] == WarningState.RECEIVED
            title = _("%(headline)s待签发") if is_new else _("%(headline)s有更新，待重新签发")
            yield Line(Kind.WARNING, title % one, path, _("去签发"), due=one["received_at"])
        if one["silent"]:
            title = _("%(headline)s：%(silent)d 个单位未叫应，请打电话") % one
            yield Line(Kind.WARNING, title, path, _("电话名单"), count=one["silent"])
