"""No code path knows the posts or tiers by heart: none is made from a row's code, none walks through the enums."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODES = {("units.enums", "Tier"), ("rostering.enums", "Post")}
# Where the codes that ship get their words, and the first county that ships with them.
THEIR_HOMES = ("labels.py", "/labels/", "migrations/", "/demo/")


def modules() -> Iterator[Path]:
    for app in ("units", "rostering", "alerts"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if not any(home in str(path) for home in THEIR_HOMES):
                yield path


def uses_as_list(tree: ast.Module) -> Iterator[int]:
    """Lines that call the enum or hand it on whole."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module, alias.name) in CODES
    }
    for node in ast.walk(tree):
        whole: list[ast.expr] = []
        if isinstance(node, ast.Call):
            whole = [node.func, *node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.For | ast.comprehension):
            whole = [node.iter]
        elif isinstance(node, ast.Starred):
            whole = [node.value]
        elif isinstance(node, ast.Compare):
            whole = list(node.comparators)
        yield from (part.lineno for part in whole if isinstance(part, ast.Name) and part.id in names)


def test_nothing_makes_a_post_or_tier_of_a_code_or_lists_them() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        for line in uses_as_list(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found
