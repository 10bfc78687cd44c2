"""The index on disk: made, opened, changed, listed. Whoosh 2.7.4 in a folder of its own.

Whoosh copies each whole segment into memory when it opens one (``BufferFile`` wraps the mapped file in ``BytesIO``):
readers are therefore opened once a commit, never once a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from search.engines.base import IndexDamaged
from search.engines.whoosh_jieba.schema import digest, payload_of, schema, stored_report, whoosh_fields
from search.engines.whoosh_jieba.storage import DurableStorage
from search.request import SearchDocument

# A reader may find a segment gone that a commit has merged away after the table of contents was read.
OPEN_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the index. ``digest`` is worked out from what is stored, not read from beside it."""

    report_id: int
    version: int
    digest: str


class WhooshIndex:
    """One generation. One process writes at a time (Whoosh locks the folder); any number reads."""

    def __init__(self, path: Path, index: FileIndex) -> None:
        self.path = path
        self._index = index

    @classmethod
    def create(cls, path: Path) -> Self:
        """An empty index; the folder is made if need be. What it held of an index before is gone."""
        path.mkdir(parents=True, exist_ok=True)
        return cls(path, DurableStorage(str(path)).create_index(schema()))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises IndexDamaged where there is none or it cannot be read."""
        try:
            return cls(path, DurableStorage(str(path)).open_index())
        except Exception as error:
            raise IndexDamaged(f"{path}: {type(error).__name__}: {error}") from error

    def apply(self, documents: Iterable[SearchDocument], delete_ids: Iterable[int] = ()) -> None:
        """Put these in the place of what the index holds of them and take those out, in one commit that is on disk
        when this returns. All of it or nothing."""
        fresh = {document.report_id: document for document in documents}
        writer = self._index.writer(timeout=60)
        try:
            for number in _numbers(writer.reader(), {*fresh, *delete_ids}):
                writer.delete_document(number)
            for document in fresh.values():
                writer.add_document(**whoosh_fields(document))
            writer.commit()
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise

    def reader(self) -> IndexReader:
        """Of the newest commit. Raises IndexDamaged."""
        for attempt in range(OPEN_ATTEMPTS):
            try:
                return self._index.reader()
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
        return digest(payload_of(document))

    def close(self) -> None:
        self._index.close()


def _numbers(reader: IndexReader, report_ids: Iterable[int]) -> list[int]:
    """Document numbers of these reports. One reader for all of them: Whoosh's own ``update_document`` would open the
    whole index anew for each."""
    numbers: list[int] = []
    with closing(reader):
        for report_id in report_ids:
            if ("report", str(report_id)) in reader:
                numbers += reader.postings("report", str(report_id)).all_ids()
    return numbers
