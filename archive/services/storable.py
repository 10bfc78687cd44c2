"""Values made fit for every database before one of them refuses a row.

PostgreSQL takes no NUL, neither database a lone surrogate, and PostgreSQL cuts no over-long value: it refuses it.
Characters are replaced one for one, so that all positions stay true.
"""

import re
from typing import Any, TypeVar

from django.db import models

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Years before are no report's year, years after are typing errors; both fit the column.
FIRST_YEAR, LAST_YEAR = 1900, 2100
Row = TypeVar("Row", bound=models.Model)


def storable(value: Any) -> Any:
    """The same value with NUL and lone surrogates as U+FFFD, inside lists and mappings too."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, (list, tuple)):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def clipped(text: str, length: int) -> str:
    """At most ``length`` characters; what was cut shows as …"""
    return text if len(text) <= length else text[: length - 1] + "…"


def year_or_none(year: int | None) -> int | None:
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None


def fit(row: Row) -> Row:
    """All texts of a row made storable, the short ones clipped to their column. Returns the row."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, (models.CharField, models.TextField)) and isinstance(value, str):
            value = storable(value)
            setattr(row, field.attname, clipped(value, field.max_length) if field.max_length else value)
        elif isinstance(field, models.JSONField):
            setattr(row, field.attname, storable(value))
    return row
