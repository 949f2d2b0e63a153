"""What a review rests on: documents with their files, units' words, rounds, the compiled record."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from units.api.etags import check_match, tagged
from units.api.fields import InstantField
from units.api.inputs import Body, PageQuery
from units.api.pagination import page_of_list
from units.api.views import find
from units.counties.models.user import User
from units.reviews import shapes
from units.reviews.api.base import DOCUMENT, DocumentBody, ReviewView, WithFile, document_of, named_unit, require
from units.reviews.downloads import as_download
from units.reviews.models.evidence import Consultation, FunctionTransfer
from units.reviews.models.record import ReviewRecord
from units.reviews.models.review import TierReview
from units.reviews.permissions import sees_whole_review
from units.reviews.queries import reviews as reads
from units.reviews.services import evidence as review_evidence
from units.reviews.services import rounds as review_rounds

WORD = ("unit", "person_name", "opinion")


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
        require(attrs, DOCUMENT if attrs["kind"] == shapes.KINDS[0] else WORD)
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
        return Response(page_of_list(request, found, self.params, shapes.EvidenceShape.of))

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        check_match(request, {"version": review.version})
        row = self._transfer(review) if self.given["kind"] == shapes.KINDS[0] else self._word(review)
        where = reverse("api-tier-review-evidence-one", [review.pk, row.pk], request=request)
        return tagged(request, shapes.EvidenceShape.of(row), status=201, location=where)

    def _transfer(self, review: TierReview) -> FunctionTransfer:
        return review_evidence.add_transfer(review=review, given=document_of(self.user, self.given), by=self.user)

    def _word(self, review: TierReview) -> Consultation:
        given: dict[str, Any] = {
            name: self.given.get(name) for name in ("person_name", "opinion", "consulted_at", "covers")
        }
        unit = named_unit(self.user, self.given["unit"], "unit")
        return review_evidence.record_consultation(review=review, unit=unit, by=self.user, **given)


class EvidenceOne(ReviewView):
    """One piece. A document can be taken back (DELETE) until it has been checked."""

    shape = shapes.EvidenceShape

    def get(self, request: Request, pk: UUID, evidence: UUID) -> Response:
        found = [row for row in reads.evidence_of(self.user, self.found(pk).pk) if row.pk == evidence]
        if not found:
            raise Http404
        return tagged(request, shapes.EvidenceShape.of(found[0]))

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
        return Response(page_of_list(request, reads.rounds_of(self.whole(pk)), self.params, shapes.RoundShape.of))

    def post(self, request: Request, pk: UUID) -> Response:
        review = self.found(pk)
        check_match(request, {"version": review.version})
        row = review_rounds.open_round(review=review, by=self.user, **self.given)
        return Response(shapes.RoundShape.of(row), status=201)


class RoundFinding(Body):
    finding = serializers.CharField(max_length=1000)
    open_points = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class CloseReviewRound(ReviewView):
    """Closes a round with its finding and what is still open."""

    body = RoundFinding
    shape = shapes.RoundShape

    def post(self, request: Request, pk: UUID, number: int) -> Response:
        review = self.found(pk)
        check_match(request, {"version": review.version})
        if sees_whole_review(self.user, review):
            find(review.rounds.all(), number=number)
        row = review_rounds.close_round(review=review, number=number, by=self.user, **self.given)
        return Response(shapes.RoundShape.of(row))


class Record(ReviewView):
    """历年值班记录, compiled by the system; frozen once it has been reviewed."""

    shape = shapes.RecordShape

    def get(self, request: Request, pk: UUID) -> Response:
        row = find(ReviewRecord.objects.all(), review=self.whole(pk))
        return tagged(request, shapes.RecordShape.of(row))


def _transfer_of(user: User, review: TierReview, pk: UUID) -> FunctionTransfer:
    rows = FunctionTransfer.objects.visible_to(user).standing().select_related("review__unit__county")
    return find(rows, pk=pk, review=review)
