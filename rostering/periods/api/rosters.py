"""A unit's part of a period: read, confirmed, returned, accepted."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.enums import RosterState
from rostering.periods.queries.conflicts import conflicts_by_roster
from rostering.periods.services.filing import accept_roster, confirm_roster, return_roster
from rostering.periods.shapes import RosterShape, roster_body
from rostering.rosters.filters import chosen_rows
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from rostering.rosters.queries import unit_order
from rostering.seats.services.following import follow_calendar
from units.api.etags import check_match, tagged
from units.api.inputs import Body, MirrorQuery
from units.api.nouns import NounDetail, NounList, NounView
from units.api.views import find
from units.enums import Scope
from units.people.api.people import ReasonBody

MOST_UNITS = 1000


class RostersQuery(MirrorQuery):
    period = serializers.UUIDField(required=False)
    unit = serializers.CharField(required=False, max_length=32)
    state = serializers.ChoiceField(choices=list(RosterState), required=False)


class RosterView(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = Roster
    shape = RosterShape

    def rows(self) -> Any:
        """With how many seats are vacant."""
        vacant = Assignment.objects.active().filter(shift__roster=OuterRef("pk"), person__isnull=True).order_by()
        counted = vacant.values("shift__roster").annotate(n=Count("pk")).values("n")
        return super().rows().annotate(vacant_seats=Coalesce(Subquery(counted), 0))

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A query for the conflicts of all of them, more where there are any."""
        conflicts = conflicts_by_roster([row["id"] for row in rows], timezone.now())
        return [roster_body(row, conflicts.get(row["id"], ())) for row in rows]


class Rosters(RosterView, NounList):
    """Rosters of opened periods, latest period first, units in protocol order."""

    query = RostersQuery
    order = ("-period__first_day", "unit_order", "id")
    equal = ("state",)

    def rows(self) -> Any:
        return super().rows().annotate(unit_order=unit_order())

    def wanted(self) -> dict[str, Any]:
        return super().wanted() | chosen_rows(self.user, self.params)


class RosterDetail(RosterView, NounDetail):
    """One unit's roster of one period."""


class SeenBody(Body):
    """`agreed`: the seals of the conflicts that have been seen (`conflicts_seal` of the roster, `agreed` of a refusal)."""

    agreed = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, default=list, max_length=MOST_UNITS
    )


class RosterAct(RosterView):
    """`service` moves the roster on, at the version the caller looked at; it takes what the body says."""

    service: ClassVar[Callable[..., Roster]]

    def post(self, request: Request, pk: UUID) -> Response:
        roster = find(Roster.objects.visible_to(self.user), pk=pk)
        version = check_match(request, {"version": roster.version})
        type(self).service(roster=roster, by=self.user, expected_version=version, **self.given)
        return tagged(request, self.body_of(pk))


class ConfirmRoster(RosterAct):
    """报送: the unit stands by its roster; the county office may do so on its behalf. Conflicts that `agreed` doesn't name
    are refused by `conflicts_unseen`."""

    body = SeenBody
    service = confirm_roster


class ReturnRoster(RosterAct):
    """退回: the unit has to look again."""

    write_scope = Scope.ROSTER_APPROVE
    body = ReasonBody
    service = return_roster


class AcceptRoster(RosterAct):
    """采纳. Conflicts as for `confirm`."""

    write_scope = Scope.ROSTER_APPROVE
    body = SeenBody
    service = accept_roster


class FollowCalendar(RosterView):
    """The unit has looked: its days count as the calendar has them now."""

    def post(self, request: Request, pk: UUID) -> Response:
        roster = find(Roster.objects.visible_to(self.user).select_related("period", "unit"), pk=pk)
        check_match(request, {"version": roster.version})
        follow_calendar(roster=roster, by=self.user)
        return tagged(request, self.body_of(pk))
