"""A unit's part of a period: read, confirmed, returned, accepted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.enums import RosterState
from rostering.periods.queries.conflicts import conflicts_by_roster
from rostering.periods.services.filing import accept_roster, confirm_roster, return_roster
from rostering.periods.shapes import ROSTER_FIELDS, RosterShape, roster_shape
from rostering.rosters.filters import chosen_rows
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Assignment
from rostering.rosters.queries import unit_order
from rostering.seats.services.following import follow_calendar
from units.api.choosing import given_only
from units.api.etags import check_match, tagged
from units.api.inputs import Body, MirrorQuery
from units.api.pagination import page_of_rows
from units.api.views import ApiView, find, reader
from units.enums import Scope
from units.models import User
from units.people.api import ReasonBody

MOST_UNITS = 1000


class RostersQuery(MirrorQuery):
    period = serializers.UUIDField(required=False)
    unit = serializers.CharField(required=False, max_length=32)
    state = serializers.ChoiceField(choices=list(RosterState), required=False)


class Rosters(ApiView):
    """Rosters of opened periods, latest period first, units in protocol order."""

    read_scope = Scope.ROSTER_READ
    query = RostersQuery
    shape = RosterShape
    is_list = True

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        wanted = {"state": self.params.get("state"), "updated_at__gte": self.params.get("updated_since")}
        rows = Roster.objects.visible_to(self.user).filter(**chosen, **given_only(wanted))
        ordered = _with_vacancies(rows).annotate(unit_order=unit_order())
        shown = ordered.values(*ROSTER_FIELDS, "vacant_seats", "period__first_day", "unit_order")
        order = ("-period__first_day", "unit_order", "id")
        return Response(page_of_rows(request, shown, self.params, order, _bodies))


class RosterDetail(ApiView):
    """One unit's roster of one period."""

    read_scope = Scope.ROSTER_READ
    shape = RosterShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _body(self.user, pk))


class SeenBody(Body):
    """`agreed`: the seals of the conflicts that have been seen (`conflicts_seal` of the roster, `agreed` of a refusal)."""

    agreed = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, default=list, max_length=MOST_UNITS
    )


class ConfirmRoster(ApiView):
    """报送: the unit stands by its roster; the county office may do so on its behalf. Conflicts that `agreed` doesn't name
    are refused by `conflicts_unseen`."""

    write_scope = Scope.ROSTER_WRITE
    body = SeenBody
    shape = RosterShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, confirm_roster, agreed=self.given["agreed"])


class ReturnRoster(ApiView):
    """退回: the unit has to look again."""

    write_scope = Scope.ROSTER_APPROVE
    body = ReasonBody
    shape = RosterShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, return_roster, reason=self.given["reason"])


class AcceptRoster(ApiView):
    """采纳. Conflicts as for `confirm`."""

    write_scope = Scope.ROSTER_APPROVE
    body = SeenBody
    shape = RosterShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, accept_roster, agreed=self.given["agreed"])


class FollowCalendar(ApiView):
    """The unit has looked: its days count as the calendar has them now."""

    write_scope = Scope.ROSTER_WRITE
    shape = RosterShape

    def post(self, request: Request, pk: UUID) -> Response:
        roster = find(Roster.objects.visible_to(self.user).select_related("period", "unit"), pk=pk)
        check_match(request, {"version": roster.version})
        follow_calendar(roster=roster, by=self.user)
        return tagged(request, _body(self.user, pk))


def _moved(request: Request, pk: UUID, service: Callable[..., Roster], **details: Any) -> Response:
    roster = find(Roster.objects.visible_to(reader(request)), pk=pk)
    version = check_match(request, {"version": roster.version})
    service(roster=roster, by=reader(request), expected_version=version, **details)
    return tagged(request, _body(reader(request), pk))


def _body(user: User, pk: UUID) -> dict[str, Any]:
    rows = _with_vacancies(Roster.objects.visible_to(user))
    return _bodies([find(rows.values(*ROSTER_FIELDS, "vacant_seats"), pk=pk)])[0]


def _with_vacancies(rows: "QuerySet[Roster]") -> "QuerySet[Roster]":
    vacant = Assignment.objects.active().filter(shift__roster=OuterRef("pk"), person__isnull=True).order_by()
    counted = vacant.values("shift__roster").annotate(n=Count("pk")).values("n")
    return rows.annotate(vacant_seats=Coalesce(Subquery(counted), 0))


def _bodies(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A query for the conflicts of all of them, more where there are any."""
    conflicts = conflicts_by_roster([row["id"] for row in rows], timezone.now())
    return [roster_shape(row, row["vacant_seats"], conflicts.get(row["id"], ())) for row in rows]
