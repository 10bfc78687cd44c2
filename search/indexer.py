"""The only writer of an index: notes what has changed, follows it, rebuilds beside the live index, proves equality.

One indexer at a time per archive (a lock on a file in the folder of the indexes). Readers never wait for it. Order
that makes a lost change impossible: the note is written in the transaction of the change; documents are read after
the note; the engine commits and syncs; only then is the note deleted, and only if its version is still the one read.
"""

import fcntl
import logging
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from archive.models import Report
from search.comparison import Verification, differences
from search.engines.base import IndexDamaged
from search.engines.whoosh_jieba.index import WhooshIndex
from search.engines.whoosh_jieba.merging import MOST
from search.engines.whoosh_jieba.snapshot import Snapshot
from search.fingerprint import fingerprint
from search.lexicon import freeze, words_of
from search.models import DirtyReport, IndexGeneration
from search.request import SearchDocument
from search.search_indexes import documents

log = logging.getLogger(__name__)

ENGINE = "whoosh_jieba"
LIVING = (IndexGeneration.State.LIVE, IndexGeneration.State.BUILDING)
BATCH = 500
# A report that failed is tried again after 1, 2, 4 … seconds, at most this long.
LONGEST_PAUSE_S = 300
# Documents that a merge gets through in a second, about, and so many that it may always.
MERGED_PER_S, MERGED_AT_ONCE = 200, 50
# Passes over the changes made during a rebuild, before the swap; what is left is followed after it as any change.
CATCH_UP_PASSES = 20
# Name of the lock in PostgreSQL between writers of notes and the birth of a generation; any fixed number does.
WRITERS_LOCK = 0x64697274

Progress = Callable[[int, int], None]


class IndexerBusy(Exception):
    """Another process is writing the index."""


class NoIndex(Exception):
    """There is no live generation, its folder is gone, or it cannot be read."""


@dataclass(frozen=True)
class Status:
    """How far the live index has followed. ``failed``: notes whose last attempt failed; times in seconds."""

    generation: int | None
    pending: int
    oldest_pending_s: float
    failed: int


def folder(generation_id: int) -> Path:
    return Path(settings.SEARCH_DIR) / str(generation_id)


def live_generation() -> IndexGeneration | None:
    return IndexGeneration.objects.filter(state=IndexGeneration.State.LIVE).first()


# -- notes of changes ------------------------------------------------------------------------------------------------

UPSERT = (
    "INSERT INTO search_dirtyreport (generation_id, report_id, version, queued_at, attempts, error) "
    "VALUES (%s, %s, 1, %s, 0, '') ON CONFLICT (generation_id, report_id) "
    "DO UPDATE SET version = search_dirtyreport.version + 1, attempts = 0, error = '', tried_at = NULL"
)


@transaction.atomic
def mark_dirty(report_ids: Iterable[int]) -> None:
    """Note for every living generation that these reports have changed. Joins the caller's transaction: the note is
    kept or lost together with the change.

    One statement inserts or raises the version; insert and update apart would lose a change to an indexer that
    deletes the note between them.
    """
    ids = sorted({int(report_id) for report_id in report_ids})
    if not ids:
        return
    _lock_out_births(shared=True)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    living = IndexGeneration.objects.filter(state__in=LIVING).values_list("pk", flat=True)
    rows = [(generation, report_id, now) for generation in living for report_id in ids]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(UPSERT, rows)


def _lock_out_births(*, shared: bool) -> None:
    """Until the end of the transaction no generation is born between a change and its note. SQLite has one writer at
    a time anyway (transaction_mode IMMEDIATE); PostgreSQL needs an advisory lock, shared among those who note."""
    if connection.vendor == "postgresql":
        name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name}(%s)", [WRITERS_LOCK])


# -- following -------------------------------------------------------------------------------------------------------


@contextmanager
def indexer_lock(wait_s: float = 0) -> Iterator[None]:
    """Held by the one process that writes; freed by the system when that process dies. Raises IndexerBusy."""
    Path(settings.SEARCH_DIR).mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + wait_s
    with open(Path(settings.SEARCH_DIR) / "indexer.lock", "w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise IndexerBusy("另一个进程正在写索引。") from None
                time.sleep(0.05)
        yield


def work_once(limit: int = BATCH) -> int:
    """Follow at most ``limit`` changes of the live index that are due; returns how many notes were done with.

    Raises IndexerBusy while another process writes, NoIndex where there is nothing to follow with.
    """
    with indexer_lock():
        return _follow(_live_or_raise(), limit)


def tidy_once(quiet_s: float | None = None) -> bool:
    """Merge what the plan of the engine asks for, one step of it; False where there was nothing to do. Raises
    IndexerBusy, NoIndex.

    A merge makes the next change wait. ``quiet_s``: for so many seconds nothing has changed; what takes longer than a
    tenth of that is put off, so a change hardly ever meets a long merge. None: nobody waits.
    """
    most = MOST if quiet_s is None else max(MERGED_AT_ONCE, int(quiet_s / 10 * MERGED_PER_S))
    with indexer_lock(), _opened(_live_or_raise()) as index:
        return index.merge(most)


def drain() -> int:
    """Follow the live index until nothing is due; the caller holds ``indexer_lock``. Returns how many notes were done
    with."""
    total = 0
    while done := _follow(_live_or_raise()):
        total += done
    return total


def _live_or_raise() -> IndexGeneration:
    live = live_generation()
    if live is None or not folder(live.pk).is_dir():
        raise NoIndex("还没有可用的索引，请运行 manage.py index_rebuild。")
    return live


def _due(generation: IndexGeneration) -> list[DirtyReport]:
    """Notes to be tried now: fresh ones, and failed ones whose pause is over."""
    now = timezone.now()
    rows = generation.dirty.filter(Q(tried_at__isnull=True) | Q(tried_at__lte=now - timedelta(seconds=1)))
    return [row for row in rows.order_by("attempts", "pk") if row.tried_at is None or row.tried_at <= now - _pause(row)]


def _pause(row: DirtyReport) -> timedelta:
    return timedelta(seconds=min(2 ** min(max(row.attempts - 1, 0), 30), LONGEST_PAUSE_S))


def _follow(generation: IndexGeneration, limit: int = BATCH) -> int:
    rows = _due(generation)[:limit]
    if not rows:
        return 0
    ids = [row.report_id for row in rows]
    with _opened(generation) as index, words_of(folder(generation.pk)):
        made = {document.report_id: document for document in documents(ids)}
        failures = _apply(index, list(made.values()), [i for i in ids if i not in made])
    with transaction.atomic():
        for row in rows:
            same = DirtyReport.objects.filter(pk=row.pk, version=row.version)
            if error := failures.get(row.report_id):
                same.update(attempts=F("attempts") + 1, error=error, tried_at=timezone.now())
            else:
                same.delete()
    return len(rows) - len(failures)


# Of the index that this process wrote last: its open segments, so that a change need not open them all again.
_last: dict[Path, Snapshot | None] = {}


@contextmanager
def _opened(generation: IndexGeneration) -> Iterator[WhooshIndex]:
    path = folder(generation.pk)
    try:
        index = WhooshIndex.open(path, _last.get(path))
    except IndexDamaged as error:
        raise NoIndex(f"索引读不了（{error}），请运行 manage.py index_rebuild。") from error
    with closing(index):
        yield index
        _last.clear()
        _last[path] = index.held


def _apply(
    index: WhooshIndex, fresh: list[SearchDocument], gone: list[int], written: Callable[[], None] = lambda: None
) -> dict[int, str]:
    """Hand a batch to the engine; where it refuses, half and half, so that a bad report holds up no other.
    Returns report id -> what the engine said. A full or broken disk is nobody's fault and is raised."""
    try:
        index.apply(fresh, gone, written)
        return {}
    except OSError:
        raise
    except Exception as error:
        if len(fresh) + len(gone) == 1:
            report_id = gone[0] if gone else fresh[0].report_id
            log.exception("report %d could not be indexed", report_id)
            return {report_id: f"{type(error).__name__}: {error}"[:2000]}
        log.exception("the engine refused a batch of %d reports; trying its halves", len(fresh) + len(gone))
    failures: dict[int, str] = {}
    for half in (slice(None, None, 2), slice(1, None, 2)):
        if fresh[half] or gone[half]:
            failures |= _apply(index, fresh[half], gone[half], written)
    return failures


# -- rebuilding ------------------------------------------------------------------------------------------------------


def rebuild(progress: Progress | None = None) -> IndexGeneration:
    """Make a new index from the rows beside the live one and swap them. Readers keep the old one until the swap;
    changes made meanwhile are noted for both. ``progress(done, total)`` counts reports."""
    with indexer_lock(wait_s=60):
        _bury(IndexGeneration.objects.filter(state=IndexGeneration.State.BUILDING))
        generation = _begin()
        try:
            with closing(WhooshIndex.create(_empty_folder(generation))) as index:
                freeze(folder(generation.pk))
                with words_of(folder(generation.pk)):
                    _fill(generation, index, progress)
            for _ in range(CATCH_UP_PASSES):
                if not _follow(generation):
                    break
        except BaseException:
            _bury(IndexGeneration.objects.filter(pk=generation.pk))
            raise
        _swap(generation)
        # One retired index stays: a reader that has just looked up the live one may still be about to open it.
        _bury(IndexGeneration.objects.filter(state=IndexGeneration.State.RETIRED).order_by("-live_at")[1:])
    generation.refresh_from_db()
    return generation


@transaction.atomic
def _begin() -> IndexGeneration:
    _lock_out_births(shared=False)
    return IndexGeneration.objects.create(engine=ENGINE, fingerprint=fingerprint())


def _empty_folder(generation: IndexGeneration) -> Path:
    """A folder of that name can only come from another database, as after a restore."""
    path = folder(generation.pk)
    shutil.rmtree(path, ignore_errors=True)
    return path


def _fill(generation: IndexGeneration, index: WhooshIndex, progress: Progress | None) -> None:
    total, done, refused = Report.objects.published().count(), 0, 0
    written = _Written(progress, total)
    stream = documents()
    while batch := list(islice(stream, MOST)):
        failures = _apply(index, batch, [], written)
        refused += len(failures)
        for report_id, error in failures.items():
            DirtyReport.objects.update_or_create(
                generation=generation, report_id=report_id,
                defaults={"attempts": 1, "error": error, "tried_at": timezone.now()},
            )
        done += len(batch)
    if refused and refused == done:
        raise RuntimeError(f"引擎没有接受任何一篇报告，新索引作废。最后一条原因：{error}")


class _Written:
    """Called after each report written to a new index: tells of it, and lets the live index follow every ``BATCH``
    reports, because a whole segment takes more than a minute. A batch that is tried again in halves counts no report
    beyond the total."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total = progress, total
        self._done = 0
        self._live = live_generation()

    def __call__(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(min(self._done, max(self._total, 1)), self._total)
        if self._live is not None and self._done % BATCH == 0:
            self._live = _kept_up(self._live)


def _kept_up(live: IndexGeneration) -> IndexGeneration | None:
    """The live index goes on following while another is made. None where it cannot: that is what a rebuild mends."""
    try:
        _follow(live)
    except NoIndex as gone:
        log.warning("the live index does not follow during the rebuild: %s", gone)
        return None
    return live


@transaction.atomic
def _swap(generation: IndexGeneration) -> None:
    IndexGeneration.objects.filter(state=IndexGeneration.State.LIVE).update(state=IndexGeneration.State.RETIRED)
    IndexGeneration.objects.filter(pk=generation.pk).update(
        state=IndexGeneration.State.LIVE, live_at=timezone.now()
    )
    DirtyReport.objects.filter(generation__state=IndexGeneration.State.RETIRED).delete()


def _bury(generations: Iterable[IndexGeneration]) -> None:
    """Take generations nobody reads from the table, then from the disk."""
    for generation in list(generations):
        path = folder(generation.pk)
        generation.delete()
        shutil.rmtree(path, ignore_errors=True)


# -- proving ---------------------------------------------------------------------------------------------------------


def verify(repair: bool = False, wait_s: float = 10) -> Verification:
    """Compare every published report with its entry in the live index. A change that still waits in the queue is a
    difference. ``repair`` follows the queue, puts right what differs and compares again; an index that cannot be
    read is rebuilt. Returns the last comparison."""
    with indexer_lock(wait_s):
        found = _compare()
        if not repair or found.ok:
            return found
    if found.generation is None or found.unreadable:
        rebuild()
    else:
        mark_dirty(found.differing)
    with indexer_lock(wait_s):
        drain()
        return _compare()


def _compare() -> Verification:
    live = live_generation()
    total = Report.objects.published().count()
    if live is None:
        return Verification(None, total, 0, missing=tuple(_published_ids()))
    if not folder(live.pk).is_dir():
        return Verification(live.pk, total, 0, missing=tuple(_published_ids()), unreadable="索引文件夹不在了")
    try:
        with closing(WhooshIndex.open(folder(live.pk))) as index:
            return differences(live.pk, index)
    except Exception as error:
        log.exception("the index cannot be read")
        return Verification(live.pk, total, 0, unreadable=f"{type(error).__name__}: {error}")


def _published_ids() -> list[int]:
    return list(Report.objects.published().values_list("pk", flat=True))


def status() -> Status:
    """The queue of the live index."""
    live = live_generation()
    if live is None:
        return Status(None, 0, 0.0, 0)
    oldest = live.dirty.aggregate(oldest=Min("queued_at"))["oldest"]
    age = max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
    return Status(live.pk, live.dirty.count(), round(age, 3), live.dirty.exclude(error="").count())
