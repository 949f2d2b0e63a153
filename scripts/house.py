"""`make house`: the generated part of docs/architecture.md, drawn from the imports; `--check` only says whether it is current."""

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by make house -->\n", "<!-- end of what make house draws -->\n"
APPS = ("alerts", "rostering", "units")
Edges = Mapping[str, set[str]]


def orders() -> dict[str, list[str]]:
    """Per app its modules in the order that import-linter holds, top to bottom."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    found = {}
    for contract in contracts:
        if contract["name"].startswith("Subjects of"):
            (app,) = contract["containers"]
            found[app] = [name.strip() for layer in contract["layers"] for name in layer.split(":")]
    return found


def edges() -> Edges:
    """Which subject imports which at run time; outside its app only the other app is named."""
    graph = grimp.build_graph(*APPS, exclude_type_checking_imports=True, cache_dir=None)
    found: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        app, *own = module.split(".")
        for target in graph.find_modules_directly_imported_by(module) if own else ():
            other, *theirs = target.split(".")
            if other == app and theirs and theirs[0] not in (own[0], "models"):
                found[f"{app}.{own[0]}"].add(theirs[0])
    return found


def is_subject(app: str, name: str) -> bool:
    """A folder of Python with a docstring that says what it holds."""
    return (ROOT / app / name / "__init__.py").exists() and name not in ("management", "templatetags")


def reduced(direct: Edges, app: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Edges between subjects, without those that another way down already shows."""
    below: dict[str, set[str]] = {}
    for name in reversed(names):
        own = direct.get(f"{app}.{name}", set()) & set(names)
        below[name] = own | {deeper for one in own for deeper in below.get(one, set())}
        for one in sorted(own, key=names.index):
            if not any(one in below.get(other, set()) for other in own - {one}):
                yield name, one


def _lines(folder: Path) -> tuple[int, int]:
    files = [path for path in folder.rglob("*.py") if path.stat().st_size]
    return len(files), sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)


def drawn() -> str:
    direct, parts = edges(), []
    for app, order in sorted(orders().items()):
        names = [name for name in order if is_subject(app, name)]
        rows = []
        for name in names:
            what = (import_module(f"{app}.{name}").__doc__ or "").strip().splitlines()[0]
            rows.append(f"| `{name}` | {what} |")
        arrows = [f"    {app}.{one} --> {app}.{other}" for one, other in reduced(direct, app, names)]
        table = ["| subject, top to bottom | what it holds |", "|---|---|", *rows]
        parts += [f"### {app}\n", *table, "", "```mermaid", "flowchart TD", *arrows, "```\n"]
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Writes the page, or with `--check` returns 1 when it isn't current."""
    text = TARGET.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    current = f"{head}{BEGIN}{drawn()}{END}{rest.split(END)[1]}"
    if "--check" not in arguments:
        TARGET.write_text(current, encoding="utf-8")
    elif current != text:
        print("docs/architecture.md is out of date: run `make house`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
