"""The process from which the readers of foreign bytes are forked.

Started by :mod:`archive.services.reading_process` as ``python -m archive.services.reading_server FD MODULE``; needs no
Django. ``FD`` is a stream socket to the process that asks, ``MODULE`` holds the functions that may be asked for; its
``warm()``, where it has one, loads once what every child then finds in memory.

Each ``FORK`` message on that socket makes a child. Two descriptors come with it: a socket on which the child is asked
and answers, and a pipe on which this process says how the child ended. A child that is no longer wanted (nobody holds
the other end of its pipe) is killed. A child works for at most ``READINGS`` requests, one after the other: forking
costs as much as reading a report, mostly for pages that are copied when first touched.

This process lives exactly as long as somebody holds the other end of its socket, or until it has had no child for
``IDLE_SECONDS``; signals of a terminal are left to its parent.
"""

import contextlib
import ctypes
import gc
import importlib
import math
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

from archive.reading.errors import ReadingError

# Bytes of address space that a child may take beyond what it finds when it begins.
FORK = struct.Struct("!Q")
# A request: seconds of processor time it is given, bytes that follow. An answer: bytes that follow.
REQUEST, ANSWER = struct.Struct("!dQ"), struct.Struct("!Q")
READINGS = 25
IDLE_SECONDS, CHILD_IDLE_SECONDS = 120.0, 10.0
# A child that has grown by more bytes than this over its readings makes room for a fresh one.
GROWTH = 128 * 1024 * 1024
# A child may have this many files open: what lazy imports need, and not a program's worth of sockets.
OPEN_FILES = 64
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, prctl(2)


class ReadingServer:
    """``children`` maps the pipe on which a child's end is told to its process id."""

    def __init__(self, control: socket.socket, tasks: ModuleType) -> None:
        self.control = control
        self.tasks = tasks
        self.children: dict[int, int] = {}
        self.quiet_since = time.monotonic()
        self.woken, self.wake = os.pipe()
        for end in (self.woken, self.wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)
        self.poll = select.poll()
        self.poll.register(self.woken, select.POLLIN)
        self.poll.register(self.control, select.POLLIN)

    def serve(self) -> None:
        """Until nobody is left who could ask, or nobody has asked for long."""
        try:
            while self._turn():
                pass
        finally:
            for pid in self.children.values():
                kill(pid)
            for pid in self.children.values():
                os.waitpid(pid, 0)

    def _turn(self) -> bool:
        quiet = time.monotonic() - self.quiet_since
        if not self.children and quiet >= IDLE_SECONDS:
            return False
        patience = None if self.children else math.ceil((IDLE_SECONDS - quiet) * 1000)
        goes_on = True
        for descriptor, _ in self.poll.poll(patience):
            if descriptor == self.control.fileno():
                goes_on = self._fork()
            elif descriptor == self.woken:
                self._reap()
            else:
                self.poll.unregister(descriptor)
                kill(self.children[descriptor])
        return goes_on

    def _fork(self) -> bool:
        """A child for whoever asks. False where nobody is there any more."""
        message, descriptors, _, _ = socket.recv_fds(self.control, FORK.size, 2)
        if len(message) != FORK.size or len(descriptors) != 2:
            for descriptor in descriptors:
                os.close(descriptor)
            return False
        data, told = descriptors
        pid = os.fork()
        if pid == 0:
            try:
                self._leave_to_child(data)
                impose_limits(*FORK.unpack(message))
                answer_requests(self.tasks, socket.socket(fileno=data))
            finally:
                os._exit(1)
        os.close(data)
        self.children[told] = pid
        # No event is asked for: only that nobody holds the other end is heard.
        self.poll.register(told, 0)
        return True

    def _leave_to_child(self, data: int) -> None:
        """Nothing of this process but its memory and one socket."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in (*self.children, self.control.fileno(), self.woken, self.wake):
            os.close(descriptor)
        for descriptor in range(3, data):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _reap(self) -> None:
        """Tell of every child that has ended, and forget it."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self.woken, 512):
                pass
        for told, pid in list(self.children.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            del self.children[told]
            with contextlib.suppress(KeyError):
                self.poll.unregister(told)
            with contextlib.suppress(BrokenPipeError):
                os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(told)
        self.quiet_since = time.monotonic()


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def impose_limits(memory: int) -> None:
    """Hard limits on this process, for good: memory, no file written, no core, few files open."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
        most = address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def address_space() -> int:
    """Bytes of address space this process holds; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except FileNotFoundError:
        return 0


def limit_processor(seconds: float) -> None:
    """So many seconds more from now on, rounded up to whole ones; then SIGXCPU ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def answer_requests(tasks: ModuleType, asked: socket.socket) -> None:
    """In a child: do what is asked, some times, and leave without any farewell of the interpreter."""
    begun_with = address_space()
    asked.settimeout(CHILD_IDLE_SECONDS)
    for _ in range(READINGS):
        try:
            head = received(asked, REQUEST.size)
        except (TimeoutError, EOFError):
            break
        seconds, length = REQUEST.unpack(head)
        limit_processor(seconds)
        asked.settimeout(None)
        answer = answer_to(tasks, received(asked, length))
        asked.sendall(ANSWER.pack(len(answer)) + answer)
        del answer
        if address_space() - begun_with > GROWTH:
            break
        asked.settimeout(CHILD_IDLE_SECONDS)
    asked.close()
    os._exit(0)


def answer_to(tasks: ModuleType, request: bytes) -> bytes:
    try:
        name, args = pickle.loads(request)
        return pickle.dumps(outcome(getattr(tasks, name), args), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(("memory",))


def outcome(task: Callable[..., Any], args: tuple) -> tuple:
    """What came of it: done with a value, refused with the error's class and words, broke with class and trace."""
    try:
        return "done", task(*args)
    except ReadingError as error:
        return "refused", type(error).__name__, str(error)
    except MemoryError:
        return ("memory",)
    except Exception as error:
        return "broke", type(error).__name__, traceback.format_exc()


def received(stream: socket.socket, length: int) -> bytearray:
    """Exactly so many bytes. Raises EOFError where the other end is closed before, TimeoutError by the socket's."""
    data = bytearray(length)
    view, at = memoryview(data), 0
    while at < length:
        count = stream.recv_into(view[at:])
        if not count:
            raise EOFError
        at += count
    return data


def main(descriptor: str, module: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    control = socket.socket(fileno=int(descriptor))
    tasks = importlib.import_module(module)
    if hasattr(tasks, "warm"):
        tasks.warm()
    # What is here now stays: a collection in a child must not touch, and so copy, the pages it shares.
    gc.collect()
    gc.freeze()
    ReadingServer(control, tasks).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
