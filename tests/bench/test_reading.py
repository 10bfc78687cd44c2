"""Ten thousand synthetic reports read one after another: how many a second of one core, and does memory stay flat?"""

import os
import time
from datetime import date

import pytest

from archive.reading.pipeline import read_upload
from archive.services.rules import rulebook
from tests.bench.corpus import Corpus
from tests.bench.measure import private_mb

pytestmark = pytest.mark.skipif("BENCH" not in os.environ, reason="long: runs with BENCH=1")
REPORTS, SETTLED = 10_000, 1_000
TODAY = date(2026, 11, 24)


def test_reports_are_read_fast_and_leave_nothing_behind():
    rules = rulebook()
    spent = characters = 0.0
    settled = 0.0
    for number, written in enumerate(Corpus(REPORTS), 1):
        data = f"{written.title}\n{written.text}".encode()
        characters += len(written.text)
        start = time.process_time()
        reading = read_upload(data, f"{number}.txt", rules, TODAY)
        spent += time.process_time() - start
        assert reading.reports
        if number == SETTLED:
            settled = private_mb()
    grown = private_mb() - settled
    print(
        f"\n{REPORTS} reports of {characters / REPORTS:.0f} characters: {REPORTS / spent:.1f} a second of CPU, "
        f"{settled:.0f} MB after {SETTLED}, {grown:+.0f} MB at the end"
    )
    assert REPORTS / spent >= 15
    assert grown < 30
