"""Whatever goes wrong is said in one sentence: on a page, or above the page for a fragment."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from units.counties.models.user import User
from units.enums import Role
from units.errors import DomainError, InvalidInput, NotAllowed, RuleViolation, Stale
from units.web import errors
from units.web.middleware import DomainErrors


def answer_to(exception: Exception, *, htmx: bool = False) -> HttpResponse | None:
    headers = {"HX-Request": "true"} if htmx else {}
    request = RequestFactory().post("/anything/", headers=headers)
    middleware = DomainErrors(lambda _request: HttpResponse())
    return middleware.process_exception(request, exception)


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (RuleViolation("taken", "这个班次刚被别人改过。"), 409),
        (Stale("stale", "这个班次刚被别人改过。"), 409),
        (NotAllowed("role", "这个班次刚被别人改过。"), 403),
        (InvalidInput("bad", "这个班次刚被别人改过。"), 400),
    ],
)
def test_a_domain_error_is_its_own_sentence(exception: DomainError, status: int) -> None:
    page = answer_to(exception)
    assert page is not None
    assert page.status_code == status
    assert "<p data-error-sentence>这个班次刚被别人改过。</p>" in page.content.decode()


def test_a_fragment_gets_the_sentence_above_the_page() -> None:
    fragment = answer_to(RuleViolation("taken", "<b>这个班次刚被别人改过。"), htmx=True)
    assert fragment is not None
    assert (fragment.status_code, fragment["HX-Retarget"]) == (409, "#messages")
    assert "&lt;b&gt;这个班次刚被别人改过。" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_other_exceptions_are_left_alone() -> None:
    assert answer_to(ValueError("x")) is None


def test_an_unknown_address_has_our_look(client: Client, sign_up: Callable[[Role], User]) -> None:
    client.force_login(sign_up(Role.COUNTY_OFFICE))
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
    assert "css/app.css" in answer.content.decode()


def test_a_forbidden_page_says_why() -> None:
    answer = errors.forbidden(RequestFactory().get("/"), PermissionDenied("只有两办可以发布。"))
    assert answer.status_code == 403
    assert "只有两办可以发布。" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("handler", "status"), [(errors.server_error, 500), (errors.bad_request, 400)])
def test_the_last_resort_pages_ask_no_database(
    handler: Callable[[HttpRequest], HttpResponse], status: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = handler(HttpRequest())
    assert answer.status_code == status
    assert "css/app.css" in answer.content.decode()


def test_a_host_that_is_not_ours_gets_a_plain_page(client: Client) -> None:
    answer = client.get("/login/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "请求无法识别" in answer.content.decode()


def test_the_page_names_the_number_that_the_log_has(client: Client) -> None:
    answer = client.get("/login/", headers={"host": "elsewhere.example"})
    assert f"编号 {answer.headers['X-Request-Id']}" in answer.content.decode()


def test_a_stale_form_says_that_nothing_happened(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "这次提交没有生效" in answer.content.decode()


def test_the_way_back_is_never_another_site() -> None:
    request = RequestFactory().get("/boom/", headers={"referer": "https://elsewhere.example/"})
    assert "elsewhere" not in errors.conflict(request, "x").content.decode()
    request = RequestFactory().get("/boom/", headers={"referer": "http://testserver/rosters/"})
    assert 'href="http://testserver/rosters/"' in errors.conflict(request, "x").content.decode()
