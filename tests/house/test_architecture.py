"""docs/architecture.md says what is so: its walks through the code, and what is drawn from the imports."""

import ast
import re

import pytest

from scripts import house

PAGE = house.TARGET.read_text(encoding="utf-8")
STEP = re.compile(r"^\d+\. `(?P<path>[\w/]+\.py):(?P<name>\w+)`$", re.MULTILINE)
WALKS = {part.split("\n", 1)[0]: STEP.findall(part) for part in PAGE.split("## The subjects")[0].split("\n### ")[1:]}
ROOMS = ("urls", "pages", "api", "tasks", "forms", "shapes", "services", "queries", "permissions", "models", "rules")
MOST_FILES = 7


def parsed(path: str) -> ast.Module:
    return ast.parse((house.ROOT / path).read_text(encoding="utf-8"))


def defined(path: str, name: str) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name for node in parsed(path).body)


def named_in(path: str) -> set[str]:
    """Every name a file uses, by itself or after a dot."""
    used = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Name | ast.Attribute | ast.alias)]
    return {
        node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else node.name
        for node in used
    }


def depth(path: str) -> tuple[int, int, int]:
    """How deep a file lies: floor, place of its subject, room."""
    app, subject, *rooms = path.removesuffix(".py").split("/")
    order = house.orders()[app]
    room = next((ROOMS.index(one) for one in rooms if one in ROOMS), 0)
    return house.APPS.index(app), order.index(subject), room


@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_leads_down_from_call_to_call(walk: str) -> None:
    steps = WALKS[walk]
    assert 3 <= len({path for path, _name in steps}) <= MOST_FILES
    for place, (path, name) in enumerate(steps):
        assert defined(path, name), f"{path} has no {name}"
        callers = [before for before, _name in steps[:place] if name in named_in(before)]
        assert place == 0 or callers, f"nobody before it in its walk names {name}"
        assert all(depth(before) <= depth(path) for before in callers), f"{path} lies above a caller"


def test_there_are_five_walks() -> None:
    assert len(WALKS) == 5


def test_the_drawing_is_current() -> None:
    assert f"{house.BEGIN}{house.drawn()}{house.END}" in PAGE, "run `make house`"


def test_every_subject_says_what_it_holds() -> None:
    for app, order in house.orders().items():
        for name in order:
            if house.is_subject(app, name):
                source = (house.ROOT / app / name / "__init__.py").read_text(encoding="utf-8")
                assert ast.get_docstring(ast.parse(source)), f"{app}/{name}/__init__.py says nothing"
