"""The index follows the rows: changes, failures, rebuilds, proof of equality."""

import gc
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from archive.models import Report, ReportStatus
from search import indexer
from search.checks import check_fingerprint
from search.engines.whoosh_jieba.index import WhooshIndex
from search.models import DirtyReport, IndexGeneration
from search.request import SearchDocument
from search.search_indexes import documents
from tests.search.factories import change, make_archive, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_dir")]

State = IndexGeneration.State


def indexed() -> dict[int, int]:
    live = indexer.live_generation()
    assert live is not None
    with closing(WhooshIndex.open(indexer.folder(live.pk))) as index:
        return {entry.report_id: entry.version for entry in index.entries()}


def published() -> dict[int, int]:
    return dict(Report.objects.published().values_list("pk", "version"))


def refuse(monkeypatch: pytest.MonkeyPatch, bad: set[int], error: type[Exception] = ValueError) -> None:
    """The engine refuses every batch that holds one of these reports."""
    apply = WhooshIndex.apply

    def picky(self: WhooshIndex, fresh: Iterable[SearchDocument], gone: Iterable[int] = (), *told) -> None:
        fresh = list(fresh)
        if bad & {document.report_id for document in fresh}:
            raise error("refused")
        apply(self, fresh, gone, *told)

    monkeypatch.setattr(WhooshIndex, "apply", picky)


def due_again() -> None:
    DirtyReport.objects.update(tried_at=timezone.now() - timedelta(hours=1))


# -- following -------------------------------------------------------------------------------------------------------


def test_published_changed_and_withdrawn_reports_are_followed():
    indexer.rebuild()
    first, second = make_report(title="甲"), make_report(title="乙")
    indexer.mark_dirty([first.pk, second.pk])
    assert indexer.work_once() == 2
    assert indexed() == published()
    change(first, title="丙")
    change(second, status=ReportStatus.WITHDRAWN)
    assert indexer.work_once() == 2
    assert indexed() == {first.pk: 2}
    assert not DirtyReport.objects.exists()
    assert indexer.work_once() == 0


def test_a_draft_never_reaches_the_index():
    indexer.rebuild()
    draft = make_report(title="密稿", status=ReportStatus.DRAFT)
    indexer.mark_dirty([draft.pk])
    indexer.work_once()
    assert indexed() == {}


def test_work_stops_at_its_limit():
    indexer.rebuild()
    indexer.mark_dirty(report.pk for report in [make_report() for _ in range(5)])
    assert [indexer.work_once(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert indexed() == published()


def test_a_change_during_the_work_stays_noted(monkeypatch: pytest.MonkeyPatch):
    indexer.rebuild()
    report = make_report(title="甲")
    indexer.mark_dirty([report.pk])
    apply = WhooshIndex.apply

    def and_meanwhile(self, fresh, gone=(), *told):
        apply(self, fresh, gone, *told)
        change(Report.objects.get(pk=report.pk), title="乙")

    monkeypatch.setattr(WhooshIndex, "apply", and_meanwhile)
    indexer.work_once()
    monkeypatch.undo()
    assert DirtyReport.objects.get().version == 2
    indexer.work_once()
    assert indexed() == {report.pk: 2}


def test_a_process_that_dies_after_the_engine_committed_loses_nothing(monkeypatch: pytest.MonkeyPatch):
    indexer.rebuild()
    report = make_report()
    indexer.mark_dirty([report.pk])

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(WhooshIndex, "close", die)
    with pytest.raises(Killed):
        indexer.work_once()
    monkeypatch.undo()
    assert DirtyReport.objects.count() == 1
    assert indexer.work_once() == 1
    assert indexed() == {report.pk: 1}
    assert indexer.verify().ok


# -- failures --------------------------------------------------------------------------------------------------------


def test_a_bad_report_holds_up_no_other_and_is_kept_with_its_reason(monkeypatch: pytest.MonkeyPatch):
    indexer.rebuild()
    good, bad, other = make_report(), make_report(), make_report()
    indexer.mark_dirty([good.pk, bad.pk, other.pk])
    refuse(monkeypatch, {bad.pk})
    assert indexer.work_once() == 2
    assert set(indexed()) == {good.pk, other.pk}
    row = DirtyReport.objects.get()
    assert (row.report_id, row.attempts, row.error) == (bad.pk, 1, "ValueError: refused")
    assert indexer.status().failed == 1
    assert indexer.work_once() == 0, "tried again without a pause"
    assert DirtyReport.objects.get().attempts == 1
    due_again()
    indexer.work_once()
    assert DirtyReport.objects.get().attempts == 2
    monkeypatch.undo()
    due_again()
    assert indexer.work_once() == 1
    assert indexed() == published()
    assert indexer.status().failed == 0


def test_a_full_disk_is_raised_and_nothing_is_forgotten(monkeypatch: pytest.MonkeyPatch):
    indexer.rebuild()
    report = make_report()
    indexer.mark_dirty([report.pk])
    refuse(monkeypatch, {report.pk}, OSError)
    with pytest.raises(OSError, match="refused"):
        indexer.work_once()
    assert DirtyReport.objects.count() == 1


def test_without_an_index_the_work_says_so(search_dir: Path):
    with pytest.raises(indexer.NoIndex, match="index_rebuild"):
        indexer.work_once()
    generation = indexer.rebuild()
    (search_dir / str(generation.pk)).rename(search_dir / "away")
    with pytest.raises(indexer.NoIndex):
        indexer.work_once()


def test_one_indexer_at_a_time():
    indexer.rebuild()
    with indexer.indexer_lock():
        with pytest.raises(indexer.IndexerBusy):
            indexer.work_once()
        with pytest.raises(indexer.IndexerBusy):
            indexer.verify(wait_s=0.1)
    assert indexer.work_once() == 0


# -- rebuilding ------------------------------------------------------------------------------------------------------


def test_a_rebuild_holds_what_is_published_and_tells_how_far_it_is():
    make_archive(20)
    told: list[tuple[int, int]] = []
    generation = indexer.rebuild(lambda done, total: told.append((done, total)))
    assert generation.state == State.LIVE and generation.live_at
    assert indexed() == published()
    assert told[-1] == (18, 18)


def test_the_swap_retires_the_old_index_and_keeps_one(search_dir: Path):
    first, second, third = (indexer.rebuild() for _ in range(3))
    states = dict(IndexGeneration.objects.values_list("pk", "state"))
    assert states == {second.pk: State.RETIRED, third.pk: State.LIVE}
    assert sorted(p.name for p in search_dir.iterdir() if p.is_dir()) == sorted([str(second.pk), str(third.pk)])
    assert first.pk < second.pk < third.pk


def test_changes_during_a_rebuild_reach_both_indexes(monkeypatch: pytest.MonkeyPatch):
    reports = [make_report(title=f"{n}") for n in range(6)]
    old = indexer.rebuild()
    monkeypatch.setattr(indexer, "BATCH", 2)
    seen: list[dict[int, int]] = []

    def meddle(done: int, total: int) -> None:
        if done == 2:
            change(reports[0], title="改了")
            change(reports[5], status=ReportStatus.WITHDRAWN)
            seen.append({})
        elif done == 4:
            assert indexer.live_generation() == old, "readers lost the old index before the swap"
            seen.append(indexed())

    generation = indexer.rebuild(meddle)
    assert seen[1][reports[0].pk] == 2, "the live index stood still during the rebuild"
    assert indexer.live_generation() == generation != old
    assert indexed() == published()
    assert indexer.verify().ok
    assert not DirtyReport.objects.exists()


def test_a_rebuild_that_breaks_off_leaves_the_live_index_and_no_rubbish(
    monkeypatch: pytest.MonkeyPatch, search_dir: Path
):
    report = make_report()
    live = indexer.rebuild()
    refuse(monkeypatch, {report.pk}, OSError)
    with pytest.raises(OSError, match="refused"):
        indexer.rebuild()
    monkeypatch.undo()
    assert list(IndexGeneration.objects.values_list("pk", flat=True)) == [live.pk]
    assert [p.name for p in search_dir.iterdir() if p.is_dir()] == [str(live.pk)]
    assert indexer.verify().ok


def test_an_index_that_took_no_report_at_all_never_goes_live(monkeypatch: pytest.MonkeyPatch):
    report = make_report()
    live = indexer.rebuild()
    refuse(monkeypatch, {report.pk})
    with pytest.raises(RuntimeError, match="refused"):
        indexer.rebuild()
    assert indexer.live_generation() == live


def test_a_report_refused_by_a_rebuild_is_noted(monkeypatch: pytest.MonkeyPatch):
    bad, _good = make_report(), make_report()
    refuse(monkeypatch, {bad.pk})
    generation = indexer.rebuild()
    assert generation.dirty.get().report_id == bad.pk
    assert indexer.verify().missing == (bad.pk,)
    monkeypatch.undo()
    due_again()
    indexer.work_once()
    assert indexer.verify().ok


def test_what_a_dead_rebuild_left_is_cleared(search_dir: Path):
    dead = IndexGeneration.objects.create(engine="e", fingerprint="f", state=State.BUILDING)
    (search_dir / str(dead.pk)).mkdir(parents=True)
    indexer.mark_dirty([1])
    indexer.rebuild()
    assert not IndexGeneration.objects.filter(pk=dead.pk).exists()
    assert not (search_dir / str(dead.pk)).exists()


# -- proving ---------------------------------------------------------------------------------------------------------


def put(fresh: Iterable[SearchDocument], gone: Iterable[int] = ()) -> None:
    """Behind the indexer's back."""
    live = indexer.live_generation()
    assert live is not None
    with closing(WhooshIndex.open(indexer.folder(live.pk))) as index:
        index.apply(fresh, gone)


def test_equality_is_proved():
    make_archive(10)
    generation = indexer.rebuild()
    found = indexer.verify()
    assert found == indexer.Verification(generation.pk, 9, 9)
    assert found.ok


def test_every_difference_is_named_and_repaired():
    reports = [make_report(title=f"{n}", text="党员。") for n in range(4)]
    indexer.rebuild()
    missing, ghost, stale, damaged = reports
    (held,) = documents([damaged.pk])
    put([type(held)(**{**{f: getattr(held, f) for f in held.__dataclass_fields__}, "text": "别的。"})], [missing.pk])
    Report.objects.filter(pk=ghost.pk).update(status=ReportStatus.DRAFT)
    Report.objects.filter(pk=stale.pk).update(version=9)
    found = indexer.verify()
    assert not found.ok
    assert (found.missing, found.ghost, found.stale, found.damaged, found.duplicate) == (
        (missing.pk,), (ghost.pk,), (stale.pk,), (damaged.pk,), ()
    )
    assert (found.reports, found.indexed) == (3, 3)
    assert indexer.verify(repair=True).ok
    assert indexer.verify().ok


def test_a_change_that_waits_is_a_difference():
    report = make_report()
    indexer.rebuild()
    change(report, title="新")
    assert indexer.verify().stale == (report.pk,)
    assert indexer.verify(repair=True).ok


# Whoosh leaves a file open when it cannot make sense of it.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_an_index_that_cannot_be_read_is_told_and_rebuilt(search_dir: Path):
    make_report()
    generation = indexer.rebuild()
    for path in (search_dir / str(generation.pk)).glob("MAIN_*"):
        path.write_bytes(b"\0" * 10)
    found = indexer.verify()
    assert not found.ok and found.unreadable
    assert indexer.verify(repair=True).ok
    gc.collect()


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_broken_live_index_does_not_hinder_its_own_rebuild(search_dir: Path):
    report = make_report()
    broken = indexer.rebuild()
    for path in (search_dir / str(broken.pk)).glob("_MAIN_*"):
        path.write_bytes(b"\0" * 10)
    change(report, title="新")
    with pytest.raises(indexer.NoIndex, match="index_rebuild"):
        indexer.work_once()
    indexer.rebuild()
    assert indexed() == published()
    gc.collect()


def test_without_an_index_nothing_is_proved():
    report = make_report()
    assert not indexer.verify().ok
    assert indexer.verify().missing == (report.pk,)
    assert indexer.verify(repair=True).ok


def test_status_tells_the_queue():
    assert indexer.status() == indexer.Status(None, 0, 0.0, 0)
    generation = indexer.rebuild()
    assert indexer.status() == indexer.Status(generation.pk, 0, 0.0, 0)
    indexer.mark_dirty([1, 2])
    DirtyReport.objects.update(queued_at=timezone.now() - timedelta(seconds=90))
    found = indexer.status()
    assert (found.pending, found.failed) == (2, 0)
    assert 89 < found.oldest_pending_s < 100


# -- by which rules --------------------------------------------------------------------------------------------------


def test_an_index_made_by_other_rules_is_told_at_start():
    assert check_fingerprint() == []
    generation = indexer.rebuild()
    assert check_fingerprint() == []
    IndexGeneration.objects.filter(pk=generation.pk).update(fingerprint="other")
    (warning,) = check_fingerprint()
    assert warning.id == "search.W001"
    assert "index_rebuild" in warning.hint
