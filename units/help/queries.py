"""The handbooks, drawn from their Markdown once per process."""

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import markdown
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from units.web.handbooks import IMPORT, INSTALL, OFFICE, UNIT

DOCS = Path(settings.BASE_DIR) / "docs"
PICTURES = DOCS / "images" / "handbook"
PICTURE = re.compile(r"[a-z0-9-]+\.png")
# As the files write it, so that they read on any viewer of the repository too.
WRITTEN = re.compile(r'src="images/handbook/([a-z0-9-]+\.png)"')
LINK = re.compile(r'<a href="(?P<file>[^":/#]+\.md)(?P<anchor>#[^"]*)?">(?P<words>.*?)</a>')
TITLE = re.compile(r"\A# .*\n")
FILES: dict[str, tuple[str, str | Promise]] = {
    OFFICE: ("手册.md", _("两办手册")),
    UNIT: ("单位手册.md", _("单位手册")),
    IMPORT: ("import.md", _("导入格式")),
    INSTALL: ("install.md", _("安装手册")),
}


@dataclass(frozen=True, slots=True)
class Heading:
    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Handbook:
    """`body` is HTML drawn from our own files, so templates show it as it stands; `headings` are those of the second level."""

    slug: str
    title: str | Promise
    body: str
    headings: tuple[Heading, ...]


@cache
def handbook(slug: str) -> Handbook | None:
    """None when there is none of that name."""
    if slug not in FILES:
        return None
    name, title = FILES[slug]
    reader = markdown.Markdown(extensions=["toc", "tables", "attr_list", "sane_lists", "fenced_code"])
    # The page says the title itself: a page has one first heading.
    text = TITLE.sub("", (DOCS / name).read_text(encoding="utf-8"))
    body = _between_handbooks(reader.convert(text))
    headings = tuple(_headings(reader.toc_tokens))
    return Handbook(slug, title, body, headings)


def with_pictures_at(body: str, address: str) -> str:
    """The pictures as the product serves them below `address`."""
    return WRITTEN.sub(lambda found: f'src="{address}{found[1]}" loading="lazy"', body)


def with_pictures_inside(body: str) -> str:
    """The pictures as part of the text: one file that reads anywhere."""
    return WRITTEN.sub(lambda found: f'src="{_as_text(found[1])}"', body)


def picture(name: str) -> Path | None:
    """The file of a picture, None for any other name."""
    path = PICTURES / name
    return path if PICTURE.fullmatch(name) and path.is_file() else None


def _between_handbooks(body: str) -> str:
    """Links from file to file as links from page to page; to any other file as its name alone."""
    pages = {file: reverse("units:handbook", args=[slug]) for slug, (file, _title) in FILES.items()}

    def linked(found: re.Match[str]) -> str:
        page = pages.get(unquote(found["file"]))
        return f'<a href="{page}{found["anchor"] or ""}">{found["words"]}</a>' if page else found["words"]

    return LINK.sub(linked, body)


def _as_text(name: str) -> str:
    path = picture(name)
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode() if path else ""


def _headings(tokens: list[dict[str, object]]) -> list[Heading]:
    found = []
    for token in tokens:
        if token["level"] == 2:
            found.append(Heading(str(token["id"]), str(token["name"])))
        found += _headings(token["children"])  # type: ignore[arg-type]
    return found
