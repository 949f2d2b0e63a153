"""Everything that goes wrong, in one look: a page for a reader, one sentence for a fragment."""

import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from units.errors import DomainError, InvalidInput, NotAllowed
from units.trouble import SENTENCES, noted_trouble
from units.web.request_ids import request_id
from units.web.uploads import FileTooBig


def error_page(request: HttpRequest, status: int, *, title: str, sentence: str, advice: str = "") -> HttpResponse:
    """A page, or for htmx a message above the page that keeps what was typed."""
    if request.headers.get("HX-Request"):
        response = render(request, "errors/_sentence.html", {"sentence": sentence}, status=status)
        response["HX-Retarget"] = "#messages"
        response["HX-Reswap"] = "innerHTML"
        return response
    context = {
        "status": status,
        "title": title,
        "sentence": sentence,
        "advice": advice,
        "icon_name": "lock" if status == 403 else "alert-triangle",
        "back": _previous_page(request),
    }
    return render(request, "errors/page.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Also for a host that isn't ours, where the request can't even say its own address."""
    if isinstance(exception, DisallowedHost):
        return _page_without_request(
            400,
            title=_("请求无法识别"),
            sentence=_("本系统不在这个网址上提供服务。"),
            advice=_("请改用单位通知的网址；系统管理员须把要用的主机名写入 ALLOWED_HOSTS。"),
        )
    if isinstance(exception, FileTooBig):
        return _page_without_request(
            400,
            title=_("文件过大"),
            sentence=_("文件不能超过 %(limit)s MB") % {"limit": settings.EVIDENCE_LIMIT // 1024**2},
            advice=_("请返回上一页，压缩或另选文件后重新提交。"),
        )
    return _page_without_request(
        400,
        title=_("请求无法识别"),
        sentence=_("提交的内容不完整或格式不对。"),
        advice=_("请返回上一页重新填写。"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        403,
        title=_("没有权限"),
        sentence=str(exception or "") or _("您的角色不能进行这项操作。"),
        advice=_("如工作需要，请联系两办。"),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        404,
        title=_("没有这个页面"),
        sentence=_("地址不对，或者内容不在您的查看范围内。"),
        advice=_("请从首页重新进入。"),
    )


def conflict(request: HttpRequest, sentence: str) -> HttpResponse:
    return error_page(
        request,
        409,
        title=_("办理未成功"),
        sentence=sentence,
        advice=_("请返回上一页核对最新情况后再办理。"),
    )


def invalid(request: HttpRequest, sentence: str) -> HttpResponse:
    return error_page(request, 400, title=_("填写有误"), sentence=sentence, advice=_("请返回上一页改正后再提交。"))


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """What a reader sees of a domain error."""
    if isinstance(error, NotAllowed):
        return forbidden(request, error)
    return invalid(request, str(error)) if isinstance(error, InvalidInput) else conflict(request, str(error))


def form_sent(request: HttpRequest, sentence: str, fields: Sequence[tuple[str, str]]) -> HttpResponse:
    """A form that has had its effect, sent with other content: `fields` may be sent as a new one. A fragment keeps what
    was typed on its page."""
    if request.headers.get("HX-Request"):
        return conflict(request, sentence)
    context = {"sentence": sentence, "fields": fields, "back": _previous_page(request)}
    return render(request, "errors/form_sent.html", context, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW. Mostly a page that was left open over a new sign-in."""
    return error_page(
        request,
        403,
        title=_("页面已过期"),
        sentence=_("页面打开太久，或者登录状态变了，这次提交没有生效。"),
        advice=_("请返回上一页，刷新后再提交。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """What the installation lacks is named, for whoever can mend it, and passes: 503. Django calls this where the error is
    handled."""
    trouble = noted_trouble(sys.exception())
    if trouble:
        return _page_without_request(
            503,
            title=_("暂时不能服务"),
            sentence=str(SENTENCES[trouble]),
            advice=_("请稍后再试；急事请直接打值班电话。"),
        )
    return _page_without_request(
        500,
        title=_("系统出错"),
        sentence=_("系统出了问题，这次操作没有完成。"),
        advice=_("问题已记录。请稍后再试；急事请直接打值班电话。"),
    )


def _page_without_request(status: int, **words: str) -> HttpResponse:
    """Asks neither session nor database, which may be what failed."""
    context = {"status": status, "icon_name": "alert-triangle", "number": request_id(), **words}
    return HttpResponse(render_to_string("errors/page.html", context), status=status)


def _previous_page(request: HttpRequest) -> str:
    """Where the reader came from, if that is here and another address; empty otherwise."""
    referer = request.headers.get("Referer", "")
    here = request.build_absolute_uri()
    if referer == here or not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return ""
    return referer
