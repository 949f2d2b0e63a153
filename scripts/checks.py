"""What CI checks besides the tests. `python3 dev.py check` runs all, `python3 dev.py check types lint` some."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence

PYTHON = sys.executable
APPS = ("units", "rostering", "alerts")
PRODUCTION = {
    "DJANGO_SECRET_KEY": "a-stand-in-of-fifty-or-more-characters-that-signs-nothing-9f2c",
    "PHONE_KEYS": "a-stand-in-of-fifty-or-more-characters-that-seals-nothing-71d0",
    "DJANGO_DEBUG": "0",
    "DEMO": "0",
    "ALLOWED_HOSTS": "duty.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://duty.example.org",
}

CHECKS: dict[str, tuple[Sequence[str], dict[str, str]]] = {
    "format": (["ruff", "format", "--check", "--quiet", "--output-format", "concise", "."], {}),
    "lint": (["ruff", "check", "--quiet", "--output-format", "concise", "."], {}),
    # The package has no __main__: run as a module it would pass without looking.
    "imports": (["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo"], {}),
    "types": (["mypy"], {}),
    "security": (["bandit", "-q", "-r", "--severity-level", "medium", "--confidence-level", "medium", *APPS], {}),
    "templates": (["djlint", "--quiet", "--lint", "templates"], {}),
    "migrations": (["manage", "makemigrations", "--check", "--dry-run"], {}),
    "deploy": (["manage", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    "states": (["manage", "draw_states", "--check"], {}),
    "house": (["scripts.house", "--check"], {}),
    "messages": (["scripts.messages", "--check"], {}),
    "contract": (["scripts.contract", "--check"], {}),
    "spectral": (["scripts.contract", "--lint"], {}),
    "client": (["scripts.client", "--check"], {}),
    "licences": (["scripts.dependencies", "licences"], {}),
    "audit": (["scripts.dependencies", "audit"], {}),
    "compose": (["check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"], {}),
}


def main(wanted: Sequence[str]) -> int:
    """Run every check even when one fails; 1 when any did, 2 for a name there is no check of."""
    unknown = set(wanted) - set(CHECKS)
    if unknown:
        print(f"No check named {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}.")
        return 2
    failed = [name for name in CHECKS if name in (wanted or CHECKS) and not _passes(name)]
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def _passes(name: str) -> bool:
    arguments, environ = CHECKS[name]
    started = time.monotonic()
    strict = ["-W", "error"] if arguments[0] == "manage" else []
    module = [] if arguments[0] == "-c" else ["-m"]
    command = [PYTHON, *strict, *module, *arguments]
    result = subprocess.run(
        command, check=False, env=os.environ | environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    skipped = result.stdout.startswith("skipped:")
    verdict = "FAILED" if result.returncode else "skipped" if skipped else "ok"
    print(f"{name:<12}{verdict:<8}{time.monotonic() - started:5.1f} s", flush=True)
    if result.returncode != 0 or skipped:
        print(result.stdout, flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
