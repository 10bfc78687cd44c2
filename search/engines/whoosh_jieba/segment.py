"""One Whoosh segment as arrays: opened where they lie beside it, made from it where they do not.

A segment never changes, so its arrays are made once, by the writer that makes the segment; they may be deleted at any
time and are then read back from it. They hold no more than the segment does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from whoosh.codec.base import Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from search.engines.whoosh_jieba.array_file import ArrayFile, ArrayFileDamaged, write_arrays
from search.engines.whoosh_jieba.columns import Columns, column_arrays
from search.engines.whoosh_jieba.postings import Words, word_arrays
from search.engines.whoosh_jieba.schema import StoredReport, stored_report
from search.engines.whoosh_jieba.units import Units, unit_arrays
from search.fields import SCORED_FIELDS, WORD_FIELDS

log = logging.getLogger(__name__)
FOLDER = "arrays"
# Raised whenever what the arrays hold or how they hold it changes: older files are made anew.
LAYOUT = 3
# Terms, postings, stored fields.
_ENDINGS = (".trm", ".pst", "._stored.col")


class OpenSegment:
    """Columns, words and units of all documents of a segment, deleted ones too."""

    def __init__(self, name: str, file: ArrayFile) -> None:
        self.name = name
        self.columns = Columns(file)
        self.documents = len(self.columns.report_ids)
        self.words = {field: Words(file, field) for field, _ in SCORED_FIELDS}
        self.units = Units(file, self.documents, len(WORD_FIELDS))
        self.file = file


def open_segment(folder: Path, storage: FileStorage, schema: Schema, segment: Segment) -> OpenSegment:
    """Raises whatever Whoosh raises where arrays have to be made and the segment cannot be read."""
    name = str(segment.segment_id())
    about = _about(storage, segment)
    try:
        file = ArrayFile.open(array_path(folder, name))
        if file.about == about:
            return OpenSegment(name, file)
        log.info("arrays of segment %s are of another layout or another segment", name)
    except ArrayFileDamaged as error:
        log.info("arrays of segment %s have to be made: %s", name, error)
    with closing(SegmentReader(storage, schema, segment)) as reader:
        arrays = arrays_from(reader)
    return write_segment_arrays(folder, storage, segment, arrays)


def write_segment_arrays(
    folder: Path, storage: FileStorage, segment: Segment, arrays: Mapping[str, np.ndarray]
) -> OpenSegment:
    """Put them beside the segment that they are of."""
    name = str(segment.segment_id())
    path = array_path(folder, name)
    write_arrays(path, arrays, _about(storage, segment))
    return OpenSegment(name, ArrayFile.open(path))


def _about(storage: FileStorage, segment: Segment) -> dict[str, object]:
    return {
        "layout": LAYOUT,
        "segment": str(segment.segment_id()),
        "documents": segment.doc_count_all(),
        "files": _sizes(storage, segment),
    }


def array_path(folder: Path, segment_name: str) -> Path:
    return folder / FOLDER / f"{segment_name}.arrays"


def _sizes(storage: FileStorage, segment: Segment) -> dict[str, int]:
    """Names and lengths of the segment's own files: a segment that was cut off does not pass for whole because its
    arrays do. Raises OSError where they are gone."""
    names = sorted(segment.list_files(storage))
    for ending in _ENDINGS:
        # Whoosh would leave the others open when it finds this one missing.
        if segment.make_filename(ending) not in names:
            raise FileNotFoundError(segment.make_filename(ending))
    return {name: storage.file_length(name) for name in names}


def arrays_from(reader: SegmentReader) -> dict[str, np.ndarray]:
    """Read back from the segment."""
    reports = [stored_report(fields["payload"]) for _number, fields in _stored(reader)]
    words = [word_arrays(reader, field) for field, _boost in SCORED_FIELDS]
    return joined_arrays(reports, words)


def joined_arrays(
    reports: Sequence[StoredReport], words: Iterable[Mapping[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """All arrays of a segment: ``reports`` in the order of their document numbers, ``words`` of each scored field."""
    arrays = column_arrays(reports)
    for of_field in words:
        arrays |= of_field
    return arrays | unit_arrays([[report.fields[field] for field in WORD_FIELDS] for report in reports])


def _stored(reader: SegmentReader):
    """Stored fields of every document, deleted ones too: array positions are Whoosh's document numbers."""
    for number in range(reader.doc_count_all()):
        yield number, reader.stored_fields(number)
