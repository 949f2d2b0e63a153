"""Many seats of a period in one go, as the sheet changes them: set, exchanged, locked. One step to undo, one audit event."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.permissions import check_file
from rostering.seats.services.assignments import LONGEST_REASON, Change
from rostering.seats.services.many import MOST_SEATS, Outcome, exchange_seats, lock_seats_of, set_seats
from rostering.seats.shapes import LeftSeatShape, SeatNowShape
from units.api.inputs import LARGEST, Body
from units.api.views import ApiView, find
from units.enums import Scope


class SeatBody(Body):
    """`version`: the one the caller looked at."""

    assignment = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1, max_value=LARGEST)


class TakenSeatBody(SeatBody):
    """`person` null leaves the seat empty."""

    person = serializers.UUIDField(allow_null=True)


class ManyBody(Body):
    """With `dry_run` the answer says what would change, and nothing is written."""

    dry_run = serializers.BooleanField(required=False, default=False)


class SetSeatsBody(ManyBody):
    """`partly`: whom a rule refuses is left out and named in `left`, instead of refusing all."""

    changes = serializers.ListField(child=TakenSeatBody(), min_length=1, max_length=MOST_SEATS)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_REASON)
    partly = serializers.BooleanField(required=False, default=False)


class ExchangeSeatsBody(ManyBody):
    """Two seats, whose holders take each other's."""

    seats = serializers.ListField(child=SeatBody(), min_length=2, max_length=2)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_REASON)


class LockSeatsBody(ManyBody):
    seats = serializers.ListField(child=SeatBody(), min_length=1, max_length=MOST_SEATS)
    locked = serializers.BooleanField()


class ManySeatsShape(serializers.Serializer[Any]):
    """`changed`: the seats as they are now, or would be; `left`: those whom a rule keeps off, their seats as they were."""

    dry_run = serializers.BooleanField()
    changed = SeatNowShape(many=True)
    left = LeftSeatShape(many=True)


class ManySeatsView(ApiView):
    write_scope = Scope.ROSTER_WRITE
    shape = ManySeatsShape

    def changes(self, rows: Iterable[Mapping[str, Any]]) -> list[Change]:
        """Raises Http404 for a seat that isn't the caller's to see, NotAllowed for one to look at only."""
        found = [Change(row["assignment"], row.get("person"), row["version"]) for row in rows]
        ids = {one.assignment_id for one in found}
        seen = Assignment.objects.visible_to(self.user).filter(pk__in=ids).select_related("shift__roster")
        if len(seen) != len(ids):
            raise Http404
        for seat in seen:
            check_file(self.user, seat.shift.roster)
        return found

    def answer(self, act: Callable[[], Outcome]) -> Response:
        """What `act` has changed, kept unless it was only asked for."""
        with transaction.atomic():
            outcome = act()
            rows = Assignment.objects.filter(pk__in=[seat.pk for seat in outcome.seats]).order_by("start", "pk")
            changed = SeatNowShape.bodies(list(rows.values(*SeatNowShape.columns())))
            transaction.set_rollback(self.given["dry_run"])
        left = LeftSeatShape.each(outcome.left)
        return Response({"dry_run": self.given["dry_run"], "changed": changed, "left": left})

    def period(self, pk: UUID) -> DutyPeriod:
        return find(DutyPeriod.objects.visible_to(self.user), pk=pk)


class SetSeats(ManySeatsView):
    """Everybody to their seat in one step; in a published period one amendment, which needs a reason."""

    body = SetSeatsBody

    def post(self, request: Request, pk: UUID) -> Response:
        period, changes = self.period(pk), self.changes(self.given["changes"])
        given = {name: self.given[name] for name in ("reason", "partly")}
        return self.answer(lambda: set_seats(period=period, changes=changes, by=self.user, **given))


class ExchangeSeats(ManySeatsView):
    """Both holders take each other's seat, or nothing happens."""

    body = ExchangeSeatsBody

    def post(self, request: Request, pk: UUID) -> Response:
        period, (first, second) = self.period(pk), self.changes(self.given["seats"])
        reason = self.given["reason"]
        return self.answer(
            lambda: exchange_seats(first=first, second=second, period=period, by=self.user, reason=reason)
        )


class LockSeats(ManySeatsView):
    """Keeps everybody of a range when the rest is proposed anew, or lets them go again; empty seats stay as they are."""

    body = LockSeatsBody

    def post(self, request: Request, pk: UUID) -> Response:
        period, seats = self.period(pk), self.changes(self.given["seats"])
        locked = self.given["locked"]
        return self.answer(lambda: lock_seats_of(period=period, seats=seats, locked=locked, by=self.user))
