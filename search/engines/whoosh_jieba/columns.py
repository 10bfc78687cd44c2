"""What a segment knows of each document beside its words: id, version, year, date added, lengths, facet values.

A facet group is a list of values and, for every document, the numbers of its values in that list, one after another
(``begins`` says where each document's start); the same turned round says which documents have a value.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engines.whoosh_jieba.array_file import ArrayFile, strings_of
from search.engines.whoosh_jieba.schema import StoredReport
from search.fields import SCORED_FIELDS
from search.request import GROUPS

NO_YEAR = -1


def column_arrays(reports: Sequence[StoredReport]) -> dict[str, np.ndarray]:
    """``reports`` in the order of their document numbers."""
    arrays = {
        "report_ids": np.array([report.report_id for report in reports], dtype=np.int64),
        "versions": np.array([report.version for report in reports], dtype=np.int64),
        "years": np.array([NO_YEAR if r.year is None else r.year for r in reports], dtype=np.int32),
        **strings_of("added", [report.added for report in reports]),
    }
    for field, _boost in SCORED_FIELDS:
        arrays[f"{field}.lengths"] = np.array([report.lengths[field] for report in reports], dtype=np.int32)
    for group in GROUPS:
        arrays |= _facet_arrays(group, [report.facets[group] for report in reports])
    return arrays


def _facet_arrays(group: str, held: Sequence[tuple[str, ...]]) -> dict[str, np.ndarray]:
    values = sorted({value for values in held for value in values})
    numbers = {value: number for number, value in enumerate(values)}
    ordinals = np.array([numbers[value] for values in held for value in values], dtype=np.int32)
    documents = np.repeat(np.arange(len(held), dtype=np.int32), [len(values) for values in held])
    return {
        **strings_of(f"{group}.values", values),
        f"{group}.ordinals": ordinals,
        f"{group}.documents": documents,
    }


class Columns:
    """The arrays of one segment."""

    def __init__(self, file: ArrayFile) -> None:
        self.report_ids = file["report_ids"]
        self.versions = file["versions"]
        self.years = file["years"]
        self.lengths = {field: file[f"{field}.lengths"] for field, _ in SCORED_FIELDS}
        self._file = file

    def added(self) -> list[str]:
        return self._file.strings("added")

    def facet(self, group: str) -> tuple[list[str], np.ndarray, np.ndarray]:
        """Values, and for each (document, value) that goes together the document and the number of the value."""
        return self._file.strings(f"{group}.values"), self._file[f"{group}.documents"], self._file[f"{group}.ordinals"]
