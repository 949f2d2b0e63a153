"""What the product is built on: `licences` lists them and refuses any that isn't permissive, `audit` asks for known flaws."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path

LOCKED = Path("requirements.txt")
# Of the words by which packages name their licence. LGPL: used as a library, unchanged (psycopg2).
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|HPND|CMU|MPL|Mozilla|LGPL|Lesser General|Unlicense|Zlib|Public Domain)\b",
    re.IGNORECASE,
)
OFFLINE = ("ConnectionError", "Max retries", "Temporary failure", "ServiceError", "timed out")


def main(arguments: Sequence[str]) -> int:
    return audit() if "audit" in arguments else licences()


def licences() -> int:
    found = dict(sorted(_licences()))
    for name, licence in found.items():
        print(f"{name:<28}{licence}")
    refused = [name for name, licence in found.items() if not PERMISSIVE.search(licence)]
    if refused:
        print(f"Not permissive, or not known: {', '.join(refused)}")
    return 1 if refused else 0


def _licences() -> Iterator[tuple[str, str]]:
    for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", LOCKED.read_text(), re.MULTILINE):
        try:
            said = metadata(name)
        except PackageNotFoundError:
            # For another system, or another version of Python.
            continue
        kinds = [kind.split(" :: ")[-1] for kind in said.get_all("Classifier") or () if kind.startswith("License ::")]
        given = (
            " ".join(said.get_all("License-Expression") or ())
            or "; ".join(kinds)
            or " ".join(said.get_all("License") or ()).strip().split("\n")[0]
        )
        yield name, given or _in_its_file(name)


def _in_its_file(name: str) -> str:
    """The kind named in the first lines of the file that the package brings along; empty when none is."""
    licence = next((path for path in files(name) or () if "LICENSE" in path.name.upper()), None)
    text = Path(str(licence.locate())).read_text(errors="replace")[:600] if licence else ""
    kind = re.search(r"MIT License|Permission is hereby granted, free of charge|Apache License|BSD", text)
    return "" if kind is None else "MIT" if kind[0].startswith("Permission") else kind[0]


def audit() -> int:
    if importlib.util.find_spec("pip_audit") is None:
        print("skipped: pip-audit is not installed here (pip install pip-audit)")
        return 0
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "-r", str(LOCKED)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode != 0 and any(word in result.stderr for word in OFFLINE):
        print("skipped: the list of known flaws can't be reached from here")
        return 0
    print(result.stdout + result.stderr)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
