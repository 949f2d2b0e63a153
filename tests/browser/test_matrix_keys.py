"""The matrix under the keys of a spreadsheet, with real key presses."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from rostering.enums import Post
from rostering.models import Assignment, DutyPeriod, RosterStep
from rostering.seats.services.assignments import replace_person
from tests.browser.conftest import Visit
from tests.factories import Cast, generated, make_person, seat_of
from units.models import Person

SAID, DIALOG, PICKER = "#messages", "#dialog", ".picker"
OFFICER = Post.DUTY_OFFICER
expect.set_options(timeout=30_000)


@pytest.fixture
def period(county: Cast) -> DutyPeriod:
    return generated(county)


@pytest.fixture
def seats(county: Cast, period: DutyPeriod) -> list[Assignment]:
    """The routine unit's seat of each day: one line of the sheet."""
    return [seat_of(period, county.routine, OFFICER, day=day) for day in period.days]


@pytest.fixture
def people(county: Cast) -> list[Person]:
    return [make_person(county.routine, posts=[OFFICER], name=name) for name in ("单小红", "曾国强", "欧阳明")]


@pytest.fixture
def page(visit: Visit, county: Cast, period: DutyPeriod, people: list[Person]) -> Page:
    page = visit(county.office, path=f"/rosters/periods/{period.pk}/").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def cell(page: Page, seat: Assignment) -> Locator:
    return page.locator(f"#seat-{seat.pk}")


def holder(seat: Assignment) -> str:
    person = Assignment.objects.get(pk=seat.pk).person
    return person.name if person else ""


def test_typing_pinyin_and_enter_seats_somebody_and_keeps_the_focus(page: Page, seats: list[Assignment]) -> None:
    cell(page, seats[0]).focus()
    page.keyboard.type("sxh")
    expect(page.locator(f"{PICKER} [aria-selected=true]")).to_contain_text("单小红")
    page.keyboard.press("Enter")
    expect(cell(page, seats[0])).to_contain_text("单小红")
    expect(cell(page, seats[0])).to_be_focused()
    expect(page.locator(PICKER)).to_be_hidden()
    assert holder(seats[0]) == "单小红"
    page.keyboard.press("ArrowRight")
    expect(cell(page, seats[1])).to_be_focused()
    page.keyboard.press("Home")
    expect(cell(page, seats[0])).to_be_focused()
    page.keyboard.press("End")
    expect(cell(page, seats[2])).to_be_focused()


def test_tab_takes_and_goes_on_escape_leaves_all_as_it_was(page: Page, seats: list[Assignment]) -> None:
    before = holder(seats[1])
    cell(page, seats[0]).focus()
    page.keyboard.type("oym")
    page.keyboard.press("Tab")
    expect(cell(page, seats[1])).to_be_focused()
    page.keyboard.type("z")
    expect(page.locator(PICKER)).to_be_visible()
    page.keyboard.press("Escape")
    expect(cell(page, seats[1])).to_be_focused()
    assert (holder(seats[0]), holder(seats[1])) == ("欧阳明", before)


def test_one_stop_for_tab(page: Page, seats: list[Assignment]) -> None:
    assert page.locator("duty-grid [data-seat][tabindex='0']").count() == 1
    cell(page, seats[0]).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.matches('[data-seat]')")


def test_what_is_refused_is_said_at_the_cell_and_the_typing_stays(
    page: Page, county: Cast, seats: list[Assignment], people: list[Person]
) -> None:
    cell(page, seats[0]).focus()
    page.keyboard.type("zgq")
    expect(page.locator(f"{PICKER} [aria-selected=true]")).to_contain_text("曾国强")
    # By now he is listed for nothing.
    Person.objects.filter(pk=people[1].pk).update(eligible_posts=[])
    page.keyboard.press("Enter")
    expect(page.locator(f"{PICKER} [role=alert]")).to_contain_text("未列入该岗位人选")
    expect(page.locator(f"{PICKER} input")).to_have_value("zgq")
    assert holder(seats[0]) != "曾国强"


def test_delete_and_control_z(page: Page, seats: list[Assignment]) -> None:
    before = holder(seats[0])
    cell(page, seats[0]).focus()
    page.keyboard.press("Delete")
    expect(cell(page, seats[0])).to_contain_text("空岗")
    expect(cell(page, seats[0])).to_be_focused()
    assert holder(seats[0]) == ""
    page.keyboard.press("Control+z")
    expect(cell(page, seats[0])).to_contain_text(before)
    expect(cell(page, seats[0])).to_be_focused()
    assert holder(seats[0]) == before


def test_a_row_of_names_is_copied_and_pasted(page: Page, seats: list[Assignment]) -> None:
    before = [holder(seat) for seat in seats]
    cell(page, seats[0]).focus()
    page.keyboard.press("Shift+End")
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "\t".join(before)
    page.evaluate("navigator.clipboard.writeText('单小红\\t曾国强\\t欧阳明\\r\\n')")
    cell(page, seats[0]).focus()
    page.keyboard.press("Home")
    page.keyboard.press("Control+v")
    expect(page.locator(SAID)).to_contain_text("已改 3 个席位")
    assert [holder(seat) for seat in seats] == ["单小红", "曾国强", "欧阳明"]
    page.keyboard.press("Control+z")
    expect(page.locator(SAID)).to_contain_text("已撤销")
    assert [holder(seat) for seat in seats] == before


def test_a_pasted_column_asks_once_about_what_is_doubtful(
    page: Page, county: Cast, period: DutyPeriod, seats: list[Assignment]
) -> None:
    """Two units below each other: a name that is known, and one that is nearly."""
    below = seats[0]
    above = seat_of(period, county.emergency, Post.DEDICATED_STAFF)
    make_person(county.emergency, posts=[Post.DEDICATED_STAFF], name="上官云")
    page.evaluate("navigator.clipboard.writeText('上官云\\n单小江')")
    cell(page, above).focus()
    page.keyboard.press("Control+v")
    expect(page.locator(DIALOG)).to_contain_text("没有“单小江”，是否为相近的人")
    page.locator(DIALOG).get_by_role("button", name="确认修改").click()
    expect(page.locator(SAID)).to_contain_text("已改 2 个席位")
    assert (holder(above), holder(below)) == ("上官云", "单小红")
    assert RosterStep.objects.filter(period=period, job=None).count() == 1


def test_two_seats_are_exchanged_by_keys_and_by_dragging(page: Page, seats: list[Assignment]) -> None:
    one, other = holder(seats[0]), holder(seats[1])
    cell(page, seats[0]).focus()
    page.keyboard.press("Shift+X")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+X")
    expect(page.locator(SAID)).to_contain_text("已互换")
    assert (holder(seats[0]), holder(seats[1])) == (other, one)
    expect(cell(page, seats[0])).to_contain_text(other)
    cell(page, seats[0]).drag_to(cell(page, seats[1]))
    expect(cell(page, seats[0])).to_contain_text(one)
    assert (holder(seats[0]), holder(seats[1])) == (one, other)


def test_a_range_is_locked(page: Page, seats: list[Assignment]) -> None:
    cell(page, seats[0]).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Alt+l")
    expect(page.locator(SAID)).to_contain_text("已锁定 2 个席位")
    locked = dict(Assignment.objects.filter(pk__in=[s.pk for s in seats]).values_list("pk", "is_pinned"))
    assert [locked[seat.pk] for seat in seats] == [True, True, False]


def test_a_change_by_somebody_else_shows_both_versions(
    page: Page, county: Cast, seats: list[Assignment], people: list[Person]
) -> None:
    seen = holder(seats[0])
    fresh = Assignment.objects.get(pk=seats[0].pk)
    replace_person(assignment=fresh, person_id=people[2].pk, by=county.office, expected_version=fresh.version)
    cell(page, seats[0]).focus()
    page.keyboard.type("sxh")
    expect(page.locator(f"{PICKER} [aria-selected=true]")).to_contain_text("单小红")
    page.keyboard.press("Enter")
    expect(page.locator(DIALOG)).to_contain_text(f"您打开时是{seen}")
    expect(page.locator(DIALOG)).to_contain_text("欧阳明")
    assert holder(seats[0]) == "欧阳明"
    page.locator(DIALOG).get_by_role("button", name="确认修改").click()
    expect(cell(page, seats[0])).to_contain_text("单小红")
    assert holder(seats[0]) == "单小红"


def test_the_day_and_the_unit_stay_lit(page: Page, seats: list[Assignment]) -> None:
    cell(page, seats[1]).focus()
    lit: Any = page.locator("duty-grid thead th.is-lit")
    expect(lit.first).to_contain_text("6月20日")
