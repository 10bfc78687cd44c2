"""An index folder of its own for every test of the search."""

from pathlib import Path

import pytest


@pytest.fixture
def search_dir(settings, tmp_path: Path) -> Path:
    settings.SEARCH_DIR = tmp_path / "index"
    return settings.SEARCH_DIR
