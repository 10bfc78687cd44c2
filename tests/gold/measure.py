"""Print how well initiatives are found, by set and part, and how well confidence is calibrated.

python -m tests.gold.measure [--shared DIR] [--misses SET:PART]
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.config.settings")

import django

django.setup()

from tests.gold.initiative_sets import Counts, sets, shown_of  # noqa: E402
from tests.gold.tables import calibration, table  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--misses", default="")
    options = parser.parse_args()
    reports = list(sets(options.shared))
    print("\n".join(table(reports)))
    for part in ("seen", "kept"):
        print(f"\nconfidence, long {part}")
        print("\n".join(calibration([one for one in reports if one.part == part and one.set == "long"])))
    for one in reports:
        if options.misses == f"{one.set}:{one.part}":
            counts = Counts()
            counts.add(one.gold, shown_of(one))
            print("\n".join(counts.misses))


if __name__ == "__main__":
    main()
