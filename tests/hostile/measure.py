"""Time and memory of one piece of work, children included (Linux: /proc)."""

import contextlib
import os
import resource
import threading
import time
from pathlib import Path
from types import TracebackType

MEGABYTE = 1024 * 1024
PAUSE_S = 0.02


def status_kb(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1])
    raise LookupError(field)


def descendants() -> list[int]:
    """Process ids of children, their children and so on, as far as they live."""
    found, waiting = [], [os.getpid()]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        found.append(pid)
    return found[1:]


def children_kb() -> int:
    """Memory of all descendants; pages that several share are divided among them (PSS)."""
    total = 0
    for child in descendants():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            rows = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
            total += next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)
    return total


def cpu_s() -> float:
    """Processor time of this process and all descendants, living, ended and waited for (proc(5), stat 14 to 17)."""
    own, ended = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    total = own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime
    for child in descendants():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


class Measured:
    """``with Measured() as m: …``; afterwards ``m.seconds``, ``m.cpu`` and ``m.megabytes`` (growth over before)."""

    def __enter__(self) -> "Measured":
        # 5 sets this process's high-water mark back (proc(5), clear_refs).
        Path("/proc/self/clear_refs").write_text("5")
        self._before_kb, self._children_before, self._children_kb = status_kb("VmRSS"), children_kb(), 0
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        self._wall, self._cpu = time.monotonic(), cpu_s()
        return self

    def _look(self) -> None:
        while not self._done.wait(PAUSE_S):
            self._children_kb = max(self._children_kb, children_kb() - self._children_before)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.seconds, self.cpu = time.monotonic() - self._wall, cpu_s() - self._cpu
        self._done.set()
        self._watch.join()
        grown = max(0, status_kb("VmHWM") - self._before_kb) + self._children_kb
        self.megabytes = grown * 1024 / MEGABYTE
