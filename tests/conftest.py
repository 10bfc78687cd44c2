"""What all tests share. Run-time data lies in a folder of the test run, never in the project's own."""

import os
import tempfile
from pathlib import Path

import pytest

# Before Django reads its settings: neither the archive's database nor its index is touched by a test.
os.environ["ARCHIVE_DATA_DIR"] = tempfile.mkdtemp(prefix="archive-tests-")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material that lies beside the project; tests on it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: tests on the seed documents are left out")
    return SHARED
