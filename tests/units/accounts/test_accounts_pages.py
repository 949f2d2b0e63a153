"""账号: the list, one account, many at once, and one's own page."""

import re
from collections import OrderedDict

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.clients import browser_of
from tests.factories import PASSWORD, Cast, make_cast, make_person, make_user
from units.accounts.services.invitations import Way, create_many, planned
from units.enums import Role
from units.errors import NotAllowed
from units.models import AccountKey, AuditEvent, SignIn, UnitRole, User

LIST = "/settings/accounts/"


@pytest.fixture(autouse=True)
def channel(settings: LazySettings) -> None:
    settings.ALERT_DEFAULT_CHANNELS = ["console"]


def test_the_office_finds_accounts(cast: Cast) -> None:
    browser = browser_of(cast.office)
    for query, found, other in (
        ("", "routine-leader", ""),
        ("?q=routine", "routine-leader", ">duty<"),
        ("?unit=dag", "routine-leader", ">duty<"),
        ("?role=auditor", "auditor", "routine-leader"),
        ("?state=waiting", "leader", ""),
    ):
        page = browser.get(LIST + query).content.decode()
        assert found in page, query
        assert not other or other not in page, query


def test_the_list_costs_the_same_however_long_it_is(cast: Cast) -> None:
    browser = browser_of(cast.office)

    def queries() -> int:
        browser.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(LIST).status_code == 200
        return len(captured)

    few = queries()
    for _ in range(30):
        make_user(Role.DUTY_PERSON, cast.county, unit=cast.emergency, person=make_person(cast.emergency))
    assert queries() == few


def test_a_leader_sees_and_manages_duty_persons_of_the_own_unit(cast: Cast) -> None:
    other = make_user(Role.DUTY_PERSON, cast.county, unit=cast.routine)
    browser = browser_of(cast.leader)
    page = browser.get(LIST).content.decode()
    assert f"/settings/accounts/{cast.duty.pk}/" in page
    for hidden in (other, cast.office, cast.routine_leader, cast.auditor, cast.leader):
        assert f"/settings/accounts/{hidden.pk}/" not in page
        assert browser.get(f"{LIST}{hidden.pk}/").status_code == 404
        assert browser.post(f"{LIST}{hidden.pk}/password/").status_code == 404
        assert browser.post(f"{LIST}{hidden.pk}/deactivate/").status_code == 404
    assert browser.post(f"{LIST}{cast.duty.pk}/deactivate/").status_code == 302
    assert not User.objects.get(pk=cast.duty.pk).is_active
    place = browser.post(f"{LIST}{cast.duty.pk}/place/", {"role": "duty_person", "unit": "yjj"})
    assert place.status_code == 403


def test_who_leads_elsewhere_is_not_taken_over_by_a_leader(cast: Cast) -> None:
    UnitRole.objects.create(user=cast.duty, unit=cast.routine, role=Role.UNIT_LEADER)
    browser = browser_of(cast.leader)
    assert browser.get(f"{LIST}{cast.duty.pk}/").status_code == 200
    for act in ("password", "deactivate", "invite", "unlock", "end-sessions"):
        assert browser.post(f"{LIST}{cast.duty.pk}/{act}/").status_code == 403


@pytest.mark.parametrize("actor", ["duty", "auditor"])
def test_it_is_nobody_elses(cast: Cast, actor: str) -> None:
    browser = browser_of(getattr(cast, actor))
    for page in (LIST, f"{LIST}new/", f"{LIST}many/", f"{LIST}{cast.duty.pk}/"):
        assert browser.get(page).status_code == 403


def test_another_county_is_not_there(cast: Cast) -> None:
    other = make_cast("other", "别县")
    assert browser_of(other.office).get(f"{LIST}{cast.duty.pk}/").status_code == 404


def test_a_first_password_is_shown_once(cast: Cast) -> None:
    browser = browser_of(cast.office)
    answer = browser.post(
        f"{LIST}new/", {"role": "auditor", "display_name": "老周", "login": "lao-zhou", "way": "sheet"}
    )
    found = re.search(r"data-first-password>([^<]+)<", answer.content.decode())
    assert found
    assert "no-store" in answer["Cache-Control"]
    assert User.objects.get(username="lao-zhou").check_password(found[1])
    assert found[1] not in browser.get(f"{LIST}{User.objects.get(username='lao-zhou').pk}/").content.decode()


def test_a_wrong_form_keeps_what_was_typed(cast: Cast) -> None:
    answer = browser_of(cast.office).post(
        f"{LIST}new/", {"role": "unit_leader", "display_name": "老周", "login": "office", "way": "sheet"}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "须有所属单位" in page
    assert 'value="老周"' in page


def test_role_unit_and_further_units_are_changed_on_the_page(cast: Cast) -> None:
    browser, page = browser_of(cast.office), f"{LIST}{cast.duty.pk}/"
    assert browser.post(f"{page}units/", {"role": "unit_leader", "unit": "dag"}).status_code == 302
    assert "档案馆 · 单位负责人" in browser.get(page).content.decode()
    again = browser.post(f"{page}units/", {"role": "duty_person", "unit": "dag"})
    assert again.status_code == 400
    assert "已有角色" in again.content.decode()
    row = UnitRole.objects.get()
    assert browser.post(f"{page}units/{row.pk}/remove/").status_code == 302
    assert not UnitRole.objects.exists()
    assert browser.post(f"{page}place/", {"role": "unit_leader", "unit": "yjj"}).status_code == 302
    assert User.objects.get(pk=cast.duty.pk).role == Role.UNIT_LEADER
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"account.role_added", "account.role_removed", "account.changed"} <= actions


def test_the_number_to_sign_in_by_is_changed(cast: Cast) -> None:
    browser, page = browser_of(cast.leader), f"{LIST}{cast.duty.pk}/"
    assert browser.post(f"{page}phone/", {"phone": "138 1234 5678"}).status_code == 302
    assert Client().post("/login/", {"username": "13812345678", "password": PASSWORD}).status_code == 302
    assert browser.post(f"{page}phone/", {"phone": "0797-8712345"}).status_code == 400
    User.objects.filter(pk=cast.auditor.pk).update(login_phone="13900009999")
    taken = browser.post(f"{page}phone/", {"phone": "13900009999"})
    assert taken.status_code == 400
    assert "已用于另一个账号" in taken.content.decode()
    assert browser.post(f"{page}phone/", {"phone": ""}).status_code == 302
    assert User.objects.get(pk=cast.duty.pk).login_phone == ""
    assert "1381234" not in str(list(AuditEvent.objects.values()))


def test_the_office_does_not_close_its_own(cast: Cast) -> None:
    answer = browser_of(cast.office).post(f"{LIST}{cast.office.pk}/deactivate/")
    assert answer.status_code == 409
    assert User.objects.get(pk=cast.office.pk).is_active


# --- Many at once


def test_many_are_looked_at_then_made_then_skipped(cast: Cast) -> None:
    people = cast.people["dag"]
    shared = make_person(cast.routine, posts=["duty_officer"], mobile=people[0].mobile)
    nobody = make_person(cast.routine, posts=["duty_officer"], mobile="", name="无号码")
    ids = [str(one.pk) for one in (people[1], shared, nobody)]
    browser = browser_of(cast.office)
    form = {"group": "duty", "unit": "dag", "role": "duty_person", "login": "phone", "way": "invitation", "people": ids}
    before = User.objects.count()

    look = browser.post(f"{LIST}many/", form | {"step": "look"}).content.decode()
    assert User.objects.count() == before
    assert "没有可用的手机号" in look
    assert "邀请送不到，改发初始密码" in look

    made = browser.post(f"{LIST}many/", form | {"step": "make"})
    page = made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert User.objects.count() == before + 3
    assert User.objects.get(person=people[1]).login_phone == people[1].mobile
    assert not User.objects.get(person=nobody).login_phone
    assert AccountKey.objects.filter(user__person__in=[people[1], shared]).count() == 2
    code, password = re.findall(r"<code>([^<]+)</code>", page)
    assert Client().post("/login/", {"username": code, "password": password})["Location"] == "/todo/"
    assert password not in str(list(AuditEvent.objects.values()))

    again = browser.post(f"{LIST}many/", form | {"step": "make", "login": "code"}).content.decode()
    assert User.objects.count() == before + 3
    assert "已有账号，跳过" in again
    assert nobody.name in again


def test_ticking_all_and_going_back_keep_what_was_chosen(cast: Cast) -> None:
    browser = browser_of(cast.office)
    form = {"group": "duty", "unit": "dag", "role": "unit_leader", "login": "code", "way": "sheet"}
    everybody = [str(one.pk) for one in cast.people["dag"]]
    ticked = browser.post(f"{LIST}many/", form | {"step": "all"})
    back = browser.post(f"{LIST}many/", form | {"step": "edit", "people": everybody[:1]})
    for page, wanted in ((ticked, set(everybody)), (back, set(everybody[:1]))):
        assert page.status_code == 200
        assert page.context["ticked"] == wanted
        shown = page.context["form"]
        assert [shown[name].value() for name in ("role", "login", "way")] == ["unit_leader", "code", "sheet"]
        assert "请先改正" not in page.content.decode()


def test_a_sheet_has_a_table_for_each_unit(cast: Cast) -> None:
    people = [*cast.people["dag"][:2], *cast.people["xwb"][:2]]
    made = create_many(
        county=cast.county, people=people, role=Role.UNIT_LEADER, by=cast.office, by_phone=False, way=Way.SHEET
    )
    assert {line.code.split("-")[0] for line, _password in made.sheet} == {"dag", "xwb"}
    for line, password in made.sheet:
        account = User.objects.get(username=line.code)
        assert account.check_password(password)
        assert account.must_change_password


def test_two_of_one_number_sign_in_by_code(cast: Cast) -> None:
    pair = [
        make_person(cast.routine, mobile="13900001111", name="张三"),
        make_person(cast.routine, mobile="13900001111", name="张三"),
    ]
    lines = planned(pair, by_phone=True, way=Way.SHEET)
    assert [line.phone for line in lines] == ["", ""]
    assert [line.code for line in lines] == ["dag-zs", "dag-zs2"]


def test_a_leader_makes_many_of_the_own_unit_only(cast: Cast) -> None:
    browser = browser_of(cast.leader)
    page = browser.get(f"{LIST}many/?group=leaders&unit=dag").content.decode()
    assert cast.people["dag"][0].name not in page
    form = {
        "role": "duty_person",
        "login": "code",
        "way": "sheet",
        "step": "make",
        "people": [str(cast.people["dag"][0].pk)],
    }
    assert browser.post(f"{LIST}many/", form).status_code == 400
    form |= {"people": [str(cast.people["yjj"][0].pk)], "role": "unit_leader"}
    assert browser.post(f"{LIST}many/", form).status_code == 400
    with pytest.raises(NotAllowed):
        create_many(
            county=cast.county, people=[cast.people["dag"][0]], role=Role.DUTY_PERSON, by=cast.leader, by_phone=False,
            way=Way.SHEET,
        )  # fmt: skip


def test_nobody_ticked_is_said(cast: Cast) -> None:
    answer = browser_of(cast.office).post(f"{LIST}many/", {"role": "duty_person", "login": "code", "way": "sheet"})
    assert answer.status_code == 400
    assert "请至少勾选一人" in answer.content.decode()


# --- One's own


def test_sessions_are_listed_and_ended(cast: Cast) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0 Safari/537.36"
    here, there = Client(HTTP_USER_AGENT=agent), Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) MicroMessenger/8")
    for browser in (here, there):
        browser.post("/login/", {"username": "duty", "password": PASSWORD})
    page = here.get("/my/account/").content.decode()
    assert "Windows · Chrome" in page
    assert "iPhone · WeChat" in page
    assert page.count("本设备") == 1
    other = SignIn.objects.get(session_key=there.session.session_key)
    own = SignIn.objects.get(session_key=here.session.session_key)
    assert browser_of(cast.leader).post(f"/my/account/sessions/{other.pk}/end/").status_code == 404
    assert here.post(f"/my/account/sessions/{own.pk}/end/").status_code == 404
    assert here.post(f"/my/account/sessions/{other.pk}/end/").status_code == 302
    assert there.get("/my/").status_code == 302
    assert here.get("/my/").status_code == 200


def test_a_password_of_ones_own_ends_the_others_and_keeps_this(cast: Cast) -> None:
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/login/", {"username": "duty", "password": PASSWORD})
    here.post("/my/account/password/", {"old": PASSWORD, "password": "qingshui-wan-7", "again": "qingshui-wan-7"})
    assert there.get("/my/").status_code == 302
    page = here.get("/my/account/").content.decode()
    assert page.count("本设备") == 1
    assert SignIn.objects.filter(user=cast.duty).count() == 1


def test_use_is_noted_now_and_then(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = browser_of(cast.duty)
    row = SignIn.objects.get(user=cast.duty)
    with CaptureQueriesContext(connection) as captured:
        browser.get("/my/account/")
    assert not [one for one in captured if one["sql"].startswith('UPDATE "units_signin"')]
    monkeypatch.setattr("units.accounts.middleware._noted", OrderedDict())
    browser.get("/my/account/")
    row.refresh_from_db()
    assert row.used_at > row.created_at
    assert row.used_at <= timezone.now()
