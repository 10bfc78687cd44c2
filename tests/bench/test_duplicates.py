"""Ten thousand reports against each other. Long: runs where BENCH is set in the environment."""

import os
from random import Random

import pytest

from archive.models import TextSample
from tests.archive.services.reuse_pairs import Author, Written, archive, measure, take_in


@pytest.mark.django_db
@pytest.mark.skipif("BENCH" not in os.environ, reason="long: set BENCH=1 to run it")
def test_ten_thousand_reports_are_checked_against_each_other_in_a_minute():
    """Nine in ten are like no other; of the rest half are copies."""
    author = Author(Random(7))
    plain = [Written(author.report()[:1500], f"plain {n}", "plain") for n in range(9000)]
    written = plain + archive(seed=8, families=370, forms=30)
    reports, seconds = take_in(written)
    precision, recall, errors = measure(written, reports)
    letters = sum(len(one.text) for one in written) / len(written)
    print(f"\n{len(reports)} reports of {letters:.0f} letters checked in {seconds:.1f} s: precision {precision:.3f}, "
          f"recall {recall:.3f}, {TextSample.objects.count()} samples; {dict(errors)}")
    assert precision >= 0.98 and recall >= 0.95, errors
    assert seconds <= 60
