"""Lines about duties that are up for cover or go round: whoever is asked, and whoever has to decide or to find somebody."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line
from rostering.covers.queries import CoverView, shown, view_of, waiting_covers
from rostering.enums import CoverState
from rostering.models import Cover
from rostering.rings.queries import waiting_rings
from units.when import moment


def covers(reader: Reader) -> Iterable[Line]:
    """Asked of the reader, or without anybody who takes it in a unit of theirs; for the office of units without a leader.
    Two queries, two more for the office."""
    views = waiting_covers(reader.user, reader.now)
    if reader.is_office:
        rows = Cover.objects.visible_to(reader.user).filter(reader.decides("unit"), state=CoverState.OPEN)
        rows = rows.filter(escalated_at__isnull=False, expires_at__gt=reader.now)
        views += [view_of(cover, reader.user) for cover in shown(rows).order_by("expires_at")[:MOST]]
    known = set()
    for view in views:
        reader.changes_at(view.cover.expires_at)
        if view.waits_for_reader and view.cover.pk not in known:
            known.add(view.cover.pk)
            yield _line(view)


def _line(view: CoverView) -> Line:
    cover = view.cover
    words = {
        "person": cover.person.name,
        "at": moment(cover.assignment.start),
        "post": cover.assignment.shift.post_name,
    }
    title = (
        _("%(person)s %(at)s 起的%(post)s班次征询顶班，请答复")
        if view.may_answer
        else _("%(person)s %(at)s 起的%(post)s班次无人顶班，请安排人员")
    )
    return Line(Kind.SWAP, title % words, reverse("covers:cover", args=[cover.pk]), _("去办理"), due=cover.expires_at)


def rings(reader: Reader) -> Iterable[Line]:
    """To be agreed to or decided by the reader. Two queries."""
    for view in waiting_rings(reader.user, reader.now):
        reader.changes_at(view.ring.expires_at)
        if view.waits_for_reader:
            people = _("、").join(seat.giver.name for seat in view.ring.seats.all())
            title = _("%(people)s 多人换班，待您答复") if view.may_answer else _("%(people)s 多人换班，待您审批")
            path = reverse("rings:ring", args=[view.ring.pk])
            yield Line(Kind.SWAP, title % {"people": people}, path, _("去办理"), due=view.ring.expires_at)
