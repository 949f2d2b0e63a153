"""What the endpoints of tier reviews share: finding a review, its body, a document as it comes in."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from units.api.etags import tagged
from units.api.fields import DayField
from units.api.inputs import Body
from units.api.nouns import NounView
from units.api.parsing import StrictJSONParser
from units.api.views import find
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Scope
from units.errors import InvalidInput
from units.reviews import shapes
from units.reviews.models.review import TierReview
from units.reviews.permissions import sees_whole_review
from units.reviews.queries import reviews as reads
from units.reviews.services.evidence import NewTransfer
from units.units.api.affected import NeedShape
from units.units.requirements import review_needs

# Beside the file: the other parts and what multipart puts around them.
AROUND_FILE = 64 * 1024
DOCUMENT = ("document_number", "document_date", "function", "from_unit", "to_unit", "file")


class ReviewView(NounView):
    read_scope = Scope.REVIEWS_READ
    write_scope = Scope.REVIEWS_WRITE
    model = TierReview
    related = ("unit__county",)

    def found(self, pk: UUID) -> TierReview:
        review: TierReview = find(self.rows().select_related(*self.related), pk=pk)
        return review

    def whole(self, pk: UUID) -> TierReview:
        """Only for the office and the unit itself; to a unit that is merely asked it doesn't exist."""
        review = self.found(pk)
        if not sees_whole_review(self.user, review):
            raise Http404
        return review

    def answer(self, request: Request, pk: UUID, *, status: int = 200, location: str = "") -> Response:
        return tagged(request, detail_of(self.user, pk), status=status, location=location)


class WithFile(ReviewView):
    """Takes JSON, and multipart/form-data for a file."""

    parser_classes = [StrictJSONParser, MultiPartParser]
    body_limit = settings.EVIDENCE_LIMIT + AROUND_FILE


class DocumentBody(Body):
    document_number = serializers.CharField(required=False, max_length=100)
    document_date = DayField(required=False)
    function = serializers.CharField(required=False, max_length=200)
    from_unit = serializers.CharField(required=False, max_length=32)
    to_unit = serializers.CharField(required=False, max_length=32)
    file = serializers.FileField(required=False, max_length=300, allow_empty_file=True)


def detail_of(user: User, pk: UUID) -> dict[str, Any]:
    now = timezone.now()
    rows = TierReview.objects.visible_to(user)
    review = find(rows.select_related("unit__county"), pk=pk)
    row = find(rows.values(*shapes.ReviewDetailShape.columns()), pk=pk)
    whole = sees_whole_review(user, review)
    missing = reads.missing_of(user, review, now, whole=whole)
    needs = review_needs(review, timezone.localdate(now)) if whole else []
    return shapes.ReviewDetailShape.body(
        row, now=now, missing=shapes.MissingShape.each(missing), needs=NeedShape.each(needs)
    )


def require(attrs: dict[str, Any], names: tuple[str, ...]) -> None:
    lacking = {name: [ErrorDetail(_("缺少此项。"), code="required")] for name in names if name not in attrs}
    if lacking:
        raise ValidationError(lacking)


def document_of(user: User, given: dict[str, Any]) -> NewTransfer:
    return NewTransfer(
        document_number=given["document_number"],
        document_date=given["document_date"],
        function=given["function"],
        from_unit=named_unit(user, given["from_unit"], "from_unit"),
        to_unit=named_unit(user, given["to_unit"], "to_unit"),
        file=given["file"],
    )


def named_unit(user: User, code: str, field: str) -> Unit:
    """By the public directory: who may act for it is the service's question."""
    unit: Unit = named(Unit.objects.in_directory_of(user).select_related("county"), field, code=code)
    return unit


def named(rows: Any, field: str, **lookup: Any) -> Any:
    """The row a body names. Unknown and out of scope are the same 400."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise InvalidInput(f"unknown_{field}", _("没有这一项，或不在您的范围内"), field=field)
    return row
