"""National campaigns and policy documents."""

from __future__ import annotations

import pytest

from archive.reading.extraction.campaigns import find_campaigns
from archive.reading.extraction.documents import find_documents
from archive.services.rules import rulebook
from tests.archive.reading.extraction.cases import report_of, rows


@pytest.mark.parametrize(("text", "expected"), rows("campaigns.tsv"))
def test_campaigns(text, expected):
    found = find_campaigns(report_of(text), rulebook())
    assert ";".join(c.name for c in found) == expected
    assert all(text[c.evidence.start : c.evidence.end] == c.evidence.quote for c in found)


@pytest.mark.parametrize(("text", "expected"), rows("documents.tsv"))
def test_documents(text, expected):
    found = find_documents(report_of(text), rulebook())
    assert ";".join(f"{d.title}/{d.scope}" for d in found) == expected
