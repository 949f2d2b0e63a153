"""ETags: `"<version>.<digest of the body>"`, so that 304 is exact and If-Match asks about the version alone."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from units.errors import Stale

TAG = re.compile(r'(W/)?"([^"]*)"')
UNVERSIONED = "0"


def etag(body: Mapping[str, Any]) -> str:
    digest = blake2b(JSONRenderer().render(body), digest_size=10).hexdigest()
    return f'"{body.get("version", UNVERSIONED)}.{digest}"'


def tagged(request: Request, body: dict[str, Any], *, status: int = 200, location: str = "") -> Response:
    """`body` with its ETag; on a GET 304 without it when the client has it already."""
    tag = etag(body)
    headers = {"ETag": tag} | ({"Location": location} if location else {})
    wanted = request.headers.get("If-None-Match", "")
    if request.method in ("GET", "HEAD") and (wanted.strip() == "*" or tag.strip('"') in _opaque(wanted)):
        return Response(status=304, headers=headers)
    return Response(body, status=status, headers=headers)


def check_match(request: Request, body: Mapping[str, Any], *, whole: bool = False) -> int | None:
    """The version If-Match asked for and found, None without the header. Raises Stale when it is another one.

    A resource without a version is compared whole, and where `whole` says that its `version` means something else.
    """
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return None
    version = body.get("version")
    if wanted.strip() != "*" and not _matches(wanted, body, whole):
        raise Stale("stale_version", _("内容已被他人修改，请重新读取后再办理"), {"version": version})
    return version


def _matches(wanted: str, body: Mapping[str, Any], whole: bool) -> bool:
    strong = {value for weak, value in TAG.findall(wanted) if not weak}
    if whole or "version" not in body:
        return etag(body).strip('"') in strong
    return str(body["version"]) in {value.partition(".")[0] for value in strong}


def _opaque(header: str) -> set[str]:
    """If-None-Match compares weakly: the mark of a compressing proxy doesn't matter."""
    return {value for _weak, value in TAG.findall(header)}
