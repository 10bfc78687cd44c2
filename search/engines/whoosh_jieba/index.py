"""The index on disk: made, opened, changed, merged, listed. Whoosh 2.7.4 in a folder of its own.

Segments are written as files of their own, not as Whoosh's compound file, which it copies whole into memory when it
opens it (``BufferFile`` wraps the mapped file in ``BytesIO``). Requests are answered from the arrays beside the
segments; Whoosh itself reads a segment once, when its arrays are made, and when the index is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader, SegmentReader

from search.engines.base import IndexDamaged, facet_values
from search.engines.whoosh_jieba.merging import MOST, Size, to_merge
from search.engines.whoosh_jieba.schema import cut_words, digest, payload_of, schema, stored_report
from search.engines.whoosh_jieba.segment import FOLDER, array_path, open_segment
from search.engines.whoosh_jieba.snapshot import Snapshot
from search.engines.whoosh_jieba.storage import DurableStorage
from search.engines.whoosh_jieba.writer import WordWriter, keep_all
from search.request import SearchDocument

# A reader may find a segment gone that a commit has merged away after the table of contents was read.
OPEN_ATTEMPTS = 5
LOCK_WAIT_S = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the index. ``digest`` is worked out from what is stored, not read from beside it."""

    report_id: int
    version: int
    digest: str


class WhooshIndex:
    """One generation. One process writes at a time (Whoosh locks the folder); any number reads."""

    def __init__(self, path: Path, index: FileIndex, earlier: Snapshot | None = None) -> None:
        self.path = path
        self._index = index
        self._snapshot = earlier

    @classmethod
    def create(cls, path: Path) -> Self:
        """An empty index; the folder is made if need be. What it held of an index before is gone."""
        path.mkdir(parents=True, exist_ok=True)
        return cls(path, DurableStorage(str(path)).create_index(schema()))

    @classmethod
    def open(cls, path: Path, earlier: Snapshot | None = None) -> Self:
        """Raises IndexDamaged where there is none or it cannot be read. Segments that ``earlier``, of the same index,
        has open are not opened again."""
        try:
            return cls(path, DurableStorage(str(path)).open_index(), earlier)
        except Exception as error:
            raise IndexDamaged(f"{path}: {type(error).__name__}: {error}") from error

    # -- writing -----------------------------------------------------------------------------------------------------

    def apply(
        self,
        documents: Iterable[SearchDocument],
        delete_ids: Iterable[int] = (),
        written: Callable[[], None] = lambda: None,
    ) -> None:
        """Put these in the place of what the index holds of them and take those out, in one commit that is on disk
        when this returns, together with its arrays. All of it or nothing. ``written`` is called after each
        document."""
        with self._writing() as writer:
            fresh: dict[int, SearchDocument] = {document.report_id: document for document in documents}
            for number in self._numbers_of([*fresh, *delete_ids]):
                writer.delete_document(number)
            for document in fresh.values():
                keys, words = cut_words(document)
                payload = payload_of(document, keys, words)
                writer.add_words(str(document.report_id), payload, words, facet_values(document))
                written()
        self._settle()

    def merge(self, most: int = MOST) -> bool:
        """One step of the plan of ``merging``, of so many documents at most; False where there is nothing to merge."""
        names = to_merge(self._sizes(), most)
        if not names:
            return False
        snapshot = self._now()
        with self._writing() as writer:
            for number, (segment, opened) in enumerate(zip(writer.segments, snapshot.segments, strict=True)):
                if opened.name not in names:
                    continue
                base = snapshot.bases[number]
                live = snapshot.live[base : base + opened.documents]
                with closing(SegmentReader(self._index.storage, writer.schema, segment)) as reader:
                    writer.add_segment(opened, live, lambda n, r=reader: r.stored_fields(n)["payload"])
            writer.segments = [s for s in writer.segments if str(s.segment_id()) not in names]
        self._settle()
        return True

    @contextmanager
    def _writing(self) -> Iterator[WordWriter]:
        writer = WordWriter(self._index, timeout=LOCK_WAIT_S)
        try:
            yield writer
            writer.commit(mergetype=keep_all)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise

    def _settle(self) -> None:
        """Take note of what was just written; no arrays stay of what is no longer there."""
        self._now()
        held = {array_path(self.path, segment.name) for segment in self._snapshot.segments}
        for path in set((self.path / FOLDER).glob("*.arrays")) - held:
            path.unlink(missing_ok=True)

    def _numbers_of(self, report_ids: list[int]) -> list[int]:
        """Document numbers of these reports, through all segments."""
        snapshot = self._now()
        return np.flatnonzero(np.isin(snapshot.report_ids, report_ids) & snapshot.live).tolist()

    def _sizes(self) -> list[Size]:
        return [
            Size(str(segment.segment_id()), segment.doc_count_all(), segment.doc_count())
            for segment in self._contents().segments
        ]

    # -- reading -----------------------------------------------------------------------------------------------------

    def snapshot(self, earlier: Snapshot | None = None) -> Snapshot:
        """Of the newest commit; segments that ``earlier`` has open are not opened again. Raises IndexDamaged."""
        return self._retried(lambda: self._opened(earlier))

    def _opened(self, earlier: Snapshot | None) -> Snapshot:
        contents = self._contents()
        known = {segment.name: segment for segment in earlier.segments} if earlier else {}
        filled = [segment for segment in contents.segments if segment.doc_count_all()]
        return Snapshot(
            contents.generation,
            [
                known.get(str(segment.segment_id()))
                or open_segment(self.path, self._index.storage, contents.schema, segment)
                for segment in filled
            ],
            [sorted(segment.deleted_docs()) for segment in filled],
        )

    @property
    def held(self) -> Snapshot | None:
        """The last snapshot that writing needed, for ``open`` the next time."""
        return self._snapshot

    def _now(self) -> Snapshot:
        """What the writer sees: kept between commits."""
        if self._snapshot is None or self._snapshot.commit != self.commit_number():
            self._snapshot = self.snapshot(self._snapshot)
        return self._snapshot

    def _contents(self) -> TOC:
        return TOC.read(self._index.storage, self._index.indexname)

    def reader(self) -> IndexReader:
        """Whoosh's own, of the newest commit. Raises IndexDamaged."""
        return self._retried(self._index.reader)

    def _retried(self, work):
        for attempt in range(OPEN_ATTEMPTS):
            try:
                return work()
            except FileNotFoundError as error:
                if attempt == OPEN_ATTEMPTS - 1:
                    raise IndexDamaged(f"{self.path}: {error}") from error
            except Exception as error:
                raise IndexDamaged(f"{self.path}: {type(error).__name__}: {error}") from error
        raise AssertionError("unreachable")

    def commit_number(self) -> int:
        """Grows with every commit of any process; -1 where the index is gone."""
        return self._index.latest_generation()

    def entries(self) -> list[Entry]:
        """Everything in the index, duplicates too. Raises IndexDamaged."""
        return [
            Entry(report.report_id, report.version, digest(payload))
            for payload in self._payloads()
            for report in [stored_report(payload)]
        ]

    def report_ids(self) -> dict[int, int]:
        """Report id -> version held."""
        return {entry.report_id: entry.version for entry in self.entries()}

    def damaged_arrays(self) -> list[str]:
        """Names of segments whose arrays are not what was written; deleting their files has them made anew."""
        return [segment.name for segment in self.snapshot().segments if segment.file.damaged()]

    def _payloads(self) -> Iterator[str]:
        with closing(self.reader()) as reader:
            try:
                for number in reader.all_doc_ids():
                    yield reader.stored_fields(number)["payload"]
            except Exception as error:
                raise IndexDamaged(f"{self.path}: {type(error).__name__}: {error}") from error

    @staticmethod
    def document_digest(document: SearchDocument) -> str:
        """What ``Entry.digest`` is for this document where the index holds it whole and up to date."""
        return digest(payload_of(document, *cut_words(document)))

    def close(self) -> None:
        self._index.close()
