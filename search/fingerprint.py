"""By what rules an index is made: two indexes of one fingerprint answer alike."""

import hashlib
from dataclasses import fields
from functools import cache
from importlib.metadata import version
from pathlib import Path

from search.fields import FIELDS
from search.request import SearchDocument

# What cuts, folds and stores. jieba's dictionary is named by its version; words of our own lie in search/analysis.
LIBRARIES = ("whoosh", "jieba", "opencc-python-reimplemented", "pypinyin")
ANALYSIS = Path(__file__).resolve().parent / "analysis"


@cache
def fingerprint() -> str:
    """SHA-256 over the list of fields, the shape of a document, the library versions and everything in
    ``search/analysis`` (how text is folded and cut, with its word lists)."""
    digest = hashlib.sha256()
    for field in FIELDS:
        digest.update(f"{field!r}\n".encode())
    digest.update(" ".join(field.name for field in fields(SearchDocument)).encode())
    for library in LIBRARIES:
        digest.update(f"\n{library}=={version(library)}".encode())
    for path in sorted(p for p in ANALYSIS.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        digest.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()
