"""佐证材料 of a task: handed in, listed, read, taken back."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from alerts.api.base import AlertView
from alerts.followups.models import Task, TaskFile
from alerts.followups.services import evidence
from alerts.followups.shapes import TaskFileShape
from units.api.etags import tagged
from units.api.inputs import Body, PageQuery
from units.api.nouns import NounView
from units.api.pagination import page_of_rows
from units.api.parsing import StrictJSONParser
from units.api.views import find
from units.reviews.downloads import as_download
from units.web.uploads import AROUND_FILE


class NewFile(Body):
    """As multipart/form-data."""

    file = serializers.FileField(max_length=300, allow_empty_file=True)


class TaskFileView(AlertView, NounView):
    model = TaskFile
    shape = TaskFileShape

    def rows(self) -> Any:
        return TaskFile.objects.visible_to(self.user).standing()


class TaskFiles(TaskFileView):
    """The evidence of a task, in the order it came; a further file from its owner or whoever asked, while it is open."""

    query = PageQuery
    body = NewFile
    is_list = True
    write_status = 201
    # JSON can't hold a file: it is read to be told so.
    parser_classes = [StrictJSONParser, MultiPartParser]
    body_limit = settings.EVIDENCE_LIMIT + AROUND_FILE

    def get(self, request: Request, pk: UUID) -> Response:
        task = find(Task.objects.visible_to(self.user), pk=pk)
        rows = self.rows().filter(task=task).values(*self.columns())
        return Response(page_of_rows(request, rows, self.params, ("added_at", "id"), self.bodies))

    def post(self, request: Request, pk: UUID) -> Response:
        row = evidence.add_file(task=find(Task.objects.visible_to(self.user), pk=pk), by=self.user, **self.given)
        location = reverse("api-task-file", [pk, row.pk], request=request)
        return tagged(request, self.body_of(row.pk), status=201, location=location)


class TaskFileOne(TaskFileView):
    """One file; DELETE takes it back."""

    def get(self, request: Request, pk: UUID, file: UUID) -> Response:
        return tagged(request, self.bodies([find(self.rows().filter(task=pk).values(*self.columns()), pk=file)])[0])

    def delete(self, request: Request, pk: UUID, file: UUID) -> Response:
        row = find(self.rows().filter(task=pk).select_related("task"), pk=file)
        evidence.retract_file(row=row, by=self.user)
        return Response(status=204)


class TaskFileContent(AlertView):
    """The file itself, as an attachment that no browser shows or runs."""

    def get(self, request: Request, pk: UUID, file: UUID) -> FileResponse:
        return as_download(find(TaskFile.objects.visible_to(self.user).standing().filter(task=pk), pk=file))
