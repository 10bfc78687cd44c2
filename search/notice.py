"""What the search tells a reader about the words typed. Pure.

The grammar knows no language but the archive's; a page says a notice in the reader's, from what it was made of.
"""

from __future__ import annotations


class Notice(str):
    """A sentence in the archive's language, made of a ``template`` (``%(name)s``) and its ``values``."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Notice:
        made = super().__new__(cls, template % values)
        made.template, made.values = template, values
        return made
