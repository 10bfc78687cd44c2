"""The bytes of uploads on disk: ``ORIGINALS_DIR/ab/cd/<sha256>``, written once, never changed."""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from archive.models import Upload


def path_of(sha256: str) -> Path:
    return Path(settings.ORIGINALS_DIR) / sha256[:2] / sha256[2:4] / sha256


def keep(data: bytes, sha256: str) -> Path:
    """Write the bytes so that a power cut leaves either all of them under their name or nothing.

    Temporary file in the same folder, fsync, rename, fsync of the folder: the row that names the file may be
    committed afterwards. Bytes that are there already are left alone.
    """
    path = path_of(sha256)
    if path.is_file() and path.stat().st_size == len(data):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".part-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync(folder)
    return path


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def bytes_of(upload: Upload) -> bytes:
    """The bytes as received. Raises FileNotFoundError where the data folder has lost them."""
    return path_of(upload.sha256).read_bytes()


def discard(sha256: str) -> None:
    """Take the bytes away, for uploads that are taken out whole; empty folders go with them."""
    path = path_of(sha256)
    path.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
