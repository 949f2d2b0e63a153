"""The API's contract as a file: `make contract` draws docs/openapi.yaml, `--check` compares it and names what breaks clients,
`--lint` holds it against the rules of frontend/spectral.yaml where Spectral is installed."""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import django
import yaml
from django.core.management import call_command
from django.utils import translation

TARGET = Path("docs/openapi.yaml")
SPECTRAL = Path("frontend/node_modules/.bin/spectral")
RULES = Path("frontend/spectral.yaml")
SHAPE = re.compile(r"#/components/schemas/([\w.-]+)")
METHODS = ("get", "post", "put", "patch", "delete")


def main(arguments: Sequence[str]) -> int:
    if "--lint" in arguments:
        return lint()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rostering.test_settings")
    django.setup()
    drawn = draw()
    if "--check" not in arguments:
        TARGET.write_text(drawn)
        return 0
    kept = TARGET.read_text()
    if kept == drawn:
        return 0
    breaking = sorted(set(breaks(yaml.safe_load(kept), yaml.safe_load(drawn))))
    print("docs/openapi.yaml is not what the views declare: draw it anew with `make contract`.")
    print("\n".join(["This breaks clients:", *breaking]) if breaking else "Nothing in it breaks a client.")
    return 1


def lint() -> int:
    if not SPECTRAL.exists() or shutil.which("node") is None:
        print("skipped: Spectral is not installed here (node, then npm ci in frontend/)")
        return 0
    command = [str(SPECTRAL), "lint", str(TARGET), "--ruleset", str(RULES), "--fail-severity", "warn"]
    return subprocess.run(command, check=False).returncode


def draw() -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command("spectacular", "--fail-on-warn", stdout=out)
    return out.getvalue()


def breaks(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """What a client of `before` may rely on and `after` no longer keeps: operations, fields of answers, bodies that want more."""
    for path, kept in before["paths"].items():
        gone = [method for method in METHODS if method in kept and method not in after["paths"].get(path, {})]
        yield from (f"- {method.upper()} {path} is gone" for method in gone)
    schemas, sent = after["components"]["schemas"], _sent(before)
    for name, shape in before["components"]["schemas"].items():
        yield from _breaks_in(name, shape, schemas.get(name, {}), is_sent=name in sent)


def _sent(contract: dict[str, Any]) -> set[str]:
    """Names of the shapes that clients send."""
    operations = [path[method] for path in contract["paths"].values() for method in METHODS if method in path]
    return set(SHAPE.findall(" ".join(str(one.get("requestBody")) for one in operations)))


def _breaks_in(name: str, before: dict[str, Any], after: dict[str, Any], *, is_sent: bool) -> Iterator[str]:
    fields = after.get("properties", {})
    yield from (f"- {name}.{field} is gone" for field in before.get("properties", {}) if field not in fields)
    wanted = set(after.get("required", ())) - set(before.get("required", ())) if is_sent else set()
    yield from (f"- {name}.{field} is required now" for field in sorted(wanted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
