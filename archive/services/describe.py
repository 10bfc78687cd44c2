"""What files say, as plain data, without a row being written: the form that ``manage.py read --json`` prints."""

import hashlib
import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

from archive.reading.errors import PackedFolder, ReadingError
from archive.reading.reading_json import error_json, to_json
from archive.services.packed_folder import batches_of
from archive.services.reading_process import ReadingBroke, read_apart

logger = logging.getLogger(__name__)
Entry = dict[str, Any]


def entries_of(data: bytes, name: str, today: date) -> list[Entry]:
    """The entry of a file; of a packed folder one for each file in it, under ``folder name/path in it``.

    One that cannot be read, for whatever reason, is an entry with ``error`` in words.
    """
    try:
        return [_entry(data, name, today)]
    except PackedFolder:
        return list(_entries_in(data, name, today))
    except ReadingError as error:
        return [error_json(name, _sha256(data), str(error))]


def _entries_in(data: bytes, name: str, today: date) -> Iterator[Entry]:
    try:
        for batch in batches_of(data):
            for member in batch.members:
                path = f"{name}/{member.path}"
                if member.refusal:
                    yield error_json(path, None, member.refusal)
                    continue
                try:
                    yield _entry(member.data, path, today)
                except ReadingError as error:
                    yield error_json(path, _sha256(member.data), str(error))
    except ReadingError as error:
        yield error_json(name, _sha256(data), str(error))


def _entry(data: bytes, name: str, today: date) -> Entry:
    """Raises ReadingError, for an unforeseen error too: of that the log has the trace."""
    try:
        reading = read_apart(data, name, today)
    except ReadingBroke as broke:
        logger.error("reading %s failed", ascii(name), exc_info=broke)
        raise ReadingError(f"读取时出现意外错误（{broke.kind}），详情已记入日志。") from broke
    return to_json(reading, name, _sha256(data))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
