"""Figures per year, and a checksum that depends on nothing but the content."""

import json
import random

from units.reviews.rules.records import canonical, checksum, compiled

KINDS = {"incident": "count", "duty_burden": "sum", "arrival_minutes": "spread"}


def test_every_kind_stands_in_every_year() -> None:
    body = compiled([(2025, "incident", 1.0), (2025, "arrival_minutes", 12.0)], KINDS, range(2024, 2026))

    assert body["years"] == [
        {
            "year": 2024,
            "figures": {
                "incident": 0,
                "duty_burden": 0,
                "arrival_minutes": {"median": None, "worst": None, "number": 0},
            },
        },
        {
            "year": 2025,
            "figures": {"incident": 1, "duty_burden": 0, "arrival_minutes": {"median": 12, "worst": 12, "number": 1}},
        },
    ]


def test_the_total_is_of_all_facts_and_not_of_the_years_figures() -> None:
    facts = [(2024, "arrival_minutes", 10.0), (2025, "arrival_minutes", 30.0), (2025, "arrival_minutes", 20.0)]
    facts += [(2024, "duty_burden", 1.5), (2025, "duty_burden", 2.25)]

    total = compiled(facts, KINDS, range(2024, 2026))["total"]

    assert total["arrival_minutes"] == {"median": 20, "worst": 30, "number": 3}
    assert total["duty_burden"] == 3.8
    assert total["incident"] == 0


def test_facts_of_other_years_and_kinds_nobody_registered_are_left_out() -> None:
    body = compiled([(2019, "incident", 1.0), (2025, "gossip", 1.0)], KINDS, range(2025, 2026))

    assert body["total"]["incident"] == 0
    assert "gossip" not in body["total"]


def test_the_checksum_does_not_depend_on_order_or_on_who_writes() -> None:
    body = {"b": [1, 2], "a": {"d": "救灾", "c": None}}
    names = list(body)
    random.Random(1).shuffle(names)  # noqa: S311 - an order, no secret

    assert checksum({name: body[name] for name in names}) == checksum(json.loads(canonical(body)))
    assert canonical(body) == '{"a":{"c":null,"d":"救灾"},"b":[1,2]}'
    assert checksum({**body, "b": [2, 1]}) != checksum(body)
