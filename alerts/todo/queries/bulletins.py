"""Lines about what has to leave the house: the city not told yet, papers signed and not sent."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.bulletins.models import Bulletin
from alerts.bulletins.queries import owed_to_city, unsent_of
from alerts.enums import BulletinState
from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line

# Whatever was retracted earlier was told of by other ways, or not at all.
TOLD_WITHIN = timedelta(days=30)


def city_reports(reader: Reader) -> Iterable[Line]:
    """Of larger incidents, from the moment they are known. Two queries."""
    if not reader.is_office:
        return
    for owed in owed_to_city(reader.user, MOST):
        title = _("%(incident)s：待报市") % {"incident": owed.incident.title}
        if owed.to_send:
            path, act = reverse("alerts:bulletin", args=[owed.to_send]), _("登记发送")
        else:
            path, act = f"{reverse('alerts:bulletin_new')}?incident={owed.incident.pk}", _("拟快报")
        yield Line(Kind.CITY_REPORT, title, path, act, due=owed.incident.city_due_at)


def unsent(reader: Reader) -> Iterable[Line]:
    """Signed, and somebody it names hasn't got it; retracted, and somebody who had got it hasn't heard so. Two queries."""
    if not reader.is_office:
        return
    rows = Bulletin.objects.visible_to(reader.user).filter(
        Q(state=BulletinState.ISSUED) | Q(state=BulletinState.RETRACTED, retracted_at__gte=reader.now - TOLD_WITHIN),
        is_sent=False,
    )
    for one in rows.prefetch_related("sendings").order_by("issued_at", "pk")[:MOST]:
        words = {"series": one.get_series_display(), "number": one.number, "title": one.title}
        is_retracted = one.state == BulletinState.RETRACTED
        sentence = (
            _("%(series)s第 %(number)s 期已撤回，待告知：%(title)s")
            if is_retracted
            else _("%(series)s第 %(number)s 期待发送：%(title)s")
        )
        title = sentence % words
        path = reverse("alerts:bulletin", args=[one.pk])
        yield Line(
            Kind.BULLETIN,
            title,
            path,
            _("登记告知") if is_retracted else _("登记发送"),
            due=None if is_retracted else one.due_at,
            note="、".join(unsent_of(one)),
        )
