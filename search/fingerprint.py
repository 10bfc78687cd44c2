"""By what rules an index is made: two indexes of one fingerprint answer alike."""

import hashlib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib.metadata import version
from pathlib import Path

from search.fields import FIELDS
from search.request import SearchDocument

# What cuts, folds and stores. jieba's dictionary is named by its version; words of our own lie in lexicon.txt. Names of
# initiatives are no part of it: each index keeps those it was made with (search/lexicon.py).
LIBRARIES = ("whoosh", "jieba", "opencc-python-reimplemented", "pypinyin")

# Relative to this folder. How text is folded and cut (with its word lists), what a report gives to its document, what
# of a document is stored: code whose change leaves an index that verifies against the database and yet answers by the
# old rules.
SOURCES = (
    "analysis",
    "lexicon.txt",
    "lexicon.py",
    "engines/base.py",
    "engines/whoosh_jieba/schema.py",
    "search_indexes.py",
)
ROOM = Path(__file__).resolve().parent


@cache
def fingerprint() -> str:
    """SHA-256 over the list of fields, the shape of a document, the library versions and the files of SOURCES. A
    change of words in one of them asks for a rebuild too: that costs seconds, an index of old rules costs answers."""
    digest = hashlib.sha256()
    for field in FIELDS:
        digest.update(f"{field!r}\n".encode())
    digest.update(" ".join(field.name for field in fields(SearchDocument)).encode())
    for library in LIBRARIES:
        digest.update(f"\n{library}=={version(library)}".encode())
    for path in source_files(ROOM):
        digest.update(f"\n{path.relative_to(ROOM).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def source_files(room: Path) -> Iterator[Path]:
    for source in SOURCES:
        place = room / source
        found = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
        yield from (path for path in found if "__pycache__" not in path.parts)
