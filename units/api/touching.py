"""Writes that may touch duties that stand: the answer names them in `affected`; with `dry_run` nothing is written."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api.etags import tagged
from units.api.fields import DayField
from units.api.inputs import Body
from units.api.objects import ObjectShape
from units.api.rows import Ref
from units.api.shapes import UnitRef
from units.api.views import ApiView
from units.consequences import collected
from units.enums import Outcome

Handler = Callable[..., Response]


class TouchingBody(Body):
    """With `dry_run` true the answer says what the write would make and whom it would touch, and nothing is written; with
    false it is written, and the answer says the same. Without it the answer is the row alone."""

    dry_run = serializers.BooleanField(required=False)


class NamedRef(Ref):
    id = serializers.UUIDField()
    name = serializers.CharField()


class AffectedShape(ObjectShape):
    """A duty that doesn't hold any more; `codes` say why, `person` is null for a seat that nobody holds."""

    assignment = serializers.UUIDField(source="assignment_id")
    roster = serializers.UUIDField(source="roster_id")
    period = NamedRef()
    unit = UnitRef()
    person = NamedRef(allow_null=True)
    day = DayField()
    post = serializers.CharField()
    is_published = serializers.BooleanField()
    codes = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField()


class TouchedShape(serializers.Serializer[Any]):
    """Beside what was written: for whoever said `dry_run`, and of a PUT its `outcome`."""

    dry_run = serializers.BooleanField(required=False)
    affected = AffectedShape(many=True, required=False)
    outcome = serializers.ChoiceField(choices=list(Outcome), required=False)


class TouchingView(ApiView):
    """POST, PUT and PATCH with `dry_run` answer the row with `affected`. A dry run answers 200, without Location and ETag."""

    body = TouchingBody
    touches_duties = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        for name in ("post", "put", "patch"):
            if name in cls.__dict__:
                setattr(cls, name, _naming_touched(cls.__dict__[name]))
        if cls.shape is not None:
            cls.write_shape = _touching(cls.shape)
        super().__init_subclass__(**kwargs)


@cache
def _touching(shape: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """One component of the contract for each shape, however many views answer it."""
    return type(f"Touching{shape.__name__}", (shape, TouchedShape), {})


def _naming_touched(handler: Handler) -> Handler:
    @wraps(handler)
    def run(view: ApiView, request: Request, *args: Any, **kwargs: Any) -> Response:
        dry_run = view.given.pop("dry_run", None)
        with collected() as found, transaction.atomic():
            answer = handler(view, request, *args, **kwargs)
            transaction.set_rollback(bool(dry_run))
        if dry_run is None:
            return answer
        body = {**answer.data, "dry_run": dry_run, "affected": AffectedShape.each(found)}
        return Response(body) if dry_run else _with(answer, body)

    return run


def upserted(request: Request, body: dict[str, Any], outcome: Outcome, location: str) -> Response:
    """What PUT answers: 201 with the address of what was made, else 200; the ETag is the one of the row."""
    status, location = (201, location) if outcome == Outcome.CREATED else (200, "")
    return _with(tagged(request, body, status=status, location=location), body | {"outcome": outcome})


def _with(answer: Response, body: dict[str, Any]) -> Response:
    """The ETag stays the one of the row."""
    answer.data = body
    return answer
