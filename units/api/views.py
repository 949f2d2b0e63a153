"""What every endpoint does: say which scope it needs, refuse what it doesn't know, answer a named write once."""

import json
import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial, wraps
from hashlib import sha256
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from units.api.authentication import HasScope
from units.api.errors import PROBLEM_JSON
from units.api.inputs import Body, Query, parsed_query
from units.api.parsing import has_unstorable, refuse_oversized
from units.api.throttling import Bucket, PerMinute, client_of
from units.counties.models.county import County
from units.counties.models.user import User
from units.db import lock, write
from units.enums import Scope
from units.errors import DomainError, InvalidInput, NotAllowed
from units.repeats.services.duplicates import PROGRAM, over_the_network
from units.repeats.services.keys import Answer, answer_once
from units.vocabulary import read_words_of

READS = ("GET", "HEAD")
WRITES = ("post", "put", "patch", "delete")
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_HEADERS = ("Location", "ETag")
# Worth another try under the same key.
PASSING_CODES = ("busy",)
Handler = Callable[..., Response]
_conditional = ContextVar("conditional", default=False)
Row = TypeVar("Row")


class ApiView(APIView):
    """Subclasses name their scopes, their query and body, and the shape of what they answer (for the schema).

    `self.params` holds the checked query of any method, `self.given` the checked body of a write.
    """

    permission_classes = [IsAuthenticated, HasScope]
    throttle_classes = [PerMinute]
    bucket: ClassVar[Bucket] = Bucket.WRITES
    read_scope: ClassVar[Scope | None] = None
    write_scope: ClassVar[Scope | None] = None
    query: ClassVar[type[Query]] = Query
    body: ClassVar[type[Body]] = Body
    # Where PUT is another kind of write than the rest: what it needs and takes.
    put_scope: ClassVar[Scope | None] = None
    put_body: ClassVar[type[Body] | None] = None
    shape: ClassVar[type[serializers.Serializer[Any]] | None] = None
    write_shape: ClassVar[type[serializers.Serializer[Any]] | None] = None
    write_status: ClassVar[int] = 200
    is_list: ClassVar[bool] = False
    # Bytes of a request; None = settings.API_BODY_LIMIT. Files are larger than what anybody types.
    body_limit: ClassVar[int | None] = None
    # A reveal must be asked and recorded each time; everything else may be repeated under a key.
    is_repeatable: ClassVar[bool] = True
    # See units/units/api/affected.py.
    touches_duties: ClassVar[bool] = False

    params: dict[str, Any]
    given: dict[str, Any]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Every write of every endpoint honours Idempotency-Key; nobody can forget it."""
        super().__init_subclass__(**kwargs)
        for name in WRITES:
            if name in cls.__dict__:
                setattr(cls, name, _answered_once(cls.__dict__[name]))

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A repeat of a write that makes something is recognised (units/repeats/services/duplicates.py)."""
        with over_the_network(PROGRAM):
            return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who is asking, with the token's grant."""
        return reader(self.request)

    @property
    def county(self) -> County:
        """Raises NotAllowed for a login that belongs to none."""
        if self.user.county is None:
            raise NotAllowed("no_county", _("您的账号没有所属的县"))
        return self.user.county

    def scope_for(self, method: str | None) -> Scope | None:
        """None when any signed-in caller may, or when the method will be refused anyway."""
        if not self.takes(method):
            return None
        if method in READS:
            return self.read_scope
        return self.put_scope or self.write_scope if method == "PUT" else self.write_scope

    def body_for(self, method: str | None) -> type[Body]:
        return self.put_body or self.body if method == "PUT" else self.body

    def takes(self, method: str | None) -> bool:
        """Whether there is a handler. A name of ours, such as `query`, is none."""
        name = (method or "").lower()
        return name in self.http_method_names and hasattr(self, name)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        refuse_oversized(request, self.body_limit)
        super().initial(request, *args, **kwargs)
        read_words_of(getattr(request.user, "county_id", None))
        if any(has_unstorable(str(value)) for value in kwargs.values()):
            raise Http404
        if not self.takes(request.method):
            return
        if request.method in READS:
            self.params = parsed_query(self.query, request.query_params)
        elif request.method != "OPTIONS":
            self.params = parsed_query(Query, request.query_params)
            self.given = self._parsed_body(request)

    def _parsed_body(self, request: Request) -> dict[str, Any]:
        body = self.body_for(request.method)(data=request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


def reader(request: Request) -> User:
    """The user of a request that has passed authentication."""
    if not isinstance(request.user, User):
        raise exceptions.NotAuthenticated
    return request.user


def find(rows: "QuerySet[Any, Row]", **lookup: Any) -> Row:
    """The one row of a scoped queryset; out of scope and nonexistent are the same 404. In a write with If-Match it is held
    until the write is done, so that what is compared is what is changed."""
    if _conditional.get():
        held = rows.model._base_manager.filter(pk__in=list(rows.filter(**lookup).values_list("pk", flat=True)[:1]))
        list(held.select_for_update(no_key=True).values_list("pk"))
    row = rows.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


@write
def _at_that_version(handler: Handler, view: ApiView, request: Request, *args: Any, **kwargs: Any) -> Response:
    """A write with If-Match: comparing and writing are one transaction. What has no row yet is held by its address."""
    lock(f"if-match:{request.path}")
    token = _conditional.set(True)
    try:
        return handler(view, request, *args, **kwargs)
    finally:
        _conditional.reset(token)


def _answered_once(plain: Handler) -> Handler:
    @wraps(plain)
    def run(view: ApiView, request: Request, *args: Any, **kwargs: Any) -> Response:
        handler = partial(_at_that_version, plain) if "If-Match" in request.headers else plain
        key = request.headers.get("Idempotency-Key")
        if key is None or not view.is_repeatable:
            return handler(view, request, *args, **kwargs)
        answer = answer_once(
            client=client_of(request),
            key=_checked_key(key),
            request_hash=_request_hash(request),
            produce=lambda: _as_answer(handler(view, request, *args, **kwargs)),
            refusal=lambda error: _refusal(view, error),
        )
        return _as_response(answer)

    return run


def _checked_key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise InvalidInput("invalid_idempotency_key", _("Idempotency-Key 须为 1 至 200 个可见 ASCII 字符"))
    return key


def _request_hash(request: Request) -> str:
    """Method, address and meaning of the body: another spacing is the same request."""
    data = json.dumps(request.data, sort_keys=True, ensure_ascii=False, default=_file_digest)
    return sha256(f"{request.method} {request.get_full_path()}\n{data}".encode()).hexdigest()


def _file_digest(value: Any) -> str:
    """Stands for an uploaded file, which is read again afterwards. Raises TypeError for anything else."""
    if not isinstance(value, UploadedFile):
        raise TypeError(f"{type(value).__name__} in a request")
    digest = sha256(value.read()).hexdigest()
    value.seek(0)
    return f"{value.name}:{digest}"


def _refusal(view: ApiView, error: Exception) -> Answer | None:
    """The final answer for an error that is the caller's; None for one of ours, or one that passes."""
    if not isinstance(error, DomainError | exceptions.APIException | Http404 | PermissionDenied):
        return None
    if isinstance(error, DomainError) and error.code in PASSING_CODES:
        return None
    response = view.handle_exception(error)
    return _as_answer(response) if response.status_code < 500 else None


def _as_answer(response: Response) -> Answer:
    body = "" if response.data is None else JSONRenderer().render(response.data).decode()
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return Answer(response.status_code, body, headers)


def _as_response(answer: Answer) -> Response:
    data = json.loads(answer.body) if answer.body else None
    content_type = PROBLEM_JSON if answer.status >= 400 else None
    return Response(data, status=answer.status, headers=dict(answer.headers), content_type=content_type)
