"""What a Whoosh document holds of a report.

Postings carry the jieba words of title and text with their frequencies, for the score, the id, for replacing and
taking out, and the facet values, so that any tool that reads Whoosh can search words and filter by them. What a
literal match and the order need is stored as one JSON payload: single units as postings would cost five times the
space (SEARCH.md, section 6).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from search.analysis.segment import segmenter
from search.analysis.whoosh_chain import JiebaTokenizer
from search.engines.base import facet_values, folded_fields
from search.fields import SCORED_FIELDS
from search.request import GROUPS, SearchDocument


def schema() -> Schema:
    words = {field: TEXT(analyzer=JiebaTokenizer(), phrase=False) for field, _ in SCORED_FIELDS}
    facets = {group: KEYWORD(commas=True) for group in GROUPS}
    return Schema(report=ID(unique=True), payload=STORED, **words, **facets)


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as read back from the index. ``lengths``: words in each scored field, exact, which Whoosh's own one
    byte a field is not."""

    report_id: int
    version: int
    year: int | None
    added: str
    fields: dict[str, str]
    facets: dict[str, tuple[str, ...]]
    lengths: dict[str, int]


def cut_words(document: SearchDocument) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The keys of all word fields, and the words of the scored ones."""
    keys = folded_fields(document)
    return keys, {field: segmenter().cut(keys[field]) for field, _ in SCORED_FIELDS}


def payload_of(document: SearchDocument, keys: dict[str, str], words: dict[str, list[str]]) -> str:
    """What is stored of a document."""
    return json.dumps(
        {
            "report_id": document.report_id,
            "version": document.version,
            "year": document.year,
            "added": document.added,
            "fields": keys,
            "facets": facet_values(document),
            "lengths": {field: len(held) for field, held in words.items()},
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def digest(payload: str) -> str:
    """SHA-256 of what is stored: a document of the same digest is found by the same requests."""
    return hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()


def stored_report(payload: str) -> StoredReport:
    held = json.loads(payload)
    held["facets"] = {group: tuple(values) for group, values in held["facets"].items()}
    return StoredReport(**held)
