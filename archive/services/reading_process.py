"""Foreign bytes are read in processes of their own, with hard limits on time and memory.

``read_apart`` and ``unpack_apart`` are what the other services call, from any thread. The process from which the
readers are forked is started when first needed (a second of work, paid once) and again where it is gone.
"""

import atexit
import io
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import date
from typing import Any

from django.conf import settings

from archive.reading import errors
from archive.reading.errors import Crashed, ReadingError, TooCostly
from archive.reading.formats.zip import Unpacked, UnpackLimits
from archive.reading.records import NO_DECISIONS, CleaningDecisions, Reading
from archive.services.reading_server import ANSWER, FORK, READINGS, REQUEST, received

MEGABYTE = 1024 * 1024
# Wall time beside processor time: on a busy machine a sound file must not be refused for the work of others.
BUSY = 3
# Readings at once in one process; further ones wait, their time not yet running.
AT_ONCE = max(2, os.cpu_count() or 2)
# Modules of which the answer of a child may hold records. A child has had foreign bytes in its hands: its answer is
# not allowed to name anything else.
RECORDS = frozenset({"archive.reading.records", "archive.reading.edits", "archive.reading.formats.zip"})


class ReadingBroke(Exception):
    """A reading ended in an error that is none of ReadingError. ``kind`` its class, ``trace`` the child's traceback."""

    def __init__(self, kind: str, trace: str) -> None:
        super().__init__(f"{kind}\n{trace}")
        self.kind, self.trace = kind, trace


class _Ended(Exception):
    """The child ended before it answered. ``code`` is its exit code, negative for a signal, None where nobody was
    there to tell."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class _Records(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in RECORDS and "." not in name else None
        # A module of records also holds what it imports: functions to call, modules whose names could be set.
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"a reading may not answer with {module}.{name}")
        return found


class _Child:
    """The holder's end of one child; the child is killed when this is closed."""

    def __init__(self, control: socket.socket, memory_mb: int) -> None:
        self.memory_mb = memory_mb
        self.asked = 0
        self.data, data_there = socket.socketpair()
        told, telling = os.pipe()
        self.end = os.fdopen(told, "rb")
        try:
            socket.send_fds(control, [FORK.pack(memory_mb * MEGABYTE)], [data_there.fileno(), telling])
        except OSError:
            self.close()
            raise
        finally:
            data_there.close()
            os.close(telling)

    def ask(self, request: bytes, seconds: float) -> bytearray:
        """The answer. Raises TimeoutError where it takes too long, _Ended where the child fell."""
        self.asked += 1
        deadline = time.monotonic() + BUSY * seconds
        try:
            self.data.settimeout(BUSY * seconds)
            self.data.sendall(REQUEST.pack(seconds, len(request)) + request)
            (length,) = ANSWER.unpack(self._received(ANSWER.size, deadline))
            return self._received(length, deadline)
        except (EOFError, BrokenPipeError, ConnectionResetError) as fallen:
            code = self.end.read()
            raise _Ended(int(code) if code else None) from fallen

    def _received(self, length: int, deadline: float) -> bytearray:
        self.data.settimeout(max(0.001, deadline - time.monotonic()))
        return received(self.data, length)

    def close(self) -> None:
        self.data.close()
        self.end.close()


class ReadingProcess:
    """Processes that run the functions of one module, one call at a time in each.

    ``tasks`` is the dotted name of that module. ``start`` returns at once; ``run`` waits for its answer.
    """

    def __init__(self, tasks: str) -> None:
        self.tasks = tasks
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._control: socket.socket | None = None
        self._resting: list[_Child] = []
        self._owner = os.getpid()

    def start(self) -> None:
        with self._lock:
            self._running()

    def close(self) -> None:
        """Let the processes go. The next ``run`` starts others."""
        with self._lock:
            self._forget()

    def run(self, name: str, *args: Any, seconds: float, memory_mb: int) -> Any:
        """What function ``name`` returns for ``args``.

        ``seconds`` of processor time, ``BUSY`` times as much of wall time, and ``memory_mb`` beyond the memory of the
        idle process are hard limits. Raises TooCostly where one bites, Crashed where the child ended otherwise, the
        function's ReadingError, and ReadingBroke for any other error in it.
        """
        request = pickle.dumps((name, args), pickle.HIGHEST_PROTOCOL)
        with self._places:
            answer = self._answer(request, seconds, memory_mb)
        return _value(answer, memory_mb)

    def _answer(self, request: bytes, seconds: float, memory_mb: int) -> bytearray:
        tried = 0
        while True:
            child = self._child(memory_mb, fresh=tried > 0)
            try:
                answer = child.ask(request, seconds)
            except _Ended as fallen:
                child.close()
                if fallen.code == -signal.SIGXCPU:
                    raise TooCostly(_late_words(seconds)) from fallen
                tried += 1
                # One that had worked before may have gone to rest just now, or fallen over what it read before; or
                # the process it came from is gone: once more, in a fresh one.
                if tried > 1 or (child.asked == 1 and fallen.code is not None):
                    raise Crashed(_crash_words(fallen.code)) from fallen
            except TimeoutError as late:
                child.close()
                raise TooCostly(_late_words(seconds)) from late
            except BaseException:
                child.close()
                raise
            else:
                self._rest(child)
                return answer

    def _child(self, memory_mb: int, *, fresh: bool = False) -> _Child:
        """One that has worked before, else, or where asked for, a fresh one."""
        with self._lock:
            control = self._running()
            while self._resting and not fresh:
                child = self._resting.pop()
                if child.memory_mb == memory_mb:
                    return child
                child.close()
            try:
                return _Child(control, memory_mb)
            except OSError:
                self._forget()
                return _Child(self._running(), memory_mb)

    def _rest(self, child: _Child) -> None:
        with self._lock:
            if child.asked < READINGS and self._control is not None:
                self._resting.append(child)
                return
        child.close()

    def _running(self) -> socket.socket:
        """The socket to the process, started where there is none; what a fork inherited is the parent's."""
        if self._control is None or self._owner != os.getpid():
            self._forget()
            self._control, self._owner = self._started(), os.getpid()
        return self._control

    def _started(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "archive.services.reading_server", str(theirs.fileno()), self.tasks],
                cwd=settings.BASE_DIR, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
        # It ends when its socket closes; somebody has to take note of it, whenever that is.
        threading.Thread(target=process.wait, name="reading-process", daemon=True).start()
        return ours

    def _forget(self) -> None:
        for child in self._resting:
            child.close()
        self._resting.clear()
        if self._control is not None:
            self._control.close()
        self._control = None


def _value(answer: bytearray, memory_mb: int) -> Any:
    kind, *what = _Records(io.BytesIO(answer)).load()
    if kind == "memory":
        raise TooCostly(
            f"读取用去的内存超过 {memory_mb} MB 的上限，已停止。请拆成几个文件，或另存为文本文件（.txt）再传。"
        )
    if kind == "refused":
        raise _refusal(*what)
    if kind == "broke":
        raise ReadingBroke(*what)
    return what[0]


def _refusal(kind: str, words: str) -> ReadingError:
    found = getattr(errors, kind, ReadingError)
    return found(words) if isinstance(found, type) and issubclass(found, ReadingError) else ReadingError(words)


def _late_words(seconds: float) -> str:
    return (
        f"读取超过 {seconds:g} 秒的上限，已停止。文件可能异常复杂或已损坏；"
        "请拆成几个文件，或另存为文本文件（.txt）再传。"
    )


def _crash_words(code: int | None) -> str:
    """Of an exit code, negative for a signal; None where nobody was there to tell."""
    if code is None:
        return "负责读取的程序停止了，没有读出。请稍后重试；若仍如此，请管理员查看日志。"
    # 9: the system takes a process away mostly when memory runs out.
    why = "多半是内存不够" if code == -9 else f"代码 {code}"
    return (
        f"读取这个文件的程序中途停止（{why}），没有读出，其他文件不受影响。"
        "文件可能已损坏；请打开后另存一份，或另存为文本文件（.txt）再传。"
    )


reading_process = ReadingProcess("archive.services.reading_tasks")
atexit.register(reading_process.close)


def read_apart(data: bytes, name: str, today: date, decisions: CleaningDecisions = NO_DECISIONS) -> Reading:
    """``archive.reading.pipeline.read_upload`` in a process of its own. Raises ReadingError in words, ReadingBroke."""
    return _apart("read", data, name, today, decisions)


def unpack_apart(data: bytes, limits: UnpackLimits, first: int = 0, used: int = 0) -> Unpacked:
    """``archive.reading.formats.zip.unpack`` in a process of its own. Raises ReadingError in words, ReadingBroke."""
    return _apart("unpack_some", data, limits, first, used)


def _apart(name: str, *args: Any) -> Any:
    return reading_process.run(
        name, *args, seconds=settings.READING_MAX_SECONDS, memory_mb=settings.READING_MAX_MEMORY_MB
    )
