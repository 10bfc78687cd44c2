"""What all tests share. Their run-time data lies in a folder of its own (tests/environment.py)."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material that lies beside the project; tests on it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: tests on the seed documents are left out")
    return SHARED
