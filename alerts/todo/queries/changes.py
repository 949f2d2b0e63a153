"""Lines about one's own duties, and about changes and leave that wait for the reader's word."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line
from rostering.changes.models import Swap
from rostering.changes.queries.swaps import MOST_WAITING, WAITING, view_of
from rostering.enums import AbsenceState, SwapState
from rostering.fairness.queries.leave import kind_word
from rostering.labels import SWAP_KIND_LABELS
from rostering.models import Absence, Assignment
from units.models import Person
from units.when import moment

# One's next duty is a line from this long before it begins.
DUTIES_AHEAD = timedelta(hours=24)


def own_duties(reader: Reader) -> Iterable[Line]:
    """收到 for each that has none yet; and what runs or begins within a day. One query, for the office's people too."""
    if reader.user.person_id is None:
        return
    rows = Assignment.objects.in_force().filter(
        person__in=Person.objects.same_as(reader.user.person_id).values("pk"), end__gt=reader.now
    )
    for duty in rows.select_related("shift__unit", "shift__roster", "shift__period").order_by("start")[:MOST]:
        reader.changes_at(duty.start - DUTIES_AHEAD, duty.start, duty.end)
        words = {"at": moment(duty.start), "post": duty.shift.post_name, "unit": duty.shift.unit.label}
        if duty.acknowledged_at is None:
            post = reverse("my:acknowledge", args=[duty.pk])
            title = _("您 %(at)s 起值班（%(unit)s %(post)s），请答复收到") % words
            yield Line(Kind.ACKNOWLEDGE, title, reverse("my:duties"), _("收到"), post=post, due=duty.start)
        elif duty.start <= reader.now:
            path = reverse("alerts:my_watch")
            yield Line(Kind.OWN_DUTY, _("您正在值班（%(unit)s %(post)s）") % words, path, _("值班办理"))
        elif duty.start <= reader.now + DUTIES_AHEAD:
            title = _("您 %(at)s 起值班（%(unit)s %(post)s）") % words
            yield Line(Kind.OWN_DUTY, title, reverse("my:duties"), _("查看要求"))


def swaps(reader: Reader) -> Iterable[Line]:
    """Asked of the reader, or to be decided by them. Two queries."""
    user = reader.user
    rows = Swap.objects.visible_to(user).filter(state__in=WAITING)
    if reader.is_office:
        # A cover is reviewed by another than the leader who ordered it.
        ordered = Q(state=SwapState.IN_EFFECT, requested_by__unit_id=F("unit_id"))
        rows = rows.filter(Q(counterpart_id=user.person_id or None) | reader.decides("unit") | ordered)
    for swap in rows.with_seats().order_by("expires_at", "pk")[:MOST_WAITING]:
        view = view_of(swap, user)
        if view.waits_for_reader:
            words = {"person": swap.person.name, "other": swap.counterpart.name, "kind": SWAP_KIND_LABELS[swap.kind]}
            title = (
                _("%(person)s 与 %(other)s %(kind)s，待您答复")
                if view.may_answer
                else _("%(person)s 与 %(other)s %(kind)s，待您审批")
            )
            yield Line(
                Kind.SWAP, title % words, reverse("swaps:swap", args=[swap.pk]), _("去办理"), due=swap.expires_at
            )


def leave(reader: Reader) -> Iterable[Line]:
    """Leave that has been asked for and that the reader decides. One query."""
    if not (reader.is_office or reader.leads):
        return
    rows = Absence.objects.visible_to(reader.user).filter(reader.decides("person__unit"), state=AbsenceState.REQUESTED)
    for one in rows.select_related("person").order_by("start", "pk")[:MOST]:
        words = {"person": one.person.name, "kind": kind_word(one.kind, one.kind_name)}
        title = _("%(person)s申请%(kind)s") % words
        yield Line(Kind.LEAVE, title, reverse("staffing:leave"), _("去审批"), due=one.start)
