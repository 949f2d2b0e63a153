"""A circular with its figures: those of the statistic over its days, each with the way to its rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation

from rostering.statistics.models import Circular
from rostering.statistics.queries.circular_words import PHRASES, official, phrases
from rostering.statistics.queries.headlines import FIGURES, shown
from rostering.statistics.queries.statistics import Wanted, statistics
from rostering.statistics.rules import Paragraph, paragraphs
from units.models import User
from units.when import full_day

# Circulars are Chinese documents, whatever language their writer reads the pages in.
SOURCE_LANGUAGE = "zh-hans"
FIRST_DAY, LAST_DAY = "起始日期", "截止日期"


@dataclass(frozen=True, slots=True)
class Filled:
    """`figures` are texts by name, `codes` the figure's code by name: where its rows are."""

    paragraphs: tuple[Paragraph, ...]
    figures: Mapping[str, str]
    codes: Mapping[str, str]


def figure_codes() -> dict[str, str]:
    """Name → code of every figure, and of every phrase about one, that a circular may name."""
    with translation.override(SOURCE_LANGUAGE):
        named = {str(figure.label): figure.code for figure in FIGURES}
        return named | {phrase.name: phrase.code for phrase in PHRASES}


def known_names() -> list[str]:
    return [FIRST_DAY, LAST_DAY, *figure_codes()]


def figures_of(circular: Circular, user: User) -> dict[str, str]:
    """What every figure is now, by name."""
    wanted = wanted_of(circular)
    found = statistics(user, circular.county, wanted)
    with translation.override(SOURCE_LANGUAGE):
        days = {FIRST_DAY: full_day(circular.first_day), LAST_DAY: full_day(circular.last_day)}
        by_code = shown(found)
        return days | {str(one.label): official(one) for one in by_code.values()} | phrases(by_code)


def wanted_of(circular: Circular) -> Wanted:
    return Wanted.of_days(circular.first_day, circular.last_day)


def filled(circular: Circular, user: User) -> Filled:
    """The text with the figures as they are now; of one that is issued, as they were when it was last saved."""
    kept = circular.versions.order_by("-number").first() if circular.is_issued else None
    figures = kept.figures if kept else figures_of(circular, user)
    return Filled(paragraphs(circular.body, figures), figures, figure_codes())
