"""A Whoosh writer for words that are cut already: an ordinary segment, without the detour of Whoosh's posting pool.

Whoosh's own writer hands every posting through an external sort and a chain of calls. Here the postings of a segment
are held in memory, word by word, and given to the same codec in the order it asks for; the files are the same
(tests/search/engines/test_writer.py compares every posting).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
from whoosh.codec.base import Segment
from whoosh.system import pack_uint
from whoosh.writing import SegmentWriter

from search.engines.whoosh_jieba.segment import OpenSegment
from search.fields import SCORED_FIELDS

_FIELDS = ("report", *(field for field, _ in SCORED_FIELDS))


class WordWriter(SegmentWriter):
    """``add_words`` in place of ``add_document``."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, compound=False, **kwargs)
        # Field -> word -> document, frequency, document, frequency …
        self._held: dict[str, dict[str, array[int]]] = {field: {} for field in _FIELDS}
        self._word_counts: dict[str, list[int]] = {field: [] for field in _FIELDS}

    def add_words(self, report: str, payload: str, words: dict[str, Iterable[str]]) -> None:
        """One document: its id, what is stored of it, and the words of each scored field in order."""
        counted = {field: Counter(held) for field, held in words.items()}
        self._start(report, payload, {field: held.total() for field, held in counted.items()})
        document = self.docnum - 1
        for field, held in counted.items():
            postings = self._held[field]
            for word, count in held.items():
                if word in postings:
                    postings[word].extend((document, count))
                else:
                    postings[word] = array("I", (document, count))

    def add_segment(self, segment: OpenSegment, live: np.ndarray, payload_of: Callable[[int], str]) -> None:
        """The documents of another segment that are still live, without cutting a word again."""
        first = self.docnum
        kept = np.flatnonzero(live)
        columns = segment.columns
        for document in kept.tolist():
            lengths = {field: int(columns.lengths[field][document]) for field, _ in SCORED_FIELDS}
            self._start(str(int(columns.report_ids[document])), payload_of(document), lengths)
        renumbered = np.cumsum(live, dtype=np.int64) - 1 + first
        for field, _boost in SCORED_FIELDS:
            postings = self._held[field]
            for word, documents, counts in segment.words[field]:
                here = live[documents]
                if here.any():
                    pairs = np.column_stack([renumbered[documents[here]], counts[here]]).astype(np.uint32)
                    postings.setdefault(word, array("I")).frombytes(pairs.tobytes())

    def _start(self, report: str, payload: str, lengths: dict[str, int]) -> None:
        """What Whoosh keeps of a document beside its postings."""
        self._held["report"][report] = array("I", (self.docnum, 1))
        self.perdocwriter.start_doc(self.docnum)
        self.perdocwriter.add_field("payload", self.schema["payload"], payload, 0)
        for field, length in lengths.items():
            self.perdocwriter.add_field(field, self.schema[field], None, length)
        self.perdocwriter.finish_doc()
        for field in _FIELDS:
            self._word_counts[field].append(lengths.get(field, 0))
        self._added = True
        self.docnum += 1

    def _flush_segment(self) -> None:
        """Whoosh calls this at the commit."""
        self.perdocwriter.close()
        writer = self.fieldwriter
        for field in sorted(_FIELDS):
            postings = self._held[field]
            lengths = self._word_counts[field]
            # An id has no frequency: its format keeps no value.
            has_counts = field != "report"
            writer.start_field(field, self.schema[field])
            for word in sorted(postings, key=str.encode):
                held = postings[word]
                writer.start_term(word.encode())
                for i in range(0, len(held), 2):
                    document, count = held[i], held[i + 1]
                    value = pack_uint(count) if has_counts else b""
                    writer.add(document, float(count), value, lengths[document])
                writer.finish_term()
            writer.finish_field()
        writer.close()


def keep_all(_writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
    """Whoosh asks at each commit which segments to keep: all; merging is planned in ``merging``."""
    return list(segments)
