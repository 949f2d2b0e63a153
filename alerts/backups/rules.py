"""What an archive says of itself, what it is called, when the next one is due and which ones go."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

FORMAT = 1
DATABASE, MANIFEST, FILES = "database.dump", "manifest.json", "files/"
NAME = re.compile(r"duty-\d{8}T\d{6}Z\.tar(?:\.age)?")
# A backup that failed is tried again, but not at every tick.
AGAIN_AFTER = timedelta(hours=1)


class Mismatch(Exception):
    """An archive that can't be what was written, or not for this release; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Digest:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rows`: table → how many rows it had; `files`: name within the archive → its size and checksum."""

    taken_at: datetime
    release: str
    postgres: str
    extensions: tuple[str, ...]
    migrations: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]
    files: Mapping[str, Digest]
    # Keyed digest of a fixed word under the installation's pepper: tells whether tokens and links will still open.
    pepper: str
    # Chain → number and hash of its last link, to be compared with the chain that comes back.
    chains: Mapping[str, tuple[int, str]]

    def to_json(self) -> str:
        body = asdict(self) | {"format": FORMAT, "taken_at": self.taken_at.astimezone(UTC).isoformat()}
        return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)


def manifest_of(text: str) -> Manifest:
    """Raises Mismatch for anything that isn't a manifest of this format."""
    try:
        body: dict[str, Any] = json.loads(text)
        if body.pop("format") != FORMAT:
            raise Mismatch("the archive is of another format: restore it with the release that wrote it")
        return Manifest(
            taken_at=datetime.fromisoformat(body.pop("taken_at")),
            extensions=tuple(body.pop("extensions")),
            migrations={app: tuple(names) for app, names in body.pop("migrations").items()},
            files={name: Digest(**digest) for name, digest in body.pop("files").items()},
            chains={name: (number, head) for name, (number, head) in body.pop("chains").items()},
            **body,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Mismatch("its manifest can't be read") from error


def unknown_migrations(manifest: Manifest, known: Mapping[str, Iterable[str]]) -> list[str]:
    """Those of the archive that this release has never heard of: it is older than the archive."""
    return sorted(
        f"{app}.{name}" for app, names in manifest.migrations.items() for name in set(names) - set(known.get(app, ()))
    )


def differing(promised: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Names whose value is missing, too many or another one."""
    return sorted(name for name in promised.keys() | found.keys() if promised.get(name) != found.get(name))


def archive_name(taken_at: datetime, *, is_sealed: bool) -> str:
    return f"duty-{taken_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar{'.age' if is_sealed else ''}"


def surplus(names: Iterable[str], *, keep: int) -> list[str]:
    """Archives of ours beyond the newest `keep`; nothing else in the directory is touched."""
    return sorted((name for name in names if NAME.fullmatch(name)), reverse=True)[keep:]


def is_due(now: datetime, *, hour: int, last_made: datetime | None, last_tried: datetime | None) -> bool:
    """`now` in local time. Once a day from `hour` o'clock on; a failed one again after an hour."""
    since = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if now < since or (last_made is not None and last_made >= since):
        return False
    return last_tried is None or now - last_tried >= AGAIN_AFTER
