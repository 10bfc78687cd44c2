"""The only writer of an index."""
from collections.abc import Iterable


def mark_dirty(report_ids: Iterable[int]) -> None:
    """Note for every living generation that these reports have changed."""
