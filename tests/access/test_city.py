"""A city's office over every route and method: what it may is named here, everything else is refused."""

import re

import pytest

from tests.access.table import METHODS
from tests.access.test_matrix import API_BASE, TABLE, request
from tests.access.world import World
from tests.access.world import world as world  # noqa: PLC0414 - the fixture

ACCOUNT = "my/account/"
# What it reads, what belongs to its own account, and what is open to whoever is signed in.
ALLOWED = {
    "GET": {
        "city/", "city/figures/", "city/counties/<str:county_code>/", "city/counties/<str:county_code>/figures/",
        "city/counties/<str:county_code>/reports/", "city/counties/<str:county_code>/reports/<uuid:pk>/",
        *(f"{API_BASE}counties/{part}" for part in ("", "<str:code>/board/", "<str:code>/statistics/", "<str:code>/reports/")),
        f"{API_BASE}schema/", f"{API_BASE}docs/", f"{API_BASE}tokens/",
        ACCOUNT, f"{ACCOUNT}password/", f"{ACCOUNT}second-factor/",
    },
    "POST": {
        f"{ACCOUNT}password/", f"{ACCOUNT}second-factor/", f"{ACCOUNT}second-factor/codes/", f"{ACCOUNT}second-factor/remove/",
        f"{ACCOUNT}sessions/end/", "logout/",
    },
}  # fmt: skip
# Open without a login: help, health, links with a key of their own. What stands behind a key is asked for by the key.
OPEN = re.compile(
    r"sw\.js|manifest\.webmanifest|offline/|livez|readyz|enginez|metrics|login/.*|k/.*|a/.*|feeds/<str:secret>.*"
    r"|replies/.*|setup/.*|language/|text-size/|help/.*|static/.*"
)
CELLS = [(route, method) for route, methods in TABLE.items() if not OPEN.fullmatch(route) for method in methods]


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
def test_what_is_not_named_is_refused(world: World, method: str) -> None:
    found = {
        route: request(world, "city", route, method, TABLE[route][method], "own")
        for route, cell in CELLS
        if cell == method
    }

    leaks = {route: status for route, status in found.items() if status not in (403, 404)}
    # The bare address leads to the counties.
    assert leaks.pop("", 302) == 302
    assert set(leaks) == ALLOWED.get(method, set()), leaks
    if method == "GET":
        assert set(leaks.values()) == {200}
