#!/usr/bin/env python3
"""A personnel system keeps a unit's people, with the client generated from the contract.

    make client
    PYTHONPATH=.local/client python3 docs/examples/keep_directory.py http://127.0.0.1:8000 --key KEY --unit yjj people.csv

`people.csv` has the heads number, name, rank (staff, section_chief), position, mobile, joined, left (days as 2026-06-19).
Says first what would come of it; writes with --write. May be run as often as one likes.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from duty_client import AuthenticatedClient
from duty_client.api.people import upsert_people_post
from duty_client.models import PeopleRows, PersonRow, PersonRowRank, Problem
from duty_client.types import UNSET


def rows_of(file: Path, unit: str) -> Iterator[PersonRow]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines):
            yield PersonRow(
                external_id=line["number"],
                unit=unit,
                name=line["name"],
                rank=PersonRowRank(line["rank"]),
                position=line["position"] or UNSET,
                mobile=line["mobile"] or UNSET,
                valid_from=date.fromisoformat(line["joined"]) if line["joined"] else UNSET,
                valid_to=date.fromisoformat(line["left"]) if line["left"] else None,
            )


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("base")
    asked.add_argument("file", type=Path)
    asked.add_argument("--key", required=True)
    asked.add_argument("--unit", required=True)
    asked.add_argument("--write", action="store_true", help="without it nothing is written")
    given = asked.parse_args()
    client = AuthenticatedClient(base_url=given.base.rstrip("/"), token=given.key, headers={"Accept-Language": "en"})
    body = PeopleRows(rows=list(rows_of(given.file, given.unit)), dry_run=not given.write)
    answer = upsert_people_post.sync(client=client, body=body)
    if answer is None or isinstance(answer, Problem):
        for error in answer.errors if answer else ():
            print(f"{error.pointer}: {error.detail}")
        return 1
    for row in answer.rows:
        print(f"{row.external_id}: {row.outcome.value}")
    for duty in answer.affected or ():
        print(f"to be put right: {duty.text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
