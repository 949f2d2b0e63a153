"""When a backup is due, which ones go, and which archives are refused."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.backups.rules import (
    Digest,
    Manifest,
    Mismatch,
    archive_name,
    is_due,
    manifest_of,
    surplus,
    unknown_migrations,
)

THREE = datetime(2026, 6, 19, 3, tzinfo=UTC)
MANIFEST = Manifest(
    THREE, "0.1.0", "18.0", ("btree_gist",), {"units": ("0001_initial",)}, {"units_unit": 3},
    {"database.dump": Digest(4, "ab")}, "pepper", {"x": (7, "ff")},
)  # fmt: skip


@pytest.mark.parametrize(
    ("now", "made", "tried", "due"),
    [
        (THREE - timedelta(minutes=1), None, None, False),
        (THREE, None, None, True),
        (THREE, THREE - timedelta(hours=1), THREE - timedelta(hours=1), True),
        (THREE + timedelta(hours=9), THREE, THREE, False),
        (THREE + timedelta(minutes=30), None, THREE, False),
        (THREE + timedelta(minutes=60), None, THREE, True),
        (THREE + timedelta(days=1), THREE, THREE, True),
    ],
)
def test_once_a_day_and_again_after_a_failure(
    now: datetime, made: datetime | None, tried: datetime | None, *, due: bool
) -> None:
    assert is_due(now, hour=3, last_made=made, last_tried=tried) is due


def test_only_archives_of_ours_beyond_the_newest_go() -> None:
    names = [archive_name(THREE + timedelta(days=day), is_sealed=day % 2 == 0) for day in range(4)]
    assert surplus([*names, "duty-letters.tar", "other.sql"], keep=2) == [names[1], names[0]]


def test_a_manifest_reads_back_and_a_foreign_one_is_refused() -> None:
    assert manifest_of(MANIFEST.to_json()) == MANIFEST
    for text in ("", "[]", "{}", MANIFEST.to_json().replace('"format": 1', '"format": 2')):
        with pytest.raises(Mismatch):
            manifest_of(text)
    assert unknown_migrations(MANIFEST, {"units": {"0001_initial", "0002_more"}}) == []
    assert unknown_migrations(MANIFEST, {"units": {"0000_other"}}) == ["units.0001_initial"]
