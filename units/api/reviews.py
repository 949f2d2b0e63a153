"""类别调整: applying, evidence, rounds, the compiled record, decisions; and what the screening suggests."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from units.api import review_shapes as shapes
from units.api.endpoints import chosen_unit
from units.api.etags import check_match, tagged
from units.api.fields import DayField, InstantField
from units.api.inputs import Body, MirrorQuery, PageQuery
from units.api.pagination import page_of_list, page_of_rows
from units.api.parsing import StrictJSONParser
from units.api.views import ApiView, find
from units.domain.enums import Scope, Tier
from units.domain.reviews import Stage
from units.domain.screening import SuggestionState
from units.downloads import as_download
from units.errors import InvalidInput
from units.models import Consultation, FunctionTransfer, ReviewRecord, ReviewSuggestion, TierReview, Unit, User
from units.permissions import sees_whole_review
from units.selectors import reviews as reads
from units.services import review_evidence, review_rounds, reviews, suggestions
from units.services.review_evidence import NewTransfer

# Beside the file: the other parts and what multipart puts around them.
AROUND_FILE = 64 * 1024
DOCUMENT = ("document_number", "document_date", "function", "from_unit", "to_unit", "file")
WORD = ("unit", "person_name", "opinion")


class ReviewView(ApiView):
    read_scope = Scope.REVIEWS_READ
    write_scope = Scope.REVIEWS_WRITE

    def found(self, pk: UUID) -> TierReview:
        return find(TierReview.objects.visible_to(self.user).select_related("unit__county"), pk=pk)

    def whole(self, pk: UUID) -> TierReview:
        """Only for the office and the unit itself; to a unit that is merely asked it doesn't exist."""
        review = self.found(pk)
        if not sees_whole_review(self.user, review):
            raise Http404
        return review

    def answer(self, request: Request, pk: UUID, *, status: int = 200, location: str = "") -> Response:
        return tagged(request, _detail(self.user, pk), status=status, location=location)


class WithFile(ReviewView):
    """Takes JSON, and multipart/form-data for a file."""

    parser_classes = [StrictJSONParser, MultiPartParser]
    body_limit = settings.EVIDENCE_LIMIT + AROUND_FILE


class ReviewsQuery(MirrorQuery):
    unit = serializers.CharField(required=False, max_length=32)
    stage = serializers.ChoiceField(choices=list(Stage), required=False)


class DocumentBody(Body):
    document_number = serializers.CharField(required=False, max_length=100)
    document_date = DayField(required=False)
    function = serializers.CharField(required=False, max_length=200)
    from_unit = serializers.CharField(required=False, max_length=32)
    to_unit = serializers.CharField(required=False, max_length=32)
    file = serializers.FileField(required=False, max_length=300, allow_empty_file=True)


class NewReview(DocumentBody):
    """The document may come along; after a rejection one that wasn't there before has to."""

    unit = serializers.CharField(max_length=32)
    wanted_tier = serializers.ChoiceField(choices=list(Tier))
    reason = serializers.CharField(max_length=1000)
    suggestion = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if any(name in attrs for name in DOCUMENT):
            _require(attrs, DOCUMENT)
        return attrs


class TierReviews(WithFile):
    """Reviews, the latest first: the county's, or the unit's and those in which it is asked."""

    query = ReviewsQuery
    body = NewReview
    shape = shapes.ReviewShape
    write_shape = shapes.ReviewDetailShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        now = timezone.now()
        rows = TierReview.objects.visible_to(self.user)
        unit = chosen_unit(self.user, self.params)
        wanted = {"unit": unit, "stage": self.params.get("stage"), "updated_at__gte": self.params.get("updated_since")}
        rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
        page = page_of_rows(
            request,
            rows.values(*shapes.REVIEW_FIELDS),
            self.params,
            ("-created_at", "id"),
            lambda found: [shapes.review_shape(row, now) for row in found],
        )
        return Response(page)

    def post(self, request: Request) -> Response:
        given = self.given
        suggestion = None
        if "suggestion" in given:
            suggestion = _named(ReviewSuggestion.objects.visible_to(self.user), "suggestion", pk=given["suggestion"])
        review = reviews.apply_for_review(
            unit=_unit(self.user, given["unit"], "unit"),
            wanted_tier=Tier(given["wanted_tier"]),
            reason=given["reason"],
            evidence=_document(self.user, given) if "file" in given else None,
            suggestion=suggestion,
            by=self.user,
        )
        where = reverse("api-tier-review", [review.pk], request=request)
        return self.answer(request, review.pk, status=201, location=where)


class TierReviewDetail(ReviewView):
    """One review, with what is missing before it can go on."""

    shape = shapes.ReviewDetailShape

    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(request, pk)


class AdvanceReview(ReviewView):
    """To the next stage. Refused (409 `evidence_missing`) with everything that is missing in `details`."""

    shape = shapes.ReviewDetailShape

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        version = check_match(request, {"version": review.version})
        reviews.advance_review(review=review, by=self.user, expected_version=version)
        return self.answer(request, pk)


class DecisionBody(Body):
    """`effective_date`, the first day of a later duty period, only with approve."""

    decision = serializers.ChoiceField(choices=list(reviews.Decision))
    document_number = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=1000)
    effective_date = DayField(required=False)


class DecideReview(ReviewView):
    """Approve with the day it takes effect, or reject."""

    body = DecisionBody
    shape = shapes.ReviewDetailShape

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        version = check_match(request, {"version": review.version})
        given = self.given | {"decision": reviews.Decision(self.given["decision"])}
        reviews.decide_review(review=review, by=self.user, expected_version=version, **given)
        return self.answer(request, pk)


class WithdrawalBody(Body):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class WithdrawReview(ReviewView):
    """Taken back, until it is decided."""

    body = WithdrawalBody
    shape = shapes.ReviewDetailShape

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        version = check_match(request, {"version": review.version})
        reviews.withdraw_review(review=review, by=self.user, expected_version=version, **self.given)
        return self.answer(request, pk)


class NewEvidence(DocumentBody):
    """`function_transfer` (as multipart/form-data with `file`) or `consultation`: what a related unit said. `covers` is
    for the receiving unit itself to say."""

    kind = serializers.ChoiceField(choices=shapes.KINDS, required=False, default=shapes.KINDS[0])
    unit = serializers.CharField(required=False, max_length=32)
    person_name = serializers.CharField(required=False, max_length=100)
    opinion = serializers.CharField(required=False, max_length=1000)
    consulted_at = InstantField(required=False)
    covers = serializers.BooleanField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _require(attrs, DOCUMENT if attrs["kind"] == shapes.KINDS[0] else WORD)
        return attrs


class Evidence(WithFile):
    """Documents of function transfers and the words of related units."""

    query = PageQuery
    body = NewEvidence
    shape = shapes.EvidenceShape
    write_status = 201
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        found = reads.evidence_of(self.user, self.found(pk).pk)
        return Response(page_of_list(request, found, self.params, shapes.evidence_shape))

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        check_match(request, {"version": review.version})
        row = self._transfer(review) if self.given["kind"] == shapes.KINDS[0] else self._word(review)
        where = reverse("api-tier-review-evidence-one", [review.pk, row.pk], request=request)
        return tagged(request, shapes.evidence_shape(row), status=201, location=where)

    def _transfer(self, review: TierReview) -> FunctionTransfer:
        return review_evidence.add_transfer(review=review, given=_document(self.user, self.given), by=self.user)

    def _word(self, review: TierReview) -> Consultation:
        given = {name: self.given.get(name) for name in ("person_name", "opinion", "consulted_at", "covers")}
        unit = _unit(self.user, self.given["unit"], "unit")
        return review_evidence.record_consultation(review=review, unit=unit, by=self.user, **given)


class EvidenceOne(ReviewView):
    """One piece. A document can be taken back (DELETE) until it has been checked."""

    shape = shapes.EvidenceShape

    def get(self, request: Request, pk: UUID, evidence: UUID) -> Response:
        found = [row for row in reads.evidence_of(self.user, self.found(pk).pk) if row.pk == evidence]
        if not found:
            raise Http404
        return tagged(request, shapes.evidence_shape(found[0]))

    def delete(self, request: Request, pk: UUID, evidence: UUID) -> Response:
        review = self.found(pk)
        check_match(request, {"version": review.version})
        review_evidence.retract_transfer(transfer=_transfer_of(self.user, review, evidence), by=self.user)
        return Response(status=204)


class EvidenceFile(ReviewView):
    """The file itself, as an attachment that no browser shows or runs."""

    def get(self, request: Request, pk: UUID, evidence: UUID) -> FileResponse:
        return as_download(_transfer_of(self.user, self.found(pk), evidence))


class NewRound(Body):
    question = serializers.CharField(max_length=1000)


class Rounds(ReviewView):
    """The numbered rounds of the deliberation; one at a time."""

    query = PageQuery
    body = NewRound
    shape = shapes.RoundShape
    write_status = 201
    is_list = True

    def get(self, request: Request, pk: UUID) -> Response:
        return Response(page_of_list(request, reads.rounds_of(self.whole(pk)), self.params, shapes.round_shape))

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        check_match(request, {"version": review.version})
        row = review_rounds.open_round(review=review, by=self.user, **self.given)
        return Response(shapes.round_shape(row), status=201)


class RoundFinding(Body):
    finding = serializers.CharField(max_length=1000)
    open_points = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class CloseRound(ReviewView):
    """Closes a round with its finding and what is still open."""

    body = RoundFinding
    shape = shapes.RoundShape

    def post(self, request: Request, pk: UUID, number: int) -> Response:
        review = self.found(pk)
        check_match(request, {"version": review.version})
        if sees_whole_review(self.user, review):
            find(review.rounds.all(), number=number)
        row = review_rounds.close_round(review=review, number=number, by=self.user, **self.given)
        return Response(shapes.round_shape(row))


class Record(ReviewView):
    """历年值班记录, compiled by the system; frozen once it has been reviewed."""

    shape = shapes.RecordShape

    def get(self, request: Request, pk: UUID) -> Response:
        row = find(ReviewRecord.objects.all(), review=self.whole(pk))
        return tagged(request, shapes.record_shape(row))


class SuggestionsQuery(PageQuery):
    state = serializers.ChoiceField(choices=list(SuggestionState), required=False, default=SuggestionState.OPEN)


class Suggestions(ReviewView):
    """What the nightly screening suggests: the office decides."""

    query = SuggestionsQuery
    shape = shapes.SuggestionShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = list(reads.suggestions_of(self.user, state=self.params["state"]))
        return Response(page_of_list(request, rows, self.params, shapes.suggestion_shape))


class DismissalBody(Body):
    reason = serializers.CharField(max_length=500)


class DismissSuggestion(ReviewView):
    """Not followed; the same facts are never suggested again."""

    body = DismissalBody
    shape = shapes.SuggestionShape

    def post(self, request: Request, pk: UUID) -> Response:
        row = find(ReviewSuggestion.objects.visible_to(self.user).select_related("unit"), pk=pk)
        settled = suggestions.dismiss_suggestion(suggestion=row, by=self.user, **self.given)
        return Response(shapes.suggestion_shape(settled))


def _detail(user: User, pk: UUID) -> dict[str, Any]:
    now = timezone.now()
    rows = TierReview.objects.visible_to(user)
    review = find(rows.select_related("unit"), pk=pk)
    body = shapes.review_shape(find(rows.values(*shapes.REVIEW_FIELDS), pk=pk), now)
    missing = reads.missing_of(user, review, now, whole=sees_whole_review(user, review))
    return body | {"missing": shapes.missing_shape(missing)}


def _require(attrs: dict[str, Any], names: tuple[str, ...]) -> None:
    lacking = {name: [ErrorDetail(_("缺少此项。"), code="required")] for name in names if name not in attrs}
    if lacking:
        raise ValidationError(lacking)


def _document(user: User, given: dict[str, Any]) -> NewTransfer:
    day: date = given["document_date"]
    return NewTransfer(
        document_number=given["document_number"],
        document_date=day,
        function=given["function"],
        from_unit=_unit(user, given["from_unit"], "from_unit"),
        to_unit=_unit(user, given["to_unit"], "to_unit"),
        file=given["file"],
    )


def _unit(user: User, code: str, field: str) -> Unit:
    """By the public directory: who may act for it is the service's question."""
    unit: Unit = _named(Unit.objects.in_directory_of(user).select_related("county"), field, code=code)
    return unit


def _named(rows: Any, field: str, **lookup: Any) -> Any:
    """The row a body names. Unknown and out of scope are the same 400."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise InvalidInput(f"unknown_{field}", _("没有这一项，或不在您的范围内"), field=field)
    return row


def _transfer_of(user: User, review: TierReview, pk: UUID) -> FunctionTransfer:
    rows = FunctionTransfer.objects.visible_to(user).standing().select_related("review__unit__county")
    return find(rows, pk=pk, review=review)
