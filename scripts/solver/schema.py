"""Writes docs/solver-instance.schema.json: `python3 dev.py tool scripts.solver.schema`."""

import json
from pathlib import Path

from rostering.engine.instances import schema

TARGET = Path(__file__).resolve().parents[2] / "docs" / "solver-instance.schema.json"


def text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
