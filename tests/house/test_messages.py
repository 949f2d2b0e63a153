"""The catalogue: gathered from Python and templates, each sentence once, complete. Chinese reads without one."""

from pathlib import Path

import polib
import pytest
from django import forms
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from scripts import messages
from scripts.messages import Sentence

PYTHON = """
from django.utils.translation import gettext as _now, gettext_lazy as _, ngettext, pgettext

LABEL = _("此刻")
def say(n):
    return _now("{n} 分钟前").format(n=n), ngettext("%(n)s 人", "%(n)s 人", n), pgettext("按钮", "退回")
"""
TEMPLATE = """{% load i18n %}
<h1>{% translate "值班表" %}</h1>
  <p>{% blocktranslate trimmed count n=people|length %}
      缺 {{ n }} 人
    {% plural %}
      缺 {{ n }} 人
  {% endblocktranslate %}</p>
 {# Translators: on the phone #}
{% translate "此刻" %} it's
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two apps: `units` says what `rostering` says again, and something in a shared template."""
    for app in messages.APPS:
        (tmp_path / app).mkdir()
    (tmp_path / "units" / "labels.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "rostering" / "labels.py").write_text('from x import y\n_("此刻")\n_("换班")\n', encoding="utf-8")
    for folder in ("components", "alerts"):
        (tmp_path / "templates" / folder).mkdir(parents=True)
    (tmp_path / "templates" / "components" / "a.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "templates" / "alerts" / "b.html").write_text('{% translate "在岗" %}', encoding="utf-8")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return tmp_path


def catalogue(project: Path, app: str) -> polib.POFile:
    return polib.pofile(str(project / app / "locale" / "en" / "LC_MESSAGES" / "django.po"))


def entry(project: Path, app: str, msgid: str) -> polib.POEntry:
    found = catalogue(project, app).find(msgid)
    assert found is not None
    return found


def translate_everything(project: Path) -> None:
    for app in messages.APPS:
        english = catalogue(project, app)
        for found in english:
            found.msgstr = "" if found.msgid_plural else f"English {found.msgid}"
            found.msgstr_plural = dict.fromkeys(found.msgstr_plural, f"English {found.msgid}")
        english.save()
    assert messages.main([]) == 0


def test_sentences_are_gathered_under_the_lowest_app_that_says_them(project: Path) -> None:
    found = {app: {key[1] for key in keys} for app, keys in messages.sentences_by_app().items()}

    assert found == {
        "units": {"此刻", "{n} 分钟前", "%(n)s 人", "退回", "值班表", "缺 %(n)s 人"},
        "rostering": {"换班"},
        "alerts": {"在岗"},
    }


def test_english_waits_for_a_translator(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main([]) == 1

    assert entry(project, "units", "此刻").msgstr == ""
    assert entry(project, "units", "缺 %(n)s 人").msgstr_plural == {0: "", 1: ""}
    assert "units: no English for '此刻' (rostering/labels.py)" in capsys.readouterr().out


def test_translations_survive_the_next_gathering_and_a_move_to_another_app(project: Path) -> None:
    messages.main([])
    translate_everything(project)
    (project / "units" / "labels.py").write_text("")
    (project / "templates" / "components" / "a.html").write_text("")

    assert messages.main([]) == 0
    assert entry(project, "rostering", "此刻").msgstr == "English 此刻"
    assert catalogue(project, "units").find("此刻") is None


def test_check_passes_only_while_files_and_sources_agree(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.main([])
    translate_everything(project)
    assert messages.main(["--check"]) == 0

    (project / "rostering" / "more.py").write_text('_("替班")')

    assert messages.main(["--check"]) == 1
    assert "rostering/locale/en/LC_MESSAGES/django.po is not up to date" in capsys.readouterr().out


def test_check_notices_a_catalogue_that_was_not_compiled(project: Path) -> None:
    messages.main([])
    translate_everything(project)
    path = messages.catalogue_path("alerts")
    path.write_text(path.read_text(encoding="utf-8").replace("English 在岗", "On post"), encoding="utf-8")

    assert messages.main(["--check"]) == 1


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("{n} 人", "{m} people", "fills in other values"),
        ("%(n)s 人", "%(m)s people", "fills in other values"),
        ("此刻", "", "no English"),
    ],
)
def test_faulty_translations_are_named(msgid: str, msgstr: str, fault: str) -> None:
    file = polib.POFile()
    file.append(polib.POEntry(msgid=msgid, msgstr=msgstr, occurrences=[("a.py", "")]))

    assert [fault in line for line in messages.faults("units", file)] == [True]


def test_an_unsure_translation_stays_marked_and_is_refused() -> None:
    known = polib.POEntry(msgid="此刻", msgstr="Now?", flags=["fuzzy"])
    file = messages.build({(None, "此刻"): Sentence("此刻", places={"a.py"})}, {(None, "此刻"): known})

    assert [line.startswith("units: marked as unsure") for line in messages.faults("units", file)] == [True]


def test_plurals_in_a_language_that_has_none_are_refused() -> None:
    file = polib.POFile()
    file.append(polib.POEntry(msgid="一人", msgid_plural="%(n)s 人", msgstr_plural={0: "one", 1: "many"}))

    assert ["has one form" in line for line in messages.faults("units", file)] == [True]


@pytest.mark.parametrize("app", messages.APPS)
def test_every_sentence_reads_in_chinese_as_it_is_written(app: str) -> None:
    """No catalogue of ours stands behind it, and none of Django's or a library's says another thing."""
    sentences = polib.pofile(str(messages.catalogue_path(app)))
    with translation.override("zh-hans"):
        said = {entry.msgid: _read(entry) for entry in sentences}

    assert {msgid: read for msgid, read in said.items() if read != {msgid}} == {}


def _read(entry: polib.POEntry) -> set[str]:
    if entry.msgid_plural:
        read = npgettext if entry.msgctxt else lambda _context, *forms: ngettext(*forms)
        return {read(entry.msgctxt or "", entry.msgid, entry.msgid_plural, number) for number in (0, 1, 2)}
    return {pgettext(entry.msgctxt, entry.msgid) if entry.msgctxt else gettext(entry.msgid)}


def test_what_django_says_is_chinese_too() -> None:
    with translation.override("zh-hans"):
        assert forms.CharField().error_messages["required"] == "该字段是必填项。"
