"""A Whoosh writer for words that are cut already: an ordinary segment, without the detour of Whoosh's posting pool.

Whoosh's own writer hands every posting through an external sort and a chain of calls. Here the postings of a segment
are gathered in memory, sorted once and written block by block in the same format
(tests/search/engines/test_writer.py compares every posting).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from whoosh.codec.base import Segment
from whoosh.writing import SegmentWriter

from search.engines.whoosh_jieba.posting_blocks import GatheredPostings, write_field
from search.engines.whoosh_jieba.postings import arrays_of
from search.engines.whoosh_jieba.schema import StoredReport, stored_report
from search.engines.whoosh_jieba.segment import OpenSegment, joined_arrays, write_segment_arrays
from search.fields import SCORED_FIELDS
from search.request import GROUPS

_SCORED = tuple(field for field, _ in SCORED_FIELDS)
_FIELDS = ("report", *_SCORED, *GROUPS)


class WordWriter(SegmentWriter):
    """``add_words`` in place of ``add_document``."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, compound=False, **kwargs)
        self._gathered = {field: GatheredPostings() for field in _FIELDS}
        self._word_counts: dict[str, list[int]] = {field: [] for field in _SCORED}
        # For the arrays beside the segment, so that nothing has to be read back from it.
        self._reports: list[StoredReport] = []
        self._word_arrays: list[dict[str, np.ndarray]] = []

    def add_words(
        self, report: str, payload: str, words: Mapping[str, Iterable[str]], facets: Mapping[str, Sequence[str]]
    ) -> None:
        """One document: its id, what is stored of it, the words of each scored field in order, its facet values."""
        counted = {field: Counter(held) for field, held in words.items()}
        self._start(report, payload, {field: held.total() for field, held in counted.items()})
        document = self.docnum - 1
        for field, held in counted.items():
            self._gathered[field].add(document, held)
        for group, values in facets.items():
            self._gathered[group].add(document, dict.fromkeys(values, 1))

    def add_segment(self, segment: OpenSegment, live: np.ndarray, payload_of: Callable[[int], str]) -> None:
        """The documents of another segment that are still live, without cutting a word again."""
        first = self.docnum
        columns = segment.columns
        for document in np.flatnonzero(live).tolist():
            lengths = {field: int(columns.lengths[field][document]) for field in _SCORED}
            self._start(str(int(columns.report_ids[document])), payload_of(document), lengths)
        renumbered = np.cumsum(live, dtype=np.int64) - 1 + first
        for field in _SCORED:
            words, which, documents, counts = segment.words[field].flat()
            kept = live[documents]
            self._gathered[field].extend(words, which[kept], renumbered[documents[kept]], counts[kept])
        for group in GROUPS:
            values, documents, which = columns.facet(group)
            kept = live[documents]
            held = renumbered[documents[kept]]
            self._gathered[group].extend(values, which[kept], held, np.ones(len(held)))

    def _start(self, report: str, payload: str, lengths: Mapping[str, int]) -> None:
        """What Whoosh keeps of a document beside its postings."""
        self._gathered["report"].add(self.docnum, {report: 1})
        self._reports.append(stored_report(payload))
        self.perdocwriter.start_doc(self.docnum)
        self.perdocwriter.add_field("payload", self.schema["payload"], payload, 0)
        for field, length in lengths.items():
            self.perdocwriter.add_field(field, self.schema[field], None, length)
            self._word_counts[field].append(length)
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def _flush_segment(self) -> None:
        """Whoosh calls this at the commit."""
        self.perdocwriter.close()
        for field in sorted(_FIELDS):
            postings = self._gathered.pop(field).sorted()
            write_field(self.fieldwriter, field, self.schema[field], postings, self._word_counts.get(field))
            if field in _SCORED:
                self._word_arrays.append(arrays_of(postings, field, self.docnum))
        self.fieldwriter.close()

    def _commit_toc(self, segments: list[Segment]) -> None:
        """The arrays lie beside the segment before the table of contents names it: no reader has to make them."""
        if self._reports:
            arrays = joined_arrays(self._reports, self._word_arrays)
            write_segment_arrays(Path(self.storage.folder), self.storage, self.newsegment, arrays)
        super()._commit_toc(segments)


def keep_all(_writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
    """Whoosh asks at each commit which segments to keep: all; merging is planned in ``merging``."""
    return list(segments)
