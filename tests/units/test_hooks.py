"""Hooks: what a floor above tells a floor below."""

import pytest

from units.hooks import Hook


def test_each_name_is_told_once_and_read_in_order() -> None:
    hook: Hook[list[int]] = Hook("numbers")
    second, first = [2], [1]
    hook.register(second, name="b")
    hook.register(first, name="a")
    hook.register(second, name="b")

    assert list(hook) == [[2], [1]]
    with pytest.raises(ValueError, match="numbers: b is registered already"):
        hook.register([2], name="b")
    assert hook.told["b"] is second


def test_where_only_one_may_be_told_a_second_is_refused() -> None:
    hook: Hook[str] = Hook("the start")
    before = hook.only
    hook.register("rostering")

    assert before is None
    assert hook.only == "rostering"
    with pytest.raises(ValueError, match="the start: the only one is registered already"):
        hook.register("alerts")
