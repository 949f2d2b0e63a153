"""`make bench-solver`: round robin as in Excel, greedy and exact, side by side on generated counties.

Nothing is stored: counties are drawn from a seed, and every plan is made and checked in a process of its own.
"""

import argparse
import sys
from collections.abc import Sequence

from scripts.solver import cases, table


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench-solver", description=__doc__)
    parser.add_argument("cases", nargs="*", help=f"some of: {', '.join(cases.CASES)} (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="of the counties and of the engine (default: 1)")
    options = parser.parse_args(arguments)
    unknown = set(options.cases) - set(cases.CASES)
    if unknown:
        parser.error(f"no case named {', '.join(sorted(unknown))}; there are {', '.join(cases.CASES)}")
    print(table.HEAD, flush=True)
    for name in options.cases or cases.CASES:
        for row in cases.CASES[name](options.seed):
            print(row, flush=True)
    print(table.LEGEND, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
