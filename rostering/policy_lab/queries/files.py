"""A published version written as a file for other counties, and files as sentences."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import PolicyState
from rostering.labels import Label
from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion
from rostering.policies.rules.cells import Cell
from rostering.policies.rules.policy import GENERAL_CELLS, PHASE_CELLS, POST_CELLS, WEIGHT_CELLS
from rostering.policy_lab.models import PolicyOrigin
from rostering.policy_lab.rules.files import FORMAT, FORMAT_VERSION, UnreadableFile, checksum_of, written_value
from rostering.policy_lab.rules.reading import MISSING, UNKNOWN, WRONG, FieldProblem
from units.api.fields import instant_text
from units.counties.models.settings import CountySettings
from units.errors import RuleViolation

MOST_NAMED = 8
LONGEST_PLACE = 80
FILE_TEXTS: Mapping[str, Label] = {
    "too_large": _("文件超过 %(most)d KB，不是值守制度文件"),
    "not_json": _("文件打不开：须是本系统导出的值守制度文件（.json），且未经截断"),
    "other_format": _("这不是值守制度文件"),
    "newer_format": _("文件格式为第 %(found)d 版，本系统只认到第 %(known)d 版，请先升级本系统"),
    "damaged": _("文件校验不符：内容已损坏或被改动，请向来源县重新索取"),
}
PLACE_TEXTS: Mapping[str, Label] = {
    MISSING: _("缺少“%(place)s”"),
    UNKNOWN: _("不认识“%(place)s”"),
    WRONG: _("“%(place)s”的值不对"),
}


def file_of(version: PolicyVersion) -> dict[str, Any]:
    """Of a version with its rules; names units and people nowhere. Up to four queries.

    Raises RuleViolation `not_published` for a draft.
    """
    if version.state != PolicyState.PUBLISHED or version.effective_from is None or version.published_at is None:
        raise RuleViolation("not_published", _("只有已发布的制度可以导出"))
    content: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "county": {"code": version.county.code, "name": version.county.name},
        "letterhead": CountySettings.of(version.county_id).letterhead,
        "version": version.number,
        "name": version.name,
        "source": version.source,
        "effective_from": version.effective_from.isoformat(),
        "published_at": instant_text(version.published_at),
        "published_by": _office(version),
        "rules": {
            **_written(GENERAL_CELLS, version),
            "weights": _written(WEIGHT_CELLS, version),
            "posts": [_post(post) for post in version.posts.all()],
        },
        "origins": [origin_told(origin) for origin in version.origins.all()],
    }
    return content | {"checksum": checksum_of(content)}


def file_bytes(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def origin_told(origin: PolicyOrigin) -> dict[str, Any]:
    """As the file and the API name where a version came from."""
    return {
        "county": {"code": origin.county_code, "name": origin.county_name},
        "letterhead": origin.letterhead,
        "version": origin.number,
        "name": origin.name,
        "effective_from": origin.effective_from.isoformat(),
        "published_at": instant_text(origin.published_at),
        "published_by": origin.published_by,
        "checksum": origin.checksum,
    }


def file_sentence(refused: UnreadableFile) -> str:
    """What is wrong with a file; of many fields the first are named."""
    if not refused.problems:
        return str(FILE_TEXTS[refused.code]) % refused.params
    named = "；".join(map(_place_sentence, refused.problems[:MOST_NAMED]))
    more = len(refused.problems) - MOST_NAMED
    words = {"count": len(refused.problems), "named": named}
    if more > 0:
        return _now("文件有 %(count)d 处不符合格式：%(named)s 等") % words
    return _now("文件有 %(count)d 处不符合格式：%(named)s") % words


def _place_sentence(problem: FieldProblem) -> str:
    # A name in a file may be as long and strange as anybody likes.
    place = "".join(character if character.isprintable() else "?" for character in problem.place[:LONGEST_PLACE])
    return str(PLACE_TEXTS[problem.code]) % {"place": place}


def _written(cells: tuple[Cell, ...], row: object) -> dict[str, Any]:
    return {cell.attribute: written_value(cell, getattr(row, cell.name)) for cell in cells}


def _post(post: PolicyPost) -> dict[str, Any]:
    return {
        "tier": post.tier,
        "tier_name": post.tier_name,
        "post": post.code,
        **_written(POST_CELLS, post),
        **{cell.basis: getattr(post, cell.basis) for cell in POST_CELLS if cell.basis},
        "phases": [_phase(phase) for phase in post.phases.all()],
    }


def _phase(phase: PolicyPhase) -> dict[str, Any]:
    basis = {cell.attribute: getattr(phase, cell.basis) for cell in PHASE_CELLS if cell.basis}
    return {**_written(PHASE_CELLS, phase), "basis": basis}


def _office(version: PolicyVersion) -> str:
    """Whose office published it: the account's unit, else the office that leads the county's duty; "" for nobody."""
    if version.published_by is None:
        return ""
    office = version.published_by.unit or version.county.lead_office
    return office.name if office else ""
