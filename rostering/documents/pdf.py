"""PDF from a template of templates/rostering/printing/, drawn by WeasyPrint, which needs pango and a CJK font from the system.

It is imported only here and only when a PDF is asked for: without pango everything else works.
"""

import importlib
import logging
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from units.errors import RuleViolation

PDF = "application/pdf"
SENTENCE = _(
    "这台服务器还不能生成 PDF：请安装 libpango-1.0-0、libpangoft2-1.0-0、libharfbuzz-subset0 和 fonts-noto-cjk 后重试；也可以先导出表格"
)


def pdf(template: str, context: dict[str, Any]) -> bytes:
    """The drawn document. Raises RuleViolation `pdf_unavailable` where the system lacks what drawing needs."""
    weasyprint = _weasyprint()
    page = weasyprint.HTML(string=render_to_string(template, context), url_fetcher=_refuse)
    return bytes(page.write_pdf())


def pdf_on_pages(most: int, template: str, contexts: Iterable[dict[str, Any]]) -> bytes:
    """The first of the contexts, drawn, that takes `most` pages or fewer; the last one when none does. Raises as `pdf`."""
    weasyprint = _weasyprint()
    for context in contexts:
        drawn = weasyprint.HTML(string=render_to_string(template, context), url_fetcher=_refuse).render()
        if len(drawn.pages) <= most:
            break
    return bytes(drawn.write_pdf())


def _weasyprint() -> Any:
    try:
        weasyprint = importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        # OSError: the Python package is there, libpango isn't.
        raise RuleViolation("pdf_unavailable", SENTENCE) from error
    # It tells of every page it lays out.
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    return weasyprint


def _refuse(url: str, *_args: Any, **_kwargs: Any) -> Any:
    """Nothing is fetched: a document is what the template says."""
    raise ValueError(f"refused: {url}")
