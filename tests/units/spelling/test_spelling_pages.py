"""However a name, a number or a grade is typed, page, picker and API find and refuse the same."""

from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.api_client import Api
from tests.factories import Cast
from tests.units.people.test_people_pages import values
from units.enums import Rank, Scope
from units.models import AuditEvent, Grade, Person
from units.people.services.people import add_people, change_people

MOBILE = "13307972007"


@pytest.fixture
def cast(db: None) -> Cast:
    cast = factories.make_cast()
    names = [("买买提·吐尔逊", MOBILE), ("𠮷文杰", "13307972008"), ("Anna Li", ""), ("陈国强", "")]
    fields = {"rank": Rank.STAFF, "valid_from": factories.LONG_AGO, "eligible_posts": ["dedicated_staff"]}
    newcomers = [(cast.emergency, {**fields, "name": name, "mobile": mobile}) for name, mobile in names]
    add_people(newcomers=newcomers, by=None)
    return cast


SPELLINGS = [
    ("买买提 吐尔逊", "买买提·吐尔逊"),
    ("买买提•吐尔逊", "买买提·吐尔逊"),
    ("買買提", "买买提·吐尔逊"),
    ("　文　杰", "𠮷文杰"),
    ("吉文杰", "𠮷文杰"),
    ("ａｎｎａ　ｌｉ", "Anna Li"),
    ("ANNALI", "Anna Li"),
    ("陳國強", "陈国强"),
    ("c g q", "陈国强"),
    ("ＣＧＱ", "陈国强"),
    ("+86 133-0797-2007", "买买提·吐尔逊"),
]


@pytest.mark.parametrize(("typed", "name"), SPELLINGS)
def test_page_and_api_find_the_same(client: Client, cast: Cast, typed: str, name: str) -> None:
    client.force_login(cast.office)
    assert [one.name for one in client.get("/people/", {"q": typed}).context["page"]] == [name]
    api = Api(key=factories.make_token(cast.office))
    assert [one["name"] for one in api.get("people/", query={"q": typed}).results] == [name]


def test_a_number_is_no_key_for_who_may_not_see_numbers(cast: Cast) -> None:
    api = Api(key=factories.make_token(cast.office, Scope.ROSTER_READ))
    assert api.get("people/", query={"q": MOBILE}).results == []


NO_NAMES = [
    ("合计", "合计"),
    ("待定", "不是姓名"),
    ("×", "不是姓名"),
    ("李四*", "改为“李四”"),
    ("李四（兼）", "改为“李四”"),
    ("赵六、钱七", "分开填写：赵六、钱七"),
    ("赵六 钱七", "分开填写：赵六、钱七"),
    ("王五13700008003", "改为“王五”"),
    ("办公室", "单位或部门"),
    ("张局长", "没有写全姓名"),
]


@pytest.mark.parametrize(("typed", "said"), NO_NAMES)
def test_what_is_no_name_is_refused_in_the_form(client: Client, cast: Cast, typed: str, said: str) -> None:
    client.force_login(cast.leader)
    answer = client.post("/people/new/", values(name=typed, unit="yjj"))
    assert answer.status_code == 400
    assert said in str(answer.context["form"].errors["name"])
    answer = client.post(f"/people/{cast.people['yjj'][0].pk}/edit/", values(name=typed))
    assert said in str(answer.context["form"].errors["name"])


def test_the_name_of_a_unit_is_no_person(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    answer = client.post("/people/new/", values(name=cast.hub.name, unit="yjj"))
    assert "单位或部门" in str(answer.context["form"].errors["name"])


def test_who_is_stored_under_no_name_can_still_be_changed(client: Client, cast: Cast) -> None:
    mistake = factories.make_person(cast.emergency, name="王五13700008003")
    client.force_login(cast.leader)
    assert client.post(f"/people/{mistake.pk}/edit/", values(name=mistake.name, position="科员")).status_code == 302
    assert client.post(f"/people/{mistake.pk}/edit/", values(name="王 五")).status_code == 302
    mistake.refresh_from_db()
    assert (mistake.name, mistake.name_key) == ("王五", "王五")


@pytest.mark.parametrize("name", ["欧阳娜娜", "王五", "John O’Brien", "阿卜杜热依木江•艾买提", "𬱖"])
def test_rare_names_pass(client: Client, cast: Cast, name: str) -> None:
    client.force_login(cast.leader)
    assert client.post("/people/new/", values(name=name, unit="yjj")).status_code == 302


@pytest.mark.parametrize(
    ("typed", "stored", "remark"),
    [
        ("+86 139-0797-2002", "13907972002", ""),
        ("13907972002/662007", "13907972002", "没有存 662007"),
        ("1.3907972002E+10", "13907972002", ""),
    ],
)
def test_numbers_in_the_form(client: Client, cast: Cast, typed: str, stored: str, remark: str) -> None:
    client.force_login(cast.leader)
    person = cast.people["yjj"][0]
    answer = client.post(f"/people/{person.pk}/edit/", values(mobile=typed), follow=True)
    person.refresh_from_db()
    assert person.mobile == stored
    said = " ".join(str(message) for message in answer.context["messages"])
    assert remark in said
    assert ("只存一个号码" in said) == bool(remark)


def test_a_number_that_a_spreadsheet_has_spoilt_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.leader)
    answer = client.post(f"/people/{cast.people['yjj'][0].pk}/edit/", values(mobile="1.33E+10"))
    assert "1.33E+10" in str(answer.context["form"].errors["mobile"])


@pytest.mark.parametrize(("typed", "rank"), [("正科级", 2), ("四级调研员", 2), ("股级", 1), ("2", 2)])
def test_a_grade_in_the_form(client: Client, cast: Cast, typed: str, rank: int) -> None:
    client.force_login(cast.leader)
    person = cast.people["yjj"][0]
    assert client.post(f"/people/{person.pk}/edit/", values(rank=typed)).status_code == 302
    person.refresh_from_db()
    assert person.rank == rank


def test_the_office_extends_the_table_of_grades(client: Client, cast: Cast) -> None:
    person = cast.people["yjj"][0]
    client.force_login(cast.leader)
    assert client.get("/people/grades/").status_code == 403
    assert client.post(f"/people/{person.pk}/edit/", values(rank="三级警监")).status_code == 400

    client.force_login(cast.office)
    assert client.post("/people/grades/", {"name": "三级 警监", "rank": "2"}).status_code == 302
    assert client.post("/people/grades/", {"name": "３级警监", "rank": "1"}).status_code == 302
    entry = Grade.objects.get()
    assert (entry.rank, "三级警监") == (Rank.STAFF, entry.key)
    assert "四级调研员" in client.get("/people/grades/").content.decode()
    assert client.post(f"/people/{person.pk}/edit/", values(rank="三级警监")).status_code == 302

    assert client.post(f"/people/grades/{entry.pk}/remove/").status_code == 302
    assert not Grade.objects.exists()
    assert list(
        AuditEvent.objects.filter(action__startswith="grade.").order_by("at").values_list("action", flat=True)
    ) == [
        "grade.set",
        "grade.set",
        "grade.removed",
    ]


def test_the_picker_of_a_seat_finds_every_spelling(client: Client, cast: Cast) -> None:
    period = factories.generated(cast)
    seat = factories.seat_of(period, cast.emergency, "dedicated_staff")
    client.force_login(cast.leader)
    for typed, name in SPELLINGS[:-1]:
        context: Any = client.get(f"/rosters/seats/{seat.pk}/", {"q": typed}).context
        found = {one.person.name for one in (*context["allowed"], *context["refused"])}
        assert found | {context["holder"].person.name} >= {name}, typed
        assert found <= {name}, typed


def test_a_key_follows_its_name(cast: Cast) -> None:
    person = Person.objects.get(name="陈国强")
    change_people(changes=[(person, {"name": "陈國強"})], by=None)
    person.refresh_from_db()
    assert (person.name, person.name_key) == ("陈國強", "陈国强")
