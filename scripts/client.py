"""A Python client of the API, generated from docs/openapi.yaml: `make client`, or `scripts.client DIR`. Never committed: it
follows from the contract. `--check` generates it aside and imports all of it."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

CONTRACT = Path("docs/openapi.yaml")
PACKAGE = "duty_client"
GENERATOR = "openapi-python-client==0.29.1"
TARGET = Path(".local/client")
# What it writes is used as it is.
CONFIG: dict[str, list[str]] = {"post_hooks": []}
IMPORT_ALL = f"""
import importlib, pkgutil, {PACKAGE}
for module in pkgutil.walk_packages({PACKAGE}.__path__, "{PACKAGE}."):
    importlib.import_module(module.name)
"""


def main(arguments: Sequence[str]) -> int:
    if importlib.util.find_spec("openapi_python_client") is None:
        print(f"skipped: the generator is not installed here (pip install {GENERATOR})")
        return 0
    if "--check" not in arguments:
        return generate(Path(arguments[0]) if arguments else TARGET)
    with tempfile.TemporaryDirectory() as aside:
        status = generate(Path(aside))
        return (
            status
            or subprocess.run(
                [sys.executable, "-c", IMPORT_ALL], check=False, env=os.environ | {"PYTHONPATH": aside}
            ).returncode
        )


def generate(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "generator.json"
    config.write_text(json.dumps(CONFIG))
    command = [
        sys.executable, "-m", "openapi_python_client", "generate", "--path", str(CONTRACT), "--meta", "none", "--overwrite",
        "--config", str(config), "--output-path", str(folder / PACKAGE),
    ]  # fmt: skip
    # It warns of the kinds of content it leaves out: warnings/ also takes CAP as XML, beside the JSON that it knows.
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode:
        print(result.stdout + result.stderr)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
