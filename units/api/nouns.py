"""Endpoints of one kind of row: a list to read and add to, one row to read, to take back, and its acts.

A noun subclasses `NounView` once, with its `model` and its `shape`; its list, its detail and its acts add one of the
views below. What a row's body needs of other rows is fetched in `bodies`, for a whole page at once.
"""

from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from units.api.choosing import given_only
from units.api.etags import check_match, tagged
from units.api.pagination import page_of_rows
from units.api.rows import RowShape
from units.api.views import ApiView, find


class NounView(ApiView):
    """`related`: what the services need of a row they are handed."""

    model: ClassVar[Any]
    related: ClassVar[tuple[str, ...]] = ()

    def rows(self) -> "QuerySet[Any, Any]":
        """Those that the caller sees."""
        found: QuerySet[Any, Any] = self.model.objects.visible_to(self.user)
        return found

    def columns(self) -> tuple[str, ...]:
        return self._row_shape.columns()

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Of all rows of a page at once, so that what belongs to them takes one query."""
        return self._row_shape.bodies(rows)

    def body_of(self, pk: UUID) -> dict[str, Any]:
        return self.bodies([find(self.rows().values(*self.columns()), pk=pk)])[0]

    def row(self, request: Request, pk: UUID) -> Any:
        """The row to write to. Raises Stale when the request names another state of it."""
        rows = self.rows()
        row = find(rows.select_related(*self.related) if self.related else rows, pk=pk)
        # A row without a version is compared whole.
        check_match(request, {"version": row.version} if "version" in self.columns() else self.body_of(pk))
        return row

    @property
    def _row_shape(self) -> type[RowShape]:
        return cast("type[RowShape]", self.shape)


class NounList(NounView):
    """In `order`, the last column unique; without one the latest first by `latest`, the column that `from` and `to` ask
    about. `equal`: parameters that name a column. `route`: where a row that was made is found."""

    is_list = True
    write_status = 201
    latest: ClassVar[str] = ""
    order: ClassVar[tuple[str, ...]] = ()
    equal: ClassVar[tuple[str, ...]] = ()
    route: ClassVar[str]

    def wanted(self) -> dict[str, Any]:
        """What the query asks for; None asks for nothing."""
        return {name: self.params.get(name) for name in self.equal}

    def changed(self, since: datetime) -> Q:
        """For a mirror: what its copy may not have."""
        return Q(updated_at__gte=since)

    def get(self, request: Request, **address: Any) -> Response:
        wanted = self.wanted()
        if self.latest:
            wanted |= {f"{self.latest}__gte": self.params.get("from"), f"{self.latest}__lt": self.params.get("to")}
        since = self.params.get("updated_since")
        changed = Q() if since is None else self.changed(since)
        return self.page(request, self.rows().filter(changed, **given_only(wanted)))

    def page(self, request: Request, rows: "QuerySet[Any, Any]") -> Response:
        columns = self.columns()
        order = self.order or ((f"-{self.latest}", "id") if self.latest else ("id",))
        sorts = (name.lstrip("-") for name in order)
        found = rows.values(*columns, *(name for name in sorts if name not in columns))
        return Response(page_of_rows(request, found, self.params, order, self.bodies))

    def made(self, request: Request, pk: UUID) -> Response:
        """201 with the address of what was made."""
        location = reverse(self.route, [pk], request=request)
        return tagged(request, self.body_of(pk), status=201, location=location)


class NounDetail(NounView):
    """One row."""

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, self.body_of(pk))


class RemovableNoun(NounDetail):
    """One row, which DELETE takes back; `remove` calls the service."""

    def delete(self, request: Request, pk: UUID) -> Response:
        self.remove(self.row(request, pk))
        return Response(status=204)

    def remove(self, row: Any) -> None:
        raise NotImplementedError


class NounAct(NounView):
    """A step of one row; `act` calls the service."""

    def post(self, request: Request, pk: UUID) -> Response:
        self.act(self.row(request, pk))
        return tagged(request, self.body_of(pk))

    def act(self, row: Any) -> None:
        raise NotImplementedError
