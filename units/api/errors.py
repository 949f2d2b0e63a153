"""The one place that turns whatever went wrong into application/problem+json."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from units.errors import DomainError, InvalidInput, NotAllowed, RuleViolation, Stale
from units.repeats.services.keys import KeyReused
from units.trouble import SENTENCES, noted_trouble

PROBLEM_JSON = "application/problem+json"

TITLES: dict[int, str | Promise] = {
    400: _("请求有误"),
    401: _("需要登录"),
    403: _("没有权限"),
    404: _("没有找到"),
    405: _("不支持这种操作"),
    406: _("不支持所要求的格式"),
    409: _("与当前状态冲突"),
    412: _("内容已被修改"),
    413: _("内容过大"),
    415: _("不支持的内容类型"),
    422: _("无法办理"),
    429: _("请求过于频繁"),
    500: _("系统出错"),
    503: _("暂时不能服务"),
}
DETAILS: dict[int, tuple[str, str | Promise]] = {
    400: ("bad_request", _("提交的内容不完整或格式不对。")),
    401: ("not_authenticated", _("请先登录，或使用有效的令牌。")),
    403: ("permission_denied", _("您的角色不能进行这项操作。")),
    404: ("not_found", _("地址不对，或者内容不在您的查看范围内。")),
    405: ("method_not_allowed", _("这个地址不支持该方法。")),
    406: ("not_acceptable", _("只提供 JSON。")),
    413: ("body_too_large", _("提交的内容过大。")),
    415: ("unsupported_media_type", _("请以 application/json 提交。")),
    429: ("throttled", _("请稍后再试。")),
    500: ("server_error", _("系统出了问题，这次操作没有完成。")),
    503: ("unavailable", _("数据库没有应答或正在升级，请稍后再试。")),
}


class BodyTooLarge(exceptions.APIException):
    status_code = 413


class QueryError(exceptions.ValidationError):
    """Wrong query parameters: errors[] name the parameter instead of pointing into the body."""


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's hook: None for what is nobody's mistake but ours (500)."""
    if isinstance(exc, DomainError):
        return _domain_problem(exc, context)
    if isinstance(exc, exceptions.ValidationError):
        in_query = isinstance(exc, QueryError)
        errors = list(_flatten(exc.detail, (), in_query=in_query))
        return problem(400, "invalid_query" if in_query else "invalid", errors[0]["detail"], errors=errors)
    if isinstance(exc, Http404):
        return problem(404)
    if isinstance(exc, PermissionDenied):
        return problem(403)
    if isinstance(exc, exceptions.APIException):
        return _framework_problem(exc)
    trouble = noted_trouble(exc)
    return problem(503, trouble, SENTENCES[trouble]) if trouble else None


def problem(
    status: int,
    code: str = "",
    detail: str | Promise = "",
    *,
    errors: list[dict[str, Any]] | None = None,
    details: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response with the five fixed members; `details` holds what a program needs beyond the sentence."""
    body = _body(status, code, detail) | {"errors": errors or []}
    if details:
        body["details"] = dict(details)
    return Response(body, status=status, content_type=PROBLEM_JSON, headers=dict(headers or {}))


def plain_problem(status: int, code: str = "", detail: str | Promise = "") -> HttpResponse:
    """The same for what never reached an endpoint."""
    body = _body(status, code, detail) | {"errors": []}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=PROBLEM_JSON)


def _body(status: int, code: str, detail: str | Promise) -> dict[str, Any]:
    default_code, default_detail = DETAILS.get(status, DETAILS[400 if status < 500 else 500])
    code = code or default_code
    return {
        "type": f"urn:problem:{code}",
        "title": str(TITLES.get(status, TITLES[400 if status < 500 else 500])),
        "status": status,
        "code": code,
        "detail": str(detail or default_detail),
    }


def _domain_problem(exc: DomainError, context: Mapping[str, Any]) -> Response:
    request = context["request"]
    if isinstance(exc, InvalidInput):
        place = _place(exc.field, in_query=request.method in ("GET", "HEAD"))
        return problem(400, exc.code, str(exc), errors=[place | {"code": exc.code, "detail": str(exc)}])
    return problem(_status(exc, request), exc.code, str(exc), details=exc.details)


def _status(exc: DomainError, request: Any) -> int:
    if isinstance(exc, NotAllowed):
        return 403
    if isinstance(exc, Stale):
        return 412 if "If-Match" in request.headers else 409
    if isinstance(exc, KeyReused):
        return 422
    if isinstance(exc, RuleViolation):
        return 409
    raise TypeError(f"{type(exc).__name__} has no HTTP status") from exc


def _framework_problem(exc: exceptions.APIException) -> Response:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait))  # type: ignore[attr-defined]
    if isinstance(exc, exceptions.ParseError):
        return problem(400, "malformed_body", str(exc.detail), headers=headers)
    if isinstance(exc, exceptions.AuthenticationFailed | exceptions.PermissionDenied):
        return problem(exc.status_code, str(exc.get_codes()), str(exc.detail), headers=headers)
    return problem(exc.status_code, headers=headers)


def _flatten(detail: Any, path: tuple[str, ...], *, in_query: bool) -> Iterator[dict[str, Any]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = () if name == "non_field_errors" else (str(name),)
            yield from _flatten(inner, path + step, in_query=in_query)
    elif isinstance(detail, list) and any(isinstance(inner, Mapping) for inner in detail):
        for index, inner in enumerate(detail):
            if inner:
                yield from _flatten(inner, (*path, str(index)), in_query=in_query)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flatten(inner, path, in_query=in_query)
    else:
        yield _place("/".join(path), in_query=in_query) | {
            "code": getattr(detail, "code", "invalid"),
            "detail": str(detail),
        }


def _place(field: str, *, in_query: bool) -> dict[str, Any]:
    return {"parameter": field} if in_query else {"pointer": f"#/{field}" if field else "#"}
