"""Sums of what was done."""

from dataclasses import astuple

from rostering.engine.problem import Work


def added(*works: Work) -> Work:
    """All of them together."""
    return Work(*(sum(amounts) for amounts in zip(*(astuple(work) for work in works), strict=True)))
