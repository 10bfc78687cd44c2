"""What all tests share. Their run-time data lies in a folder of its own (tests/environment.py)."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


# Tests that share a costly start (a running server, imported seeds) stay with one worker of a parallel run; and so do
# those of the hostile run: it looks over the whole disk for files that another of them puts there on purpose.
TOGETHER = {"tests/browser/": "browser", "tests/test_main_job.py": "main_job", "tests/hostile/": "hostile"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for place, group in TOGETHER.items():
            if item.nodeid.startswith(place):
                item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material that lies beside the project; tests on it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: tests on the seed documents are left out")
    return SHARED
