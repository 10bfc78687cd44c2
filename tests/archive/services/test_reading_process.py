"""A reading in a process of its own: whatever it does, it is told in words and harms nobody."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from archive.reading.errors import Crashed, DamagedFile, TooCostly
from archive.reading.pipeline import read_upload
from archive.reading.records import Kept
from archive.services.reading_process import ReadingBroke, ReadingProcess, read_apart
from archive.services.reading_server import READINGS
from archive.services.rules import rulebook

FAKES = "tests.archive.services.reading_fakes"
LIMITS = {"seconds": 20, "memory_mb": 256}


@pytest.fixture(scope="module")
def fakes():
    process = ReadingProcess(FAKES)
    yield process
    process.close()


def test_it_answers_what_the_function_returns(fakes):
    assert fakes.run("echo", 1, "二", b"\0", **LIMITS) == (1, "二", b"\0")
    assert fakes.run("record", 3, **LIMITS) == Kept(3, 4, "r")


def test_a_child_works_for_some_readings_then_another_does(fakes):
    answers = [fakes.run("identity", **LIMITS) for _ in range(READINGS + 1)]
    assert 1 < len({child for child, _ in answers}) <= 3
    assert len({server for _, server in answers}) == 1
    assert os.getpid() not in {pid for answer in answers for pid in answer}


def test_a_child_that_has_grown_is_not_used_again(fakes):
    before, _ = fakes.run("identity", **LIMITS)
    fakes.run("keep", 160, **LIMITS)
    assert fakes.run("identity", **LIMITS)[0] != before


def test_other_limits_are_another_childs(fakes):
    before, _ = fakes.run("identity", **LIMITS)
    assert fakes.run("identity", seconds=20, memory_mb=128)[0] != before


def test_one_that_ended_while_at_rest_is_replaced_unseen(fakes):
    before, _ = fakes.run("identity", **LIMITS)
    os.kill(before, signal.SIGKILL)
    assert fakes.run("identity", **LIMITS)[0] != before
    before, _ = fakes.run("identity", **LIMITS)
    fakes.run("fall_asleep", **LIMITS)
    assert until(lambda: not Path(f"/proc/{before}").exists())
    assert fakes.run("identity", **LIMITS)[0] != before


def test_where_several_ended_while_at_rest_none_of_them_is_tried_twice():
    """After a quiet quarter of a minute all have ended: the next file must not be told that it broke its reader."""
    process = ReadingProcess(FAKES)
    try:
        run_together(process, 2)
        resting = children_of(server_of(process))
        assert len(resting) == 2
        for pid in resting:
            os.kill(pid, signal.SIGKILL)
        assert process.run("identity", **LIMITS)[0] not in resting
    finally:
        process.close()


def test_megabytes_go_both_ways(fakes):
    data = bytes(range(256)) * 40_000
    assert fakes.run("echo", data, **LIMITS) == (data,)


@pytest.mark.parametrize(("name", "args"), [("sleep", (60,)), ("spin", ())])
def test_one_that_does_not_end_is_stopped_in_time(fakes, name, args):
    began = time.monotonic()
    with pytest.raises(TooCostly, match=r"超过 0\.5 秒"):
        fakes.run(name, *args, seconds=0.5, memory_mb=256)
    assert time.monotonic() - began < 6


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is limited on Linux only")
@pytest.mark.parametrize(("name", "args"), [("allocate", (4096,)), ("hoard", ())])
def test_one_that_takes_all_memory_is_stopped(fakes, name, args):
    with pytest.raises(TooCostly, match="内存超过 256 MB"):
        fakes.run(name, *args, **LIMITS)


@pytest.mark.parametrize(
    ("name", "words"), [("abort", "代码 -6"), ("take_away", "多半是内存不够"), ("leave", "代码 0")]
)
def test_one_that_falls_is_told(fakes, name, words):
    with pytest.raises(Crashed, match=words):
        fakes.run(name, **LIMITS)
    assert fakes.run("echo", 1, **LIMITS) == (1,)


def test_a_refusal_keeps_its_class_and_words_another_error_its_trace(fakes):
    with pytest.raises(DamagedFile, match=r"^坏了，请重发。$"):
        fakes.run("refuse", "坏了，请重发。", **LIMITS)
    with pytest.raises(ReadingBroke, match="deep") as broke:
        fakes.run("burst", **LIMITS)
    assert broke.value.kind == "RecursionError"
    assert "burst" in broke.value.trace


def test_it_can_write_no_file_and_hold_few_open(fakes, tmp_path):
    with pytest.raises(ReadingBroke, match="File too large"):
        fakes.run("write", str(tmp_path / "escape"), **LIMITS)
    assert not (tmp_path / "escape").read_bytes()
    with pytest.raises(ReadingBroke, match="Too many open files"):
        fakes.run("open_many", **LIMITS)


def test_an_answer_that_is_no_record_is_not_believed(fakes):
    with pytest.raises(pickle.UnpicklingError, match=r"time\.sleep"):
        fakes.run("stranger", **LIMITS)
    with pytest.raises(pickle.UnpicklingError, match=r"zip\.unpack"):
        fakes.run("beside_records", **LIMITS)


def test_threads_get_their_own_answers(fakes):
    answers = {}
    threads = [
        threading.Thread(target=lambda n=n: answers.setdefault(n, fakes.run("echo", n, **LIMITS))) for n in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: (n,) for n in range(24)}


def test_one_that_waits_does_not_stop_the_others(fakes):
    def slowly():
        with pytest.raises(TooCostly):
            fakes.run("sleep", 9, seconds=1, memory_mb=64)

    slow = threading.Thread(target=slowly)
    slow.start()
    began = time.monotonic()
    assert fakes.run("echo", 1, **LIMITS) == (1,)
    assert time.monotonic() - began < 2.5
    slow.join()


def test_where_the_process_is_gone_another_is_started(fakes):
    child, server = fakes.run("identity", **LIMITS)
    os.kill(server, signal.SIGKILL)
    # The child at rest goes with it; asked in the same moment, it may still answer.
    assert ends(child)
    assert fakes.run("identity", **LIMITS)[1] != server


def test_nothing_is_left_open_or_running():
    process = ReadingProcess(FAKES)
    _, server = process.run("identity", **LIMITS)
    descriptors = len(os.listdir("/dev/fd"))
    for n in range(50):
        process.run("echo", n, **LIMITS)
    assert len(os.listdir("/dev/fd")) == descriptors
    assert len(children_of(server)) == 1
    process.close()
    assert ends(server)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_when_the_asking_process_ends_nothing_stays(how):
    script = (
        # Where the tests run in the background, Ctrl-C is ignored from birth.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import django; django.setup()\n"
        "from archive.services.reading_process import ReadingProcess\n"
        f"process = ReadingProcess('{FAKES}')\n"
        "print(process.run('identity', seconds=9, memory_mb=64)[1], flush=True)\n"
        "process.run('sleep', 60, seconds=60, memory_mb=64)\n"
    )
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "archive.config.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    ) as asking:  # fmt: skip
        server = int(asking.stdout.readline())
        sleeping = until(lambda: children_of(server))
        # The child is the one that has answered already: it takes a moment until it sleeps.
        time.sleep(0.5)
        asking.send_signal(how)
        asking.wait(30)
    assert ends(server)
    assert all(ends(pid) for pid in sleeping)


def test_reading_apart_reads_the_same():
    data = "关于山村夜校的汇报\n某县委组织部\n2006年5月，三个村办起夜校，党员一百二十人到课。\n".encode("gb18030")
    today = date(2024, 1, 1)
    assert read_apart(data, "夜校.txt", today) == read_upload(data, "夜校.txt", rulebook(), today)


def run_together(process: ReadingProcess, number: int) -> None:
    """So many calls at the same time, each in a child of its own."""
    threads = [threading.Thread(target=process.run, args=("sleep", 1), kwargs=LIMITS) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def server_of(process: ReadingProcess) -> int:
    return process.run("identity", **LIMITS)[1]


def children_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        pytest.skip("the system does not tell the children of a process")
    return [int(child) for child in children.read_text().split()]


def until(found, seconds: float = 5):
    deadline = time.monotonic() + seconds
    while not (value := found()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return value


def ends(pid: int) -> bool:
    """Whether the process is gone, or only waits to be noted by a parent that is not ours."""
    def is_gone() -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except FileNotFoundError:
            return True
    return bool(until(is_gone))
