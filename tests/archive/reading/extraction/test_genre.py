"""Genres by title, form and substance."""

from __future__ import annotations

import pytest

from archive.reading.extraction.genre import find_genre
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import report_of, rows


@pytest.mark.parametrize(("text", "expected"), rows("genre.tsv"))
def test_genre(text, expected):
    genre, evidence = find_genre(report_of(text), text.split("\n")[0], rulebook())
    assert genre == expected
    assert evidence is not None
    assert text[evidence.start : evidence.end] == evidence.quote


def test_nothing_tells():
    assert find_genre(report_of("山青水秀。"), "山青水秀", rulebook())[0] in ("其他", "理论文章")
