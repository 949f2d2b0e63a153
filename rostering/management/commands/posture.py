"""What a post owes at an instant, as JSON: the same answer as the API's policies/resolve/."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError

from rostering.policies.queries.published import obligation_shape, resolve_obligation
from units.api.instants import FIRST_YEAR, LAST_YEAR, NotAnInstant, NoYearOfOurs, read_instant
from units.counties.queries import county_named
from units.management.endings import SentenceCommand


class Command(SentenceCommand):
    help = "Prints what (tier, post) owes at an instant, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tier", required=True, help="code of a tier of the policy, e.g. hub")
        parser.add_argument("--post", required=True, help="e.g. leader")
        parser.add_argument("--at", required=True, help="RFC 3339 with offset, e.g. 2026-06-19T20:00:00+08:00")
        parser.add_argument("--county", help="code of the county; may be left out when there is one")

    def handle(self, *_args: str, **options: Any) -> None:
        county = county_named(options["county"])
        phase = resolve_obligation(county, options["tier"], options["post"], _instant(options["at"]))
        self.stdout.write(json.dumps(obligation_shape(phase), ensure_ascii=False))


def _instant(text: str) -> datetime:
    try:
        return read_instant(text)
    except NoYearOfOurs as error:
        raise CommandError(
            f"--at: time_out_of_range: {error}; write a year from {FIRST_YEAR} to {LAST_YEAR}"
        ) from error
    except NotAnInstant as error:
        raise CommandError(f"--at {text!r}: {error}; write RFC 3339, e.g. 2026-06-19T20:00:00+08:00") from error
