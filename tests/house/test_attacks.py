"""docs/attacks.md names a test for each attack, and each of them is there."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"\| (.+) \| .* \| (.*) \|")
NODE = re.compile(r"`(tests/[\w/]+\.py)::((?:\w+::)?\w+)(?:\[(.+?)\])?`")
# The headings of a table's parts, and of its columns.
NO_ATTACK = re.compile(r"\*\*.*\*\*|Attack|-+")


TEXT = (ROOT / "docs" / "attacks.md").read_text()


def rows() -> Iterator[tuple[str, str]]:
    """What is tried, and what stands for its tests."""
    for line in TEXT.splitlines():
        found = ROW.fullmatch(line)
        if found and not NO_ATTACK.fullmatch(found[1]):
            yield found[1], found[2]


@cache
def tree_of(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text())


@cache
def names_in(file: str) -> set[str]:
    """`test` and `Class::test`."""
    found = set()
    for node in tree_of(file).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        within = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {within + one.name for one in inner if isinstance(one, ast.FunctionDef)}
    return found


@cache
def words_in(file: str) -> set[str]:
    """Every text of the file: what names a case stands among them."""
    return {
        node.value for node in ast.walk(tree_of(file)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def is_there(file: str, name: str, case: str) -> bool:
    return (ROOT / file).is_file() and name in names_in(file) and (not case or case in words_in(file))


def test_each_attack_has_a_test_that_is_there() -> None:
    assert [what for what, tests in rows() if not NODE.sub("", tests).isspace() and NODE.sub("", tests)] == []
    assert [what for what, tests in rows() if not NODE.search(tests)] == []
    assert [node for node in NODE.findall(TEXT) if not is_there(*node)] == []
    # None that is written some other way, beside the two places that its head names.
    assert TEXT.count("`tests/") - 2 == len(NODE.findall(TEXT))


def test_the_attacks_of_the_specification_and_many_more() -> None:
    named = [what for what, _tests in rows()]

    assert len(named) == len(set(named))
    assert {f"R{number}" for number in range(1, 15)} <= {what.split()[0] for what in named}
    assert {f"S{number}" for number in range(1, 8)} <= {what.split()[0] for what in named}
    assert len(named) > 14 + 7 + 26 + 40
