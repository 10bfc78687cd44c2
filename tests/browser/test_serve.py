"""Starting, starting again and stopping, as an operator does it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, free_port, start, stop, wait_until_up


def processes_of(data: Path) -> list[str]:
    """Command lines of running processes that were started with this data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"ARCHIVE_DATA_DIR={data}".encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # gone meanwhile, or not ours to read
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for left-over processes in /proc")
def test_second_start_is_quick_and_interrupt_leaves_nothing(tmp_path: Path):
    port = free_port()
    env = {**os.environ, "ARCHIVE_DATA_DIR": str(tmp_path), "PORT": str(port), "SAMPLE_ARCHIVE": "0"}
    # Ten seconds are promised on a machine of its own; beside other test workers only that nothing hangs is tested.
    second = 40 if "PYTEST_XDIST_WORKER" in os.environ else 10
    for limit in (60, second):
        began = time.monotonic()
        process = start(env)
        try:
            wait_until_up(f"http://127.0.0.1:{port}", process, limit)
            assert time.monotonic() - began < limit
        finally:
            stop(process)
        assert process.returncode == 0
        assert processes_of(tmp_path) == []


def test_a_taken_port_is_said_in_words(tmp_path: Path):
    port = free_port()
    env = {**os.environ, "ARCHIVE_DATA_DIR": str(tmp_path), "PORT": str(port), "SAMPLE_ARCHIVE": "0"}
    first = start(env)
    try:
        wait_until_up(f"http://127.0.0.1:{port}", first)
        second = subprocess.run([sys.executable, "manage.py", "serve"], env=env, cwd=ROOT, capture_output=True,
                                text=True, timeout=30)
        assert second.returncode == 1
        assert str(port) in second.stderr and "Traceback" not in second.stderr
    finally:
        stop(first)
