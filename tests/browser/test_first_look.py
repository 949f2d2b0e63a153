"""Everybody's first page draws without an error, without another server and without scrolling sideways."""

import pytest

from tests.browser.conftest import Visit
from tests.factories import Cast


@pytest.mark.parametrize("who", ["office", "leader", "duty", "auditor"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_first_page(visit: Visit, county: Cast, who: str, *, phone: bool) -> None:
    visitor = visit(getattr(county, who), phone=phone)

    assert visitor.page.locator("h1").first.is_visible()
    assert not visitor.scrolls_sideways()
