"""换班, 代班, 紧急顶班: asked, answered, decided; what a duty could be exchanged for."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from rostering.changes import shapes
from rostering.changes.models import Swap
from rostering.changes.queries.swap_options import exchanges, takers
from rostering.changes.services.swap_requests import Wanted, checked_part, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.enums import SwapKind, SwapState
from rostering.on_duty.queries.own import answerable
from rostering.periods.api.rosters import SeenBody
from rostering.rosters.filters import chosen_rows
from rostering.rosters.permissions import check_ask_swap
from units.api.choosing import given_only
from units.api.etags import check_match, tagged
from units.api.fields import InstantField
from units.api.inputs import Body, MirrorQuery, PageQuery
from units.api.pagination import page_of_list, page_of_rows
from units.api.views import ApiView, find, reader
from units.enums import Scope
from units.models import User
from units.people.api import ReasonBody


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


class Swaps(ApiView):
    """Swaps, the latest first: the county's, the unit's or one's own, by role."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = SwapsQuery
    body = NewSwap
    shape = shapes.SwapShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        rows = Swap.objects.visible_to(self.user)
        if "person" in chosen:
            rows = rows.concerning(chosen.pop("person"))
        wanted = {
            "state": self.params.get("state"),
            "kind": self.params.get("kind"),
            "updated_at__gte": self.params.get("updated_since"),
        }
        rows = rows.filter(**chosen, **given_only(wanted))
        page = page_of_rows(
            request, rows.values(*shapes.SWAP_FIELDS), self.params, ("-requested_at", "-id"), shapes.swap_bodies
        )
        return Response(page)

    def post(self, request: Request) -> Response:
        swap = request_swap(wanted=_wanted(self.given), by=self.user, reason=self.given["reason"])
        location = reverse("api-swap", [swap.pk], request=request)
        return tagged(request, _body(self.user, swap.pk), status=201, location=location)


class SwapDetail(ApiView):
    """One swap with the duties it is about."""

    read_scope = Scope.ROSTER_READ
    shape = shapes.SwapShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _body(self.user, pk))


class SwapNoteBody(Body):
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class AcceptSwap(ApiView):
    """同意: the other person, or leader and office on their behalf. What speaks against a taker and isn't in `agreed` is
    refused by `conflicts_unseen`, which names it with its seal."""

    write_scope = Scope.ROSTER_WRITE
    body = SeenBody
    shape = shapes.SwapShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, accept_swap, agreed=self.given["agreed"])


class DeclineSwap(ApiView):
    """不同意: the other person, or leader and office on their behalf."""

    write_scope = Scope.ROSTER_WRITE
    body = SwapNoteBody
    shape = shapes.SwapShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, decline_swap, reason=self.given["reason"])


class ApproveSwap(ApiView):
    """批准 by the unit's leader or the office; the published roster is amended. Of an emergency cover: reviewed and
    endorsed, by somebody else than whoever ordered it. Conflicts as for `accept`."""

    write_scope = Scope.ROSTER_WRITE
    body = SeenBody
    shape = shapes.SwapShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, approve_swap, agreed=self.given["agreed"])


class RejectSwap(ApiView):
    """不予批准, with a reason. Of an emergency cover: reviewed and not endorsed; what was served stays on record."""

    write_scope = Scope.ROSTER_WRITE
    body = ReasonBody
    shape = shapes.SwapShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, reject_swap, reason=self.given["reason"])


class CancelSwap(ApiView):
    """撤回: whoever asked, or the other one after agreeing; leader and office on their behalf."""

    write_scope = Scope.ROSTER_WRITE
    body = SwapNoteBody
    shape = shapes.SwapShape

    def post(self, request: Request, pk: UUID) -> Response:
        return _moved(request, pk, cancel_swap, reason=self.given["reason"])


class OptionsQuery(PageQuery):
    """`[start, end)`: who could take over this part only."""

    start = InstantField(required=False)
    end = InstantField(required=False)


class SwapOptions(ApiView):
    """Duties to take in exchange and people to take over, allowed first, the others with every reason against them."""

    read_scope = Scope.ROSTER_WRITE
    query = OptionsQuery
    shape = shapes.SwapOptionShape
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
        return Response(page_of_list(request, found, self.params, shapes.option_shape))


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


def _moved(request: Request, pk: UUID, service: Callable[..., Swap], **details: Any) -> Response:
    swap = find(Swap.objects.visible_to(reader(request)), pk=pk)
    version = check_match(request, {"version": swap.version})
    service(swap=swap, by=reader(request), expected_version=version, **details)
    return tagged(request, _body(reader(request), pk))


def _body(user: User, pk: UUID) -> dict[str, Any]:
    return shapes.swap_bodies([find(Swap.objects.visible_to(user).values(*shapes.SWAP_FIELDS), pk=pk)])[0]
