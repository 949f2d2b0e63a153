"""What the handbooks hand out (docs/install.md, docs/deploy), made to run here: places and secrets are put in, nothing is a second copy.

Whatever a handbook no longer says raises Refusal: then the proof would be of something else.
"""

import re
import secrets
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.stack.layout import ROOT
from scripts.stack.ports import free_port
from scripts.stack.stopping import Refusal

INSTALL = ROOT / "docs" / "install.md"
SITE = ROOT / "docs" / "deploy" / "nginx.conf"
UNITS = ROOT / "docs" / "deploy" / "systemd"
HOST = "duty.example.gov.cn"
GENERATED = re.compile(r"\$\(openssl rand -hex (\d+)\)")
STATEMENT = re.compile(r'psql (?:-d (\w+) )?-c "([^"]*)"')


@dataclass(frozen=True)
class Places:
    """Where things are instead of where the handbooks put them. `words`: what the handbooks' shell variables stand for."""

    home: Path
    programs: Path
    http: int = field(default_factory=free_port)
    https: int = field(default_factory=free_port)
    web: int = field(default_factory=free_port)
    postgres: int = field(default_factory=free_port)
    redis: int = field(default_factory=free_port)
    words: Mapping[str, str] = field(
        default_factory=lambda: {name: secrets.token_hex(24) for name in ("OWNER", "PASSWORD", "REDIS")}
    )

    @property
    def certificate(self) -> Path:
        return self.home / "nginx" / "duty.crt"

    @property
    def key(self) -> Path:
        return self.home / "nginx" / "duty.key"


def environment(places: Places, name: str) -> dict[str, str]:
    """The variables that the handbook writes to the file `name`."""
    lines = written_to(places, name).splitlines()
    return dict(line.split("=", 1) for line in lines if line)


def written_to(places: Places, name: str) -> str:
    """What the handbook writes to the file `name`, with secrets and places put in."""
    found = re.search(rf"^cat >>? {re.escape(name)} <<END\n(.*?)^END$", INSTALL.read_text(), re.DOTALL | re.MULTILINE)
    if found is None:
        raise Refusal(f"docs/install.md no longer writes {name}.")
    text = GENERATED.sub(lambda number: secrets.token_hex(int(number[1])), found[1])
    there = {
        "127.0.0.1:5432": f"127.0.0.1:{places.postgres}",
        "127.0.0.1:6379": f"127.0.0.1:{places.redis}",
        "/var/lib/duty": str(places.home),
    }
    return _with_words(places, _replaced(text, there))


def statements(places: Places) -> Iterator[tuple[str, str]]:
    """(database, SQL) that the handbook has the database's administrator say, in order."""
    section = INSTALL.read_text().partition("{#server}")[2].partition("\n## ")[0]
    found = STATEMENT.findall(section)
    if not found:
        raise Refusal("docs/install.md no longer prepares the database with psql.")
    for database, statement in found:
        yield database or "postgres", _with_words(places, statement)


def commands(places: Places) -> dict[str, list[str]]:
    """The arguments of each service, as its unit of systemd starts it."""
    there = {
        "/opt/duty-venv/bin": str(places.programs),
        "/var/lib/duty": str(places.home),
        "127.0.0.1:8000": f"127.0.0.1:{places.web}",
        "%%": "%",
    }
    started = {}
    for unit in sorted(UNITS.glob("duty-*.service")):
        line = re.search(r"^ExecStart=(.*)$", unit.read_text(), re.MULTILINE)
        if line is None:
            raise Refusal(f"{unit.name} starts nothing.")
        started[unit.stem.removeprefix("duty-")] = shlex.split(_replaced(line[1], there))
    return started


def site(places: Places) -> str:
    """The site of nginx."""
    text = SITE.read_text()
    wanted = {
        "listen 80;": f"listen 127.0.0.1:{places.http};",
        "listen [::]:80;": "",
        "listen 443 ssl;": f"listen 127.0.0.1:{places.https} ssl;",
        "listen [::]:443 ssl;": "",
        "/etc/ssl/duty.crt": str(places.certificate),
        "/etc/ssl/duty.key": str(places.key),
        "http://127.0.0.1:8000": f"http://127.0.0.1:{places.web}",
    }
    missing = [words for words in wanted if words not in text]
    if missing:
        raise Refusal(f"docs/deploy/nginx.conf no longer says: {', '.join(missing)}")
    return _replaced(text, wanted)


def _with_words(places: Places, text: str) -> str:
    return re.sub(r"\$([A-Z]+)\b", lambda name: places.words[name[1]], text)


def _replaced(text: str, there: Mapping[str, str]) -> str:
    for said, here in there.items():
        text = text.replace(said, here)
    return text
