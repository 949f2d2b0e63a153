"""Warnings as they are sent round in words: what is read of them, what stays open."""

from datetime import datetime
from typing import Any

import pytest

from alerts.enums import BulletinType, WarningKind, WarningLevel
from alerts.warnings.rules.pasted import read_pasted
from rostering.policies.queries.published import zone
from tests.factories import at

NOW = at("2026-06-10 15:00")
K, L, T = WarningKind, WarningLevel, BulletinType
TEXTS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "章江县气象台2026年6月10日14时30分发布暴雨橙色预警信号：预计未来3小时，章江镇、河东乡将出现50毫米以上降水，请注意防范。",
        {
            "type": T.ALERT,
            "kind": K.RAINSTORM,
            "level": L.ORANGE,
            "start": "2026-06-10 14:30",
            "end": "2026-06-10 17:30",
            "area": "章江镇、河东乡",
            "sender": "章江县气象台",
        },
    ),
    (
        "章江县气象台6月10日14时升级发布暴雨红色预警信号（原为橙色）：未来6小时全县可能出现特大暴雨。",
        {"type": T.UPDATE, "kind": K.RAINSTORM, "level": L.RED, "start": "2026-06-10 14:00", "end": "2026-06-10 20:00"},
    ),
    (
        "章江县气象台6月10日16:20解除暴雨橙色预警信号。",
        {"type": T.CANCEL, "kind": K.RAINSTORM, "start": "2026-06-10 16:20"},
    ),
    ("县水利局：章江站水位超警，发布洪水黄色预警。", {"kind": K.FLOOD, "level": L.YELLOW, "start": None, "end": None}),
    ("自然资源局与气象局6月10日8时联合发布地质灾害气象风险Ⅲ级预警", {"kind": K.LANDSLIDE, "level": L.YELLOW}),
    ("山洪灾害红色预警：未来12小时河东乡有山洪风险", {"kind": K.TORRENT, "level": L.RED}),
    ("1月2日9时发布道路结冰黄色预警", {"kind": K.ICE, "level": L.YELLOW, "start": "2026-01-02 09:00"}),
    ("请注意防火", {"kind": K.OTHER, "level": None, "start": None}),
    ("6月31日25时发布大雾黄色预警", {"kind": K.FOG, "level": L.YELLOW, "start": None}),
)


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_what_the_words_say(text: str, expected: dict[str, Any]) -> None:
    found = read_pasted(text, NOW, zone())
    for name, value in expected.items():
        wanted: object = at(value) if name in ("start", "end") and value else value
        got: datetime | object = getattr(found, name)
        assert (name, got) == (name, wanted)
