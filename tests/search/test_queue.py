"""Notes of changes: in the transaction of the change, for every living generation, with a version that rises."""

import pytest
from django.db import transaction

from search.indexer import mark_dirty
from search.models import DirtyReport, IndexGeneration
from tests.search.factories import change, make_report

pytestmark = pytest.mark.django_db

State = IndexGeneration.State


@pytest.fixture
def live() -> IndexGeneration:
    return IndexGeneration.objects.create(engine="e", fingerprint="f", state=State.LIVE)


def notes(generation: IndexGeneration) -> list[tuple[int, int]]:
    return list(generation.dirty.order_by("report_id").values_list("report_id", "version"))


def test_every_living_generation_gets_a_note_and_no_other(live: IndexGeneration):
    building = IndexGeneration.objects.create(engine="e", fingerprint="f", state=State.BUILDING)
    retired = IndexGeneration.objects.create(engine="e", fingerprint="f", state=State.RETIRED)
    mark_dirty([7, 3, 7])
    assert notes(live) == notes(building) == [(3, 1), (7, 1)]
    assert notes(retired) == []


def test_each_change_raises_the_version_and_forgets_the_failure(live: IndexGeneration):
    mark_dirty([3])
    DirtyReport.objects.update(attempts=4, error="…")
    mark_dirty([3])
    mark_dirty([3, 5])
    assert notes(live) == [(3, 3), (5, 1)]
    assert set(live.dirty.values_list("attempts", "error")) == {(0, "")}


def test_without_an_index_nothing_is_noted():
    mark_dirty([1])
    assert not DirtyReport.objects.exists()


def test_many_reports_at_once(live: IndexGeneration):
    mark_dirty(range(1, 2001))
    mark_dirty(range(1, 2001))
    assert live.dirty.filter(version=2).count() == 2000


@pytest.mark.django_db(transaction=True)
def test_the_note_is_lost_with_the_change_and_kept_with_it():
    live = IndexGeneration.objects.create(engine="e", fingerprint="f", state=State.LIVE)
    report = make_report(title="原题")

    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        change(report, title="新题")
        assert notes(live) == [(report.pk, 1)]
        raise Broken
    report.refresh_from_db()
    assert report.title == "原题"
    assert notes(live) == []
    with transaction.atomic():
        change(report, title="新题")
    assert notes(live) == [(report.pk, 1)]
