"""manage.py import_county: dry run first, every error on its own line, the form to fill in."""

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rostering.policy_lab.services.county_import import post_options
from tests.forms import PEOPLE, PERSON_HEADS, form, spoilt
from units.imports.services.county import read_form
from units.models import County, Person

pytestmark = pytest.mark.django_db


def command(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_county", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "新县.xlsx"
    path.write_bytes(form().getvalue())
    return path


def test_a_dry_run_says_what_would_come_and_writes_nothing(filled: Path) -> None:
    said = command(filled, "--county", "new", "--county-name", "新县")

    assert "单位：新增 3，修改 0，不变 0" in said
    assert "人员：新增 6，修改 0，不变 0" in said
    assert "新增人员 yjj 𠮷文杰" in said
    assert "什么都没有写入" in said
    assert not County.objects.exists()


def test_apply_writes_and_the_next_change_is_shown_without_its_number(filled: Path) -> None:
    assert "已写入" in command(filled, "--county", "new", "--county-name", "新县", "--apply")
    assert Person.objects.count() == len(PEOPLE)
    changed = spoilt(PEOPLE, 4, PERSON_HEADS, 职级="科级以上", 手机="13800002005", 可任岗位="带班领导", 离任日期="无")
    filled.write_bytes(form(people=changed).getvalue())

    said = command(filled)

    assert "修改人员 yjj 𠮷文杰：职级→科级以上，手机→138****2005，可任岗位→带班领导，离任日期→无" in said
    assert "13800002005" not in said


def test_the_same_again_says_so(filled: Path) -> None:
    command(filled, "--county", "new", "--county-name", "新县", "--apply")
    assert "没有需要写入的内容" in command(filled, "--apply")


def test_errors_go_to_stderr_with_sheet_row_column_and_fix(filled: Path) -> None:
    filled.write_bytes(form(people=spoilt(PEOPLE, 3, PERSON_HEADS, 手机="1", 职级="?")).getvalue())
    err = StringIO()

    with pytest.raises(CommandError, match="共 2 处错误") as error:
        call_command("import_county", str(filled), "--county=new", "--county-name=新县", "--apply", stderr=err)

    assert error.value.returncode == 1
    lines = err.getvalue().splitlines()
    assert "“人员”表 第 5 行 “手机”列：不是手机号。填 11 位手机号；境外号码以 +国家代码 开头。" in lines
    assert not County.objects.exists()


def test_files_that_are_not_there_or_not_xlsx(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        command(tmp_path / "no.xlsx", "--county", "new", "--county-name", "新县")
    text = tmp_path / "text.xlsx"
    text.write_text("name,phone")
    with pytest.raises(CommandError, match=r"不是 \.xlsx 文件"):
        command(text, "--county", "new", "--county-name", "新县")


def test_which_county_must_be_clear(filled: Path) -> None:
    with pytest.raises(CommandError, match="--county"):
        command(filled)
    with pytest.raises(CommandError, match="新建须写明县名"):
        command(filled, "--county", "new")
    with pytest.raises(CommandError, match="--template"):
        call_command("import_county")


def test_the_template_is_a_form_that_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    call_command("import_county", "--template", str(path), stdout=StringIO())

    read = read_form(BytesIO(path.read_bytes()), post_options(None))
    assert (read.units, read.people, read.problems) == ([], [], [])
    with pytest.raises(CommandError, match="exists"):
        call_command("import_county", "--template", str(path), stdout=StringIO())
