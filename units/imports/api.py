"""imports/: hand a sheet in, read what was understood, map columns, accept, take back."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from units.api.inputs import Body, PageQuery
from units.api.pagination import page_of_list
from units.api.parsing import StrictJSONParser
from units.api.touching import TouchingBody, TouchingView
from units.api.views import ApiView, find
from units.counties.models.unit import Unit
from units.enums import Scope
from units.imports.models import SheetImport
from units.imports.permissions import check_import
from units.imports.services import handing_in
from units.imports.services.kinds import Asked
from units.imports.shapes import ImportDetailShape, ImportShape, detail_shape, import_shape

AROUND_FILE = 64 * 1024
MOST_LINES = 20_000


class ImportView(ApiView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE

    def check_permissions(self, request: Request) -> None:
        """Before the body is looked at."""
        super().check_permissions(request)
        if self.takes(request.method):
            check_import(self.user)

    def rows(self) -> QuerySet[SheetImport]:
        return SheetImport.objects.visible_to(self.user).select_related("county", "unit", "created_by")

    def detail(self, pk: UUID, status: int = 200) -> Response:
        sheet = find(self.rows(), pk=pk)
        found = handing_in.difference(sheet, self.user) if sheet.is_waiting else None
        return Response(detail_shape(sheet, found, self.user), status=status)


class HandInBody(Body):
    """`period`: the duty period a roster is for; without it the days in the sheet say."""

    kind = serializers.CharField(max_length=20)
    file = serializers.FileField(max_length=300, allow_empty_file=True)
    unit = serializers.CharField(required=False, max_length=32)
    period = serializers.UUIDField(required=False)


class Imports(ImportView):
    """Sheets handed in, the latest first. POST takes multipart/form-data and writes nothing but the sheet itself."""

    query = PageQuery
    body = HandInBody
    shape = ImportShape
    write_shape = ImportDetailShape
    write_status = 201
    is_list = True
    parser_classes = [MultiPartParser, StrictJSONParser]
    body_limit = settings.EVIDENCE_LIMIT + AROUND_FILE

    def get(self, request: Request) -> Response:
        rows = list(self.rows().defer("content", "understood"))
        return Response(page_of_list(request, rows, self.params, import_shape))

    def post(self, request: Request) -> Response:
        given = self.given
        unit = None
        if given.get("unit"):
            unit = Unit.objects.visible_to(self.user).filter(code=given["unit"]).first()
            if unit is None:
                raise ValidationError({"unit": [ErrorDetail(str(_("没有这个单位")), code="unknown_unit")]})
        options = {"period": str(given["period"])} if given.get("period") else {}
        made = handing_in.hand_in(
            kind=given["kind"],
            file=given["file"],
            name=given["file"].name or "",
            by=self.user,
            unit=unit,
            options=options,
        )
        return self.detail(made.pk, status=201)


class MapBody(Body):
    columns = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=60), required=False)


class ImportDetail(ImportView):
    """One sheet with what was understood. PATCH says what columns hold, DELETE throws away what nobody has accepted."""

    body = MapBody
    shape = ImportDetailShape

    def get(self, request: Request, pk: UUID) -> Response:
        return self.detail(pk)

    def patch(self, request: Request, pk: UUID) -> Response:
        handing_in.map_columns(sheet=find(self.rows(), pk=pk), columns=self.given.get("columns", {}), by=self.user)
        return self.detail(pk)

    def delete(self, request: Request, pk: UUID) -> Response:
        handing_in.discard(sheet=find(self.rows(), pk=pk), by=self.user)
        return Response(status=204)


class AcceptBody(TouchingBody):
    """`lines`: keys of those to take, without it every line that is neither doubtful nor wrong. `choices`: who is meant."""

    lines = serializers.ListField(child=serializers.CharField(max_length=400), required=False, max_length=MOST_LINES)
    choices = serializers.DictField(child=serializers.CharField(max_length=40), required=False)
    as_filed = serializers.BooleanField(required=False, default=False)


class AcceptImport(TouchingView, ImportView):
    body = AcceptBody
    shape = ImportDetailShape

    def post(self, request: Request, pk: UUID) -> Response:
        options = {"as_filed": True} if self.given["as_filed"] else {}
        asked = Asked(choices=self.given.get("choices", {}), options=options)
        handing_in.accept(sheet=find(self.rows(), pk=pk), by=self.user, keys=self.given.get("lines"), asked=asked)
        return self.detail(pk)


class UndoImport(TouchingView, ImportView):
    body = TouchingBody
    shape = ImportDetailShape

    def post(self, request: Request, pk: UUID) -> Response:
        handing_in.undo(sheet=find(self.rows(), pk=pk), by=self.user)
        return self.detail(pk)
