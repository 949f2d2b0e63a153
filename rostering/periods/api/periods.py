"""Duty periods on their way: created, opened, generated, covered, published, amended, closed."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from rostering.enums import Overlap, PeriodKind, PeriodState
from rostering.generation.api.jobs import job_body
from rostering.generation.services import start as generation
from rostering.generation.services.updating import bring_up_to_date
from rostering.generation.shapes import JobShape
from rostering.periods.api.revisions import revision_rows
from rostering.periods.api.rosters import MOST_UNITS, SeenBody
from rostering.periods.services import periods, publication
from rostering.periods.services.filing import accept_rest
from rostering.periods.shapes import AcceptedShape, PeriodShape, RevisionShape, accepted_body
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.queries.coverage import coverage
from rostering.seats.services.assignments import Change, amend_period
from rostering.seats.services.laying_out import open_period
from rostering.seats.shapes import CoverageShape
from units.api.etags import check_match, tagged
from units.api.fields import DayField, InstantField
from units.api.inputs import LARGEST, Body, MirrorQuery, SpanQuery
from units.api.nouns import NounDetail, NounList, NounView
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput
from units.models import User

MOST_CHANGES = 200
OVERLAP_HELP = "where another period has seats on the days: `replace` takes them over, `keep` leaves them out"
CONFIRM_HELP = "save what was asked back about (409 `confirmation_needed`)"


class PeriodsQuery(MirrorQuery, SpanQuery):
    """Periods that have a day in `[from, to)`."""

    span_field = DayField
    state = serializers.ChoiceField(choices=list(PeriodState), required=False)
    kind = serializers.ChoiceField(choices=list(PeriodKind), required=False)


class NewPeriod(Body):
    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=list(PeriodKind))
    first_day = DayField()
    last_day = DayField()
    filing_deadline = InstantField(required=False)
    overlap = serializers.ChoiceField(choices=list(Overlap), required=False, help_text=OVERLAP_HELP)
    confirm = serializers.BooleanField(required=False, default=False, help_text=CONFIRM_HELP)


class PeriodView(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    model = DutyPeriod
    shape: ClassVar[type[serializers.Serializer[Any]] | None] = PeriodShape
    related = ("county",)

    def rows(self) -> Any:
        return super().rows().annotate(revision=Max("revisions__number"))

    def found(self, request: Request, pk: UUID) -> DutyPeriod:
        """The period a write is about, still as If-Match wants it."""
        period = find(DutyPeriod.objects.visible_to(self.user).select_related("county"), pk=pk)
        check_match(request, {"version": period.version})
        return period


class Periods(PeriodView, NounList):
    """Duty periods, latest first."""

    query = PeriodsQuery
    body = NewPeriod
    order = ("-first_day", "id")
    equal = ("state", "kind")
    route = "api-period"

    def wanted(self) -> dict[str, Any]:
        span = {"last_day__gte": self.params.get("from"), "first_day__lt": self.params.get("to")}
        return super().wanted() | span

    def post(self, request: Request) -> Response:
        confirmed = self.given.pop("confirm")
        period = periods.create_period(county=self.county, by=self.user, confirmed=confirmed, **self.given)
        return self.made(request, period.pk)


class PeriodChanges(Body):
    name = serializers.CharField(required=False, max_length=100)
    kind = serializers.ChoiceField(choices=list(PeriodKind), required=False)
    first_day = DayField(required=False)
    last_day = DayField(required=False)
    filing_deadline = InstantField(required=False)
    overlap = serializers.ChoiceField(choices=list(Overlap), required=False, help_text=OVERLAP_HELP)
    confirm = serializers.BooleanField(required=False, default=False, help_text=CONFIRM_HELP)


class PeriodDetail(PeriodView, NounDetail):
    """One period; its name and deadline may change until it is published, its days while nobody has acted on it.

    Until then it may be deleted too; with history it is closed with a reason.
    """

    body = PeriodChanges

    def patch(self, request: Request, pk: UUID) -> Response:
        period = self.found(request, pk)
        version = check_match(request, self.body_of(pk))
        confirmed = self.given.pop("confirm")
        periods.update_period(period=period, by=self.user, expected_version=version, confirmed=confirmed, **self.given)
        return tagged(request, self.body_of(pk))

    def delete(self, request: Request, pk: UUID) -> Response:
        period = self.found(request, pk)
        version = check_match(request, self.body_of(pk))
        periods.delete_period(period=period, by=self.user, expected_version=version)
        return Response(status=204)


class PeriodAct(PeriodView):
    """A step of one period; `act` calls the service."""

    def post(self, request: Request, pk: UUID) -> Response:
        self.act(self.found(request, pk))
        return tagged(request, self.body_of(pk))

    def act(self, row: DutyPeriod) -> None:
        raise NotImplementedError


class OpenPeriod(PeriodAct):
    """Lays out every unit's roster, all seats vacant."""

    def act(self, row: DutyPeriod) -> None:
        open_period(period=row, by=self.user)


class UpdatePeriod(PeriodAct):
    """Seats follow calendar, tiers, policy and units as they are now; units laid out anew file again."""

    def act(self, row: DutyPeriod) -> None:
        bring_up_to_date(period=row, by=self.user)


class CloseBody(Body):
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=500, help_text="needed before the last duty has ended"
    )


class ClosePeriod(PeriodAct):
    """After the last duty day: nothing changes any more. Before, with a reason: every duty to come is released."""

    write_scope = Scope.ROSTER_APPROVE
    body = CloseBody

    def act(self, row: DutyPeriod) -> None:
        periods.close_period(period=row, by=self.user, **self.given)


class GenerateBody(Body):
    """`seed` draws between equally good plans; `keep_shown` prefers what units have already seen."""

    seed = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST)
    keep_shown = serializers.BooleanField(required=False, default=True)


class GeneratePeriod(PeriodView):
    """Proposes every draft roster, in the background; a draft period is opened first."""

    write_scope = Scope.ROSTER_WRITE
    body = GenerateBody
    shape = JobShape
    write_status = 202

    def post(self, request: Request, pk: UUID) -> Response:
        job = generation.start_generation(period=self.found(request, pk), by=self.user, **self.given)
        location = reverse("api-job", [job.pk], request=request)
        return Response(job_body(self.user, job.pk), status=202, headers={"Location": location})


class PeriodCoverage(ApiView):
    """Is every seat filled by somebody eligible and reachable; of the units one sees."""

    read_scope = Scope.ROSTER_READ
    shape = CoverageShape

    def get(self, request: Request, pk: UUID) -> Response:
        period = find(DutyPeriod.objects.visible_to(self.user), pk=pk)
        return Response(CoverageShape.of(coverage(period, unit_ids=self.user.unit_ids)))


class PublishBody(Body):
    exception_reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class PublishPeriod(PeriodAct):
    """Freezes revision 1; gaps, and units that haven't confirmed before the filing deadline, need a signed exception."""

    write_scope = Scope.ROSTER_APPROVE
    body = PublishBody

    def act(self, row: DutyPeriod) -> None:
        publication.publish_period(period=row, by=self.user, **self.given)


class AcceptRestBody(SeenBody):
    """`agreed`: the seals of the conflicts that have been seen, roster by roster. `returned`: rosters sent back that are to be filed and accepted all the same, each by its id."""

    returned = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=MOST_UNITS)


class AcceptRest(PeriodView):
    """Accepts what units have filed and files the silent ones on their behalf; returned ones only where named."""

    write_scope = Scope.ROSTER_APPROVE
    body = AcceptRestBody
    shape = AcceptedShape

    def post(self, request: Request, pk: UUID) -> Response:
        accepted, left_out = accept_rest(period=self.found(request, pk), by=self.user, **self.given)
        return Response(accepted_body(accepted, left_out))


class ChangeBody(Body):
    """`version`: the one the caller looked at; without it the one stored when the request came in. `[start, end)`: a part
    of the duty; without it all that is left."""

    assignment = serializers.UUIDField()
    person = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    start = InstantField(required=False)
    end = InstantField(required=False)


class AmendBody(Body):
    reason = serializers.CharField(max_length=500)
    changes = serializers.ListField(child=ChangeBody(), min_length=1, max_length=MOST_CHANGES)


class AmendPeriod(PeriodView):
    """Changes a published period: all changes or none, one new revision for them."""

    write_scope = Scope.ROSTER_WRITE
    body = AmendBody
    shape = RevisionShape

    def post(self, request: Request, pk: UUID) -> Response:
        period = self.found(request, pk)
        changes = _changes(self.user, period, self.given["changes"])
        amend_period(period=period, changes=changes, reason=self.given["reason"], by=self.user)
        newest = revision_rows(period).order_by("-number").first()
        return Response(RevisionShape.body(newest or {}))


def _changes(user: User, period: DutyPeriod, given: list[dict[str, Any]]) -> list[Change]:
    """With the versions as they are now where the caller named none. Raises InvalidInput naming the unknown one."""
    wanted = [change["assignment"] for change in given]
    rows = Assignment.objects.visible_to(user).filter(shift__period=period, pk__in=wanted)
    versions = dict(rows.values_list("pk", "version"))
    for index, pk in enumerate(wanted):
        if pk not in versions:
            raise InvalidInput("unknown_assignment", _("没有这个席位"), field=f"changes/{index}/assignment")
        if pk in wanted[:index]:
            raise InvalidInput("repeated_assignment", _("同一席位只能出现一次"), field=f"changes/{index}/assignment")
    return [
        Change(
            change["assignment"],
            change["person"],
            change.get("version", versions[change["assignment"]]),
            change.get("start"),
            change.get("end"),
        )
        for change in given
    ]
