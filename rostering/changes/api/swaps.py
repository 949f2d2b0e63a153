"""换班, 代班, 紧急顶班: asked, answered, decided; what a duty could be exchanged for."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.changes.models import Swap
from rostering.changes.queries.swap_options import exchanges, takers
from rostering.changes.services.swap_requests import Wanted, checked_part, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.changes.shapes import SwapOptionShape, SwapShape, swap_bodies
from rostering.enums import SwapKind, SwapState
from rostering.on_duty.queries.own import answerable
from rostering.periods.api.rosters import SeenBody
from rostering.rosters.filters import chosen_rows
from rostering.rosters.permissions import check_ask_swap
from units.api.etags import check_match, tagged
from units.api.fields import InstantField
from units.api.inputs import Body, MirrorQuery, PageQuery
from units.api.nouns import NounDetail, NounList, NounView
from units.api.pagination import page_of_list
from units.api.views import ApiView, find
from units.enums import Scope
from units.people.api.people import ReasonBody


class SwapsQuery(MirrorQuery):
    """`person`: asked by or of them."""

    state = serializers.ChoiceField(choices=list(SwapState), required=False)
    kind = serializers.ChoiceField(choices=list(SwapKind), required=False)
    unit = serializers.CharField(required=False, max_length=32)
    period = serializers.UUIDField(required=False)
    person = serializers.UUIDField(required=False)


class NewSwap(Body):
    """`counter_assignment` is the duty taken in exchange, and makes it a swap; else `person` takes over, all of the
    duty or `[start, end)` of it. `emergency_cover` is in effect at once and takes no `start`."""

    kind = serializers.ChoiceField(choices=list(SwapKind), required=False)
    assignment = serializers.UUIDField()
    person = serializers.UUIDField(required=False, allow_null=True)
    counter_assignment = serializers.UUIDField(required=False, allow_null=True)
    start = InstantField(required=False)
    end = InstantField(required=False)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class SwapView(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = Swap
    shape = SwapShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return swap_bodies(rows)


class Swaps(SwapView, NounList):
    """Swaps, the latest first: the county's, the unit's or one's own, by role."""

    query = SwapsQuery
    body = NewSwap
    order = ("-requested_at", "-id")
    equal = ("state", "kind")
    route = "api-swap"

    def rows(self) -> Any:
        rows: Any = super().rows()
        return rows.concerning(self.params["person"]) if "person" in self.params else rows

    def wanted(self) -> dict[str, Any]:
        chosen = chosen_rows(self.user, self.params)
        return super().wanted() | {name: chosen.get(name) for name in ("unit", "period")}

    def post(self, request: Request) -> Response:
        swap = request_swap(wanted=_wanted(self.given), by=self.user, reason=self.given["reason"])
        return self.made(request, swap.pk)


class SwapDetail(SwapView, NounDetail):
    """One swap with the duties it is about."""


class SwapAct(SwapView):
    """`service` moves the swap on, at the version the caller looked at; it takes what the body says."""

    service: ClassVar[Callable[..., Swap]]

    def post(self, request: Request, pk: UUID) -> Response:
        swap = find(self.rows(), pk=pk)
        version = check_match(request, {"version": swap.version})
        type(self).service(swap=swap, by=self.user, expected_version=version, **self.given)
        return tagged(request, self.body_of(pk))


class SwapNoteBody(Body):
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class AcceptSwap(SwapAct):
    """同意: the other person, or leader and office on their behalf. What speaks against a taker and isn't in `agreed` is
    refused by `conflicts_unseen`, which names it with its seal."""

    body = SeenBody
    service = accept_swap


class DeclineSwap(SwapAct):
    """不同意: the other person, or leader and office on their behalf."""

    body = SwapNoteBody
    service = decline_swap


class ApproveSwap(SwapAct):
    """批准 by the unit's leader or the office; the published roster is amended. Of an emergency cover: reviewed and
    endorsed, by somebody else than whoever ordered it. Conflicts as for `accept`."""

    body = SeenBody
    service = approve_swap


class RejectSwap(SwapAct):
    """不予批准, with a reason. Of an emergency cover: reviewed and not endorsed; what was served stays on record."""

    body = ReasonBody
    service = reject_swap


class CancelSwap(SwapAct):
    """撤回: whoever asked, or the other one after agreeing; leader and office on their behalf."""

    body = SwapNoteBody
    service = cancel_swap


class OptionsQuery(PageQuery):
    """`[start, end)`: who could take over this part only."""

    start = InstantField(required=False)
    end = InstantField(required=False)


class SwapOptions(ApiView):
    """Duties to take in exchange and people to take over, allowed first, the others with every reason against them."""

    read_scope = Scope.ROSTER_WRITE
    query = OptionsQuery
    shape = SwapOptionShape
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        own = find(
            answerable(self.user).select_related("shift__unit", "shift__roster", "shift__period", "person"), pk=pk
        )
        check_ask_swap(self.user, own)
        now = timezone.now()
        part = {name: self.params[name] for name in ("start", "end") if name in self.params}
        start, end = checked_part(own, now, **part)
        found = [*([] if part else exchanges(own, now)), *takers(own, start, end, urgent=own.start <= now)]
        return Response(page_of_list(request, found, self.params, SwapOptionShape.of))


def _wanted(given: dict[str, Any]) -> Wanted:
    counter = given.get("counter_assignment")
    kind = given.get("kind", SwapKind.SWAP if counter else SwapKind.SUBSTITUTION)
    return Wanted(
        kind=SwapKind(kind),
        assignment_id=given["assignment"],
        counterpart_id=given.get("person"),
        counter_id=counter,
        start=given.get("start"),
        end=given.get("end"),
    )
