"""What the endpoints of one kind of record share: a list to read and add to, one row to read and take back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from units.api.choosing import given_only
from units.api.etags import check_match, tagged
from units.api.pagination import page_of_rows
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput
from units.models import Person, User


@dataclass(frozen=True)
class Record:
    """`model` needs `visible_to`; `body` draws a `values(*fields)` row; `loaded` is what the services need of a row."""

    model: type[Model]
    fields: tuple[str, ...]
    body: Callable[[Mapping[str, Any]], dict[str, Any]]
    route: str
    loaded: tuple[str, ...] = ("person",)
    order: tuple[str, ...] = ("id",)


class RecordView(ApiView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    record: ClassVar[Record]

    def visible(self) -> Any:
        return self.record.model._default_manager.all().visible_to(self.user)  # type: ignore[attr-defined]

    def body_of(self, pk: UUID) -> dict[str, Any]:
        return self.record.body(find(self.visible().values(*self.record.fields), pk=pk))

    def row(self, request: Request, pk: UUID) -> Any:
        """The row to write to. Raises Stale when the request names another state of it."""
        row = find(self.visible().select_related(*self.record.loaded), pk=pk)
        check_match(request, self.body_of(pk))
        return row


class RecordList(RecordView):
    write_status = 201
    is_list = True

    def page(self, request: Request, rows: Any, **wanted: Any) -> Response:
        """The rows in which everything wanted that isn't None is so; for a mirror those that have changed."""
        wanted["updated_at__gte"] = self.params.get("updated_since")
        found = rows.filter(**given_only(wanted)).values(*self.record.fields)
        return Response(page_of_rows(request, found, self.params, self.record.order, self._bodies))

    def _bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return list(map(self.record.body, rows))

    def made(self, request: Request, pk: UUID) -> Response:
        location = reverse(self.record.route, [pk], request=request)
        return tagged(request, self.body_of(pk), status=201, location=location)


class RecordDetail(RecordView):
    """Subclasses say with `remove` which service takes the row back."""

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, self.body_of(pk))

    def delete(self, request: Request, pk: UUID) -> Response:
        self.remove(self.row(request, pk))
        return Response(status=204)

    def remove(self, row: Any) -> None:
        raise NotImplementedError


def person_named(user: User, pk: Any, name: str) -> Person:
    """Raises InvalidInput at the field for somebody unknown or out of scope."""
    person = Person.objects.visible_to(user).select_related("unit").filter(pk=pk).first()
    if person is None:
        raise InvalidInput("unknown_person", _("没有这个人员"), field=name)
    return person
