"""The words of a segment, turned from Whoosh's posting blocks into flat arrays.

For each scored field the terms in the order of their bytes and, one after another, the documents that hold each and
how often. Whoosh keeps a posting list as blocks of a pickled tuple (ids as differences, weights, values), most of them
compressed (whoosh/codec/whoosh3.py, W3PostingsWriter._write_block); a whole block is decoded at once here, because
walking through a list with Whoosh's matcher costs 2 microseconds a posting and there are 700 postings in a report.
"""

from __future__ import annotations

import io
import pickle
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from whoosh.reading import SegmentReader

from search.engines.whoosh_jieba.array_file import ArrayFile
from search.engines.whoosh_jieba.posting_blocks import SortedPostings

_LENGTH = struct.Struct("!i")
_HEADER = 4

Postings = tuple[np.ndarray, np.ndarray]


def word_arrays(reader: SegmentReader, field: str) -> dict[str, np.ndarray]:
    """Every posting of one field, those of deleted documents too: what is deleted changes, a segment does not."""
    terms: list[bytes] = []
    documents: list[np.ndarray] = []
    counts: list[np.ndarray] = []
    for term, info in _terms(reader, field):
        terms.append(term)
        for held, frequencies in _blocks(reader, info):
            documents.append(held)
            counts.append(frequencies)
        documents.append(_CLOSED)
    joined = np.concatenate(documents) if documents else np.zeros(0, dtype=np.int64)
    closing = np.flatnonzero(joined < 0)
    postings = SortedPostings(
        terms=terms,
        begins=np.concatenate([[0], closing - np.arange(len(closing))]).astype(np.int64),
        documents=joined[joined >= 0],
        counts=np.concatenate(counts) if counts else np.zeros(0),
    )
    return arrays_of(postings, field, reader.doc_count_all())


def arrays_of(postings: SortedPostings, field: str, document_count: int) -> dict[str, np.ndarray]:
    """The arrays that ``Words`` reads."""
    return {
        f"{field}.terms": np.frombuffer(b"".join(postings.terms), dtype=np.uint8),
        f"{field}.term_ends": np.cumsum([len(term) for term in postings.terms], dtype=np.int64),
        f"{field}.begins": postings.begins,
        f"{field}.documents": postings.documents.astype(np.uint16 if document_count <= 1 << 16 else np.uint32),
        f"{field}.counts": postings.counts.astype(np.uint32),
    }


_CLOSED = np.array([-1], dtype=np.int64)


def _terms(reader: SegmentReader, field: str) -> Iterator[tuple[bytes, object]]:
    for (name, term), info in reader._terms.items_from(field, b""):
        if name != field:
            break
        yield term, info


def _blocks(reader: SegmentReader, info: object) -> Iterator[Postings]:
    """Documents and frequencies of each block of a term."""
    if info.is_inlined():
        ids, weights, _values = info.inlined_postings()
        yield np.asarray(ids, dtype=np.int64), np.asarray(weights, dtype=np.uint16)
        return
    offset, length = info.extent()
    # Whoosh 2.7.4 hands the length back as it unpacks it, in a tuple of one.
    block = reader._terms._postfile.get(offset, length[0] if isinstance(length, tuple) else length)
    at, more = _HEADER, True
    while more:
        size = _LENGTH.unpack_from(block, at)[0]
        more, size = size > 0, abs(size)
        stream = io.BytesIO(block[at + _LENGTH.size : at + _LENGTH.size + size])
        count, _last, _heaviest, compression, *_lengths = pickle.load(stream)
        data = stream.read()
        ids, weights, _values = pickle.loads(zlib.decompress(data) if compression else data)
        yield np.cumsum(np.asarray(ids, dtype=np.int64)), _frequencies(weights, count)
        at += _LENGTH.size + size


def _frequencies(weights: object, count: int) -> np.ndarray:
    """Whoosh writes None where all are one and a single number where all are alike."""
    if weights is None:
        return np.ones(count, dtype=np.uint32)
    if isinstance(weights, float):
        return np.full(count, round(weights), dtype=np.uint32)
    return np.rint(np.asarray(weights)).astype(np.uint32)


class Words:
    """The postings of one field of a segment, asked by word."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._terms = file[f"{field}.terms"]
        self._ends = file[f"{field}.term_ends"]
        self._begins = file[f"{field}.begins"]
        self._documents = file[f"{field}.documents"]
        self._counts = file[f"{field}.counts"]

    def flat(self) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
        """All words, and of every posting the number of its word, the document and the frequency."""
        which = np.repeat(np.arange(len(self._ends)), np.diff(self._begins))
        return self._all_words(), which, self._documents, self._counts

    def postings(self, word: str) -> Postings | None:
        """Documents that hold the word, rising, and how often each does; None where none does."""
        wanted, low, high = word.encode(), 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self._ends) or self._term(low) != wanted:
            return None
        return self._of(low)

    def _term(self, number: int) -> bytes:
        return self._terms[int(self._ends[number - 1]) if number else 0 : int(self._ends[number])].tobytes()

    def _of(self, number: int) -> Postings:
        begin, end = int(self._begins[number]), int(self._begins[number + 1])
        return self._documents[begin:end], self._counts[begin:end]

    def report_counts(self, live: np.ndarray | None) -> dict[str, int]:
        """Word -> documents that hold it; ``live`` is a mask of those that count, None for all."""
        if live is None:
            held = np.diff(self._begins)
        else:
            sums = np.concatenate([[0], np.cumsum(live[self._documents])])
            held = sums[self._begins[1:]] - sums[self._begins[:-1]]
        return {word: count for word, count in zip(self._all_words(), held.tolist(), strict=True) if count}

    def _all_words(self) -> list[str]:
        blob, ends = self._terms.tobytes(), self._ends.tolist()
        return [blob[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]
