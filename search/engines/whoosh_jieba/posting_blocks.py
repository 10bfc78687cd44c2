"""Whoosh's posting blocks, written from arrays: what ``W3FieldWriter`` would write, posting for posting.

Whoosh's own way is a chain of calls for every posting and a compression of every block, however small. Here a block of
128 postings is made at once, and one that compression would hardly shorten is left as it is (each block says of itself
whether it is compressed). Format: whoosh/codec/whoosh3.py, W3PostingsWriter._write_block and W3TermInfo.to_bytes.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pickle import dumps

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3FieldWriter, W3TermInfo
from whoosh.fields import FieldType
from whoosh.system import pack_int, pack_uint, pack_ushort
from whoosh.util.numeric import byte_to_length, length_to_byte

BLOCK = 128
# zlib's start costs more than the bytes that it saves on less than this.
WORTH_COMPRESSING = 400
_LEVEL = 3
_PICKLE = 2


class GatheredPostings:
    """Postings of one field as they come: documents rising for each word."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words = array("I")
        self._documents = array("I")
        self._counts = array("I")

    def add(self, document: int, counted: Mapping[str, int]) -> None:
        """Words of one document with their frequencies."""
        numbers = self._numbers
        self._words.extend([numbers.setdefault(word, len(numbers)) for word in counted])
        self._documents.extend([document] * len(counted))
        self._counts.extend(counted.values())

    def extend(self, words: Sequence[str], which: np.ndarray, documents: np.ndarray, counts: np.ndarray) -> None:
        """Many postings: ``which[i]`` is the number, in ``words``, of the word that ``documents[i]`` holds."""
        numbers = self._numbers
        ours = np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.uint32)
        for held, values in ((self._words, ours[which]), (self._documents, documents), (self._counts, counts)):
            held.frombytes(values.astype(np.uint32).tobytes())

    def sorted(self) -> SortedPostings:
        """Every word in the order of its bytes. A word that no document holds stays away: all that held it have been
        left out of a merge."""
        words = sorted(self._numbers, key=str.encode)
        rank = np.empty(len(words), dtype=np.uint32)
        rank[[self._numbers[word] for word in words]] = np.arange(len(words))
        ranks = rank[np.frombuffer(self._words, dtype=np.uint32)] if len(self._words) else rank[:0]
        order = np.argsort(ranks, kind="stable")
        held = np.bincount(ranks, minlength=len(words))
        return SortedPostings(
            terms=[word.encode() for word, count in zip(words, held.tolist(), strict=True) if count],
            begins=np.concatenate([[0], np.cumsum(held[held > 0])]).astype(np.int64),
            documents=_taken(self._documents, order),
            counts=_taken(self._counts, order),
        )


@dataclass(frozen=True, slots=True)
class SortedPostings:
    """Terms in the order of their bytes; those of ``terms[i]`` are the documents and frequencies from ``begins[i]`` to
    ``begins[i + 1]``."""

    terms: list[bytes]
    begins: np.ndarray
    documents: np.ndarray
    counts: np.ndarray


def _taken(values: array, order: np.ndarray) -> np.ndarray:
    return np.frombuffer(values, dtype=np.uint32)[order] if len(values) else np.zeros(0, dtype=np.uint32)


def write_field(
    writer: W3FieldWriter, name: str, field: FieldType, postings: SortedPostings, lengths: Sequence[int] | None
) -> None:
    """``lengths``: words in the field of each document; None for a field whose lengths Whoosh does not keep."""
    writer.start_field(name, field)
    length_bytes = None if lengths is None else [length_to_byte(length) for length in lengths]
    has_values = field.format.fixed_value_size() != 0
    key, file, add = pack_ushort(writer._fieldid), writer._postfile, writer._tindex.add
    offset = file.tell()
    # Half of all words stand in one document: what is written of them hangs on document and frequency alone.
    lone: dict[tuple[int, int], tuple[bytes, W3TermInfo]] = {}
    begins = postings.begins.tolist()
    for term, (begin, end) in zip(postings.terms, pairwise(begins), strict=True):
        documents, counts = postings.documents[begin:end].tolist(), postings.counts[begin:end].tolist()
        if end - begin > 1:
            written, info = _written(documents, counts, length_bytes, has_values)
        else:
            posting = documents[0], counts[0]
            if posting not in lone:
                lone[posting] = _written(documents, counts, length_bytes, has_values)
            written, info = lone[posting]
        file.write(written)
        info.set_extent(offset, len(written))
        offset += len(written)
        add(key + term, info.to_bytes())
    writer.finish_field()


def _written(
    documents: list[int], counts: list[int], length_bytes: list[int] | None, has_values: bool
) -> tuple[bytes, W3TermInfo]:
    blocks = b"".join(_blocks(documents, counts, length_bytes, has_values))
    return WHOOSH3_HEADER_MAGIC + blocks, _about(documents, counts, length_bytes)


def _about(documents: list[int], counts: list[int], length_bytes: list[int] | None) -> W3TermInfo:
    info = W3TermInfo()
    info._weight, info._df, info._maxweight = float(sum(counts)), len(counts), float(max(counts))
    info._minid, info._maxid = documents[0], documents[-1]
    if length_bytes is not None:
        held = [length_bytes[document] for document in documents]
        info._minlength, info._maxlength = byte_to_length(min(held)), byte_to_length(max(held))
    return info


def _blocks(
    documents: list[int], counts: list[int], length_bytes: list[int] | None, has_values: bool
) -> Iterator[bytes]:
    for start in range(0, len(documents), BLOCK):
        ids, held = documents[start : start + BLOCK], counts[start : start + BLOCK]
        most = max(held)
        weights: object = None
        if most > 1:
            weights = float(most) if min(held) == most else tuple(map(float, held))
        deltas = (ids[0], *(after - before for before, after in pairwise(ids)))
        values = b"".join(map(pack_uint, held)) if has_values else None
        data = dumps((deltas, weights, values), _PICKLE)
        level = _LEVEL if len(data) > WORTH_COMPRESSING else 0
        if level:
            data = zlib.compress(data, level)
        bounds = [0, 0]
        if length_bytes is not None:
            lengths = [length_bytes[document] for document in ids]
            bounds = [min(lengths), max(lengths)]
        about = dumps((len(ids), ids[-1], float(most), level, *bounds), _PICKLE)
        size = len(about) + len(data)
        yield pack_int(-size if start + BLOCK >= len(documents) else size) + about + data
