"""类别调整: applying, moving on, deciding; and what the screening suggests."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from units.api.choosing import chosen_unit
from units.api.etags import check_match
from units.api.fields import DayField, TierField
from units.api.inputs import Body, MirrorQuery, PageQuery
from units.api.nouns import NounList
from units.api.pagination import page_of_list
from units.api.touching import TouchingBody, TouchingView
from units.api.views import find
from units.enums import Stage, SuggestionState
from units.reviews import shapes
from units.reviews.api.base import DOCUMENT, DocumentBody, ReviewView, WithFile, document_of, named, named_unit, require
from units.reviews.models.review import TierReview
from units.reviews.models.suggestion import ReviewSuggestion
from units.reviews.queries import reviews as reads
from units.reviews.services import decisions, suggestions


class ReviewsQuery(MirrorQuery):
    unit = serializers.CharField(required=False, max_length=32)
    stage = serializers.ChoiceField(choices=list(Stage), required=False)


class NewReview(DocumentBody):
    """The document may come along; after a rejection one that wasn't there before has to."""

    unit = serializers.CharField(max_length=32)
    wanted_tier = TierField()
    reason = serializers.CharField(max_length=1000)
    suggestion = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if any(name in attrs for name in DOCUMENT):
            require(attrs, DOCUMENT)
        return attrs


class TierReviews(WithFile, NounList):
    """Reviews, the latest first: the county's, or the unit's and those in which it is asked."""

    query = ReviewsQuery
    body = NewReview
    shape = shapes.ReviewShape
    write_shape = shapes.ReviewDetailShape
    order = ("-created_at", "id")
    equal = ("stage",)

    def wanted(self) -> dict[str, Any]:
        return super().wanted() | {"unit": chosen_unit(self.user, self.params)}

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return shapes.ReviewShape.bodies(rows, now=timezone.now())

    def post(self, request: Request) -> Response:
        given = self.given
        suggestion = None
        if "suggestion" in given:
            suggestion = named(ReviewSuggestion.objects.visible_to(self.user), "suggestion", pk=given["suggestion"])
        review = decisions.apply_for_review(
            unit=named_unit(self.user, given["unit"], "unit"),
            wanted_tier=given["wanted_tier"],
            reason=given["reason"],
            evidence=document_of(self.user, given) if "file" in given else None,
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


class ReviewAct(ReviewView):
    """A step of one review, as If-Match wants it; `act` calls the service."""

    shape = shapes.ReviewDetailShape

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        self.act(review, check_match(request, {"version": review.version}))
        return self.answer(request, pk)

    def act(self, review: TierReview, version: int | None) -> None:
        raise NotImplementedError


class AdvanceReview(ReviewAct):
    """To the next stage. Refused (409 `evidence_missing`) with everything that is missing in `details`."""

    def act(self, review: TierReview, version: int | None) -> None:
        decisions.advance_review(review=review, by=self.user, expected_version=version)


class DecisionBody(TouchingBody):
    """`effective_date`, the first day of a later duty period, only with approve."""

    decision = serializers.ChoiceField(choices=list(decisions.Decision))
    document_number = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=1000)
    effective_date = DayField(required=False)


class DecideReview(TouchingView, ReviewView):
    """Approve with the day it takes effect, or reject."""

    body = DecisionBody
    shape = shapes.ReviewDetailShape

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        version = check_match(request, {"version": review.version})
        given = self.given | {"decision": decisions.Decision(self.given["decision"])}
        decisions.decide_review(review=review, by=self.user, expected_version=version, **given)
        return self.answer(request, pk)


class WithdrawalBody(Body):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class WithdrawReview(ReviewAct):
    """Taken back, until it is decided."""

    body = WithdrawalBody

    def act(self, review: TierReview, version: int | None) -> None:
        decisions.withdraw_review(review=review, by=self.user, expected_version=version, **self.given)


class SuggestionsQuery(PageQuery):
    state = serializers.ChoiceField(choices=list(SuggestionState), required=False, default=SuggestionState.OPEN)


class Suggestions(ReviewView):
    """What the nightly screening suggests: the office decides."""

    query = SuggestionsQuery
    shape = shapes.SuggestionShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = list(reads.suggestions_of(self.user, state=self.params["state"]))
        return Response(page_of_list(request, rows, self.params, shapes.SuggestionShape.of))


class DismissalBody(Body):
    reason = serializers.CharField(max_length=500)


class DismissSuggestion(ReviewView):
    """Not followed; the same facts are never suggested again."""

    body = DismissalBody
    shape = shapes.SuggestionShape

    def post(self, request: Request, pk: UUID) -> Response:
        row = find(ReviewSuggestion.objects.visible_to(self.user).select_related("unit"), pk=pk)
        settled = suggestions.dismiss_suggestion(suggestion=row, by=self.user, **self.given)
        return Response(shapes.SuggestionShape.of(settled))
