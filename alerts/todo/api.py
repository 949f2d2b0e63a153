"""The queue of whoever asks, as their pages show it."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.base import AlertView
from alerts.todo.queries.lines import queue_of
from alerts.todo.rules import Kind, Line
from units.api.inputs import PageQuery
from units.api.pagination import page_of_list


class TodoAction(serializers.Serializer[Any]):
    """`url` is a page; a `post` one does the thing when its form is sent."""

    text = serializers.CharField()
    url = serializers.CharField()
    is_post = serializers.BooleanField()


class TodoShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=list(Kind))
    title = serializers.CharField()
    note = serializers.CharField()
    count = serializers.IntegerField()
    url = serializers.CharField()
    due = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()
    action = TodoAction()


def todo_shape(row: tuple[Line, bool]) -> dict[str, Any]:
    line, is_late = row
    return {
        "kind": line.kind,
        "title": line.title,
        "note": line.note,
        "count": line.count,
        "url": line.path,
        "due": line.due,
        "is_late": is_late,
        "action": {"text": line.action, "url": line.post or line.path, "is_post": bool(line.post)},
    }


class Todo(AlertView):
    """What waits for the caller, the most urgent first: the lines of their page, as far as the token's scopes go."""

    query = PageQuery
    shape = TodoShape
    is_list = True

    def get(self, request: Request) -> Response:
        return Response(page_of_list(request, queue_of(self.user, timezone.now()).rows, self.params, todo_shape))
