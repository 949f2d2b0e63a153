"""Gathers the sentences to translate and compiles the catalogues: `make messages`; with `--check` it only compares.

Sentences are written in Chinese and read so without a catalogue; `en` is translated by hand, in
`<app>/locale/en/LC_MESSAGES/django.po`. A sentence used by several apps stands in the lowest one's catalogue only.
Nothing but Python is needed: Babel reads the sources, polib writes and compiles the catalogues.
"""

import ast
import re
import string
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
# Lowest floor first.
APPS = ("units", "rostering", "alerts")
LANGUAGE = "en"
PLURALS = "nplurals=2; plural=(n != 1);"
Keywords = dict[str, Any]
LAZY_KEYWORDS: Keywords = {f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items() if name.endswith("gettext")}
KEYWORDS: Keywords = {**DEFAULT_KEYWORDS, **LAZY_KEYWORDS, "gettext_noop": None}
PERCENT_PLACEHOLDER = re.compile(r"%\((\w+)\)|%[sdifr]")

Key = tuple[str | None, str]


@dataclass
class Sentence:
    msgid: str
    plural: str = ""
    context: str | None = None
    comments: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.msgid


# --- Reading the sources -------------------------------------------------------------------------------------------


def sentences_by_app() -> dict[str, dict[Key, Sentence]]:
    """Each sentence once, under the lowest app that says it."""
    gathered: dict[str, dict[Key, Sentence]] = {}
    for app in APPS:
        below = {key: found for lower in gathered.values() for key, found in lower.items()}
        gathered[app] = {}
        for sentence in _of_app(app):
            known = below.get(sentence.key) or gathered[app].setdefault(sentence.key, sentence)
            known.plural = known.plural or sentence.plural
            known.places |= sentence.places
    return gathered


def _of_app(app: str) -> Iterator[Sentence]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            source = path.read_text(encoding="utf-8")
            yield from _extract(path, source, KEYWORDS | _aliases(source))
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"} and _owner(path) == app:
            yield from _extract(path, _as_python(path), KEYWORDS)


def _owner(template: Path) -> str:
    """`templates/<app>/` belongs to the app, what all share to the lowest."""
    folder = template.relative_to(ROOT / "templates").parts[0]
    return folder if folder in APPS else APPS[0]


def _as_python(template: Path) -> str:
    """The template as gettext calls, line by line; what stands between them keeps no indentation to trip over."""
    text = templatize(template.read_text(encoding="utf-8"), origin=str(template))
    return "\n".join(line.strip() for line in text.split("\n"))


def _aliases(source: str) -> Keywords:
    """Local names of Django's translation functions: `gettext as _now`."""
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    names = (name for node in imports if node.module == "django.utils.translation" for name in node.names)
    return {name.asname: KEYWORDS[name.name] for name in names if name.asname and name.name in KEYWORDS}


def _extract(path: Path, source: str, keywords: Keywords) -> Iterator[Sentence]:
    place = path.relative_to(ROOT).as_posix()
    found = extract("python", BytesIO(source.encode()), keywords, ["Translators:"], {"encoding": "utf-8"})
    for _line, message, comments, context in found:
        msgid, plural = (message, "") if isinstance(message, str) else message[:2]
        yield Sentence(msgid, plural, context, list(comments), {place})


# --- Writing the catalogues ----------------------------------------------------------------------------------------


def catalogue_path(app: str) -> Path:
    return ROOT / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def known_translations() -> dict[Key, polib.POEntry]:
    """What has been translated so far, wherever it stood: a sentence may move from one app to another."""
    paths = map(catalogue_path, reversed(APPS))
    entries = (entry for path in paths if path.exists() for entry in polib.pofile(str(path), encoding="utf-8"))
    return {(entry.msgctxt, entry.msgid): entry for entry in entries if not entry.obsolete and is_translated(entry)}


def is_translated(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def build(sentences: dict[Key, Sentence], known: dict[Key, polib.POEntry]) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    for key in sorted(sentences, key=lambda key: (key[1], key[0] or "")):
        catalogue.append(_entry(sentences[key], known.get(key)))
    return catalogue


def _entry(sentence: Sentence, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=sentence.msgid,
        msgctxt=sentence.context,
        occurrences=[(place, "") for place in sorted(sentence.places)],
        comment="\n".join(sentence.comments),
        tcomment=known.tcomment if known else "",
        flags=_flags(sentence, known),
    )
    if sentence.plural:
        entry.msgid_plural = sentence.plural
        forms = known.msgstr_plural if known else {}
        entry.msgstr_plural = {0: forms.get(0, ""), 1: forms.get(1, "")}
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


def _flags(sentence: Sentence, known: polib.POEntry | None) -> list[str]:
    percent = ["python-format"] if PERCENT_PLACEHOLDER.search(sentence.msgid) else []
    return [*percent, "fuzzy"] if known and known.fuzzy else percent


# --- Judging them --------------------------------------------------------------------------------------------------


def faults(app: str, catalogue: polib.POFile) -> Iterator[str]:
    """What a translator has left to do in the English catalogue of `app`."""
    for entry in catalogue:
        if entry.msgid_plural not in ("", entry.msgid):
            yield f"{app}: Chinese has one form: {entry.msgid!r}"
        elif not is_translated(entry):
            yield f"{app}: no English for {entry.msgid!r} ({entry.occurrences[0][0]})"
        elif entry.fuzzy:
            yield f"{app}: marked as unsure: {entry.msgid!r}"
        elif not all(placeholders(text) <= placeholders(entry.msgid) for text in _texts(entry)):
            yield f"{app}: the English for {entry.msgid!r} fills in other values"


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    """The values a sentence leaves open, in either way of writing them."""
    percent = {match.group() for match in PERCENT_PLACEHOLDER.finditer(text)}
    try:
        braces = {f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        braces = set()
    return percent | braces


def stale(path: Path, catalogue: polib.POFile) -> bool:
    """True when the files at `path` are not what the sources and translations make."""
    compiled = path.with_suffix(".mo")
    if not (path.exists() and compiled.exists()):
        return True
    return path.read_text(encoding="utf-8") != f"{catalogue}\n" or compiled.read_bytes() != catalogue.to_binary()


def write(path: Path, catalogue: polib.POFile) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{catalogue}\n", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())


def main(arguments: Sequence[str]) -> int:
    """1 when a sentence lacks its English; with `--check` also when the files are not up to date."""
    only_check = "--check" in arguments
    known = known_translations()
    found: list[str] = []
    for app, sentences in sentences_by_app().items():
        path, catalogue = catalogue_path(app), build(sentences, known)
        found += faults(app, catalogue)
        if not only_check:
            write(path, catalogue)
        elif stale(path, catalogue):
            found.append(f"{path.relative_to(ROOT)} is not up to date: make messages")
    print("\n".join(found) or "Every sentence stands in both languages.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
