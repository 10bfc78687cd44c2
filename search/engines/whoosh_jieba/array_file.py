"""Many flat arrays in one file that is mapped into memory, not read.

Layout: the arrays one after another, each at a multiple of 8 bytes; then the table of contents as JSON; then its
length (8 bytes, little endian) and ``MAGIC``. All processes that open a file share its pages; one that is replaced or
deleted stays readable for those who have it open.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

MAGIC = b"ARRAYS01"
_TAIL = 16
_STEP = 8


class ArrayFileDamaged(Exception):
    """The file is not there, not whole, or was made by another version."""


class ArrayFile:
    """Read-only arrays by name, and ``about``: what the writer said of them."""

    def __init__(self, path: Path, data: mmap.mmap, contents: dict[str, Any]) -> None:
        self.path = path
        self._data = data
        self._arrays = contents["arrays"]
        self.about: dict[str, Any] = contents["about"]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises ArrayFileDamaged. Looks at the size and the table of contents, not at the arrays."""
        try:
            with open(path, "rb") as handle:
                data = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
            if data[-8:] != MAGIC:
                raise ArrayFileDamaged(f"{path}: cut off, or of another version")
            length = int.from_bytes(data[-_TAIL:-8], "little")
            return cls(path, data, json.loads(data[-_TAIL - length : -_TAIL]))
        except (OSError, ValueError, KeyError) as error:
            raise ArrayFileDamaged(f"{path}: {type(error).__name__}: {error}") from error

    def __getitem__(self, name: str) -> np.ndarray:
        kind, count, offset, _digest = self._arrays[name]
        return np.frombuffer(self._data, dtype=kind, count=count, offset=offset)

    def __iter__(self) -> Iterator[str]:
        yield from self._arrays

    def strings(self, name: str) -> list[str]:
        """A list written as ``strings_of`` makes it."""
        blob, ends = self[name].tobytes(), self[f"{name}.ends"].tolist()
        return [blob[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]

    def damaged(self) -> list[str]:
        """Names of arrays whose bytes are not those that were written. Reads everything."""
        return [name for name, entry in self._arrays.items() if _digest_of(self[name]) != entry[3]]


def strings_of(name: str, values: list[str]) -> dict[str, np.ndarray]:
    """A list of strings as two arrays."""
    blobs = [value.encode() for value in values]
    return {
        name: np.frombuffer(b"".join(blobs), dtype=np.uint8),
        f"{name}.ends": np.cumsum([len(blob) for blob in blobs], dtype=np.int64),
    }


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray], about: Mapping[str, Any]) -> None:
    """Whole or not at all: written beside, synced, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.part")
    try:
        with open(beside, "wb") as handle:
            entries = {}
            for name, array in arrays.items():
                flat = np.ascontiguousarray(array)
                handle.write(b"\0" * (-handle.tell() % _STEP))
                entries[name] = [flat.dtype.str, flat.size, handle.tell(), _digest_of(flat)]
                handle.write(memoryview(flat).cast("B") if flat.size else b"")
            contents = json.dumps({"arrays": entries, "about": dict(about)}).encode()
            handle.write(contents + len(contents).to_bytes(8, "little") + MAGIC)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _digest_of(array: np.ndarray) -> str:
    return hashlib.blake2b(memoryview(array).cast("B") if array.size else b"", digest_size=16).hexdigest()
