"""What a reading could do at its worst: functions that a reading process may be given in place of the real ones."""

import os
import signal
import socket
import threading
import time

from archive.reading.errors import DamagedFile
from archive.reading.formats.zip import unpack
from archive.reading.records import Kept

KEPT: list[bytearray] = []


def echo(*args):
    return args


def identity():
    return os.getpid(), os.getppid()


def record(start):
    return Kept(start, start + 1, "r")


def sleep(seconds):
    time.sleep(seconds)


def spin():
    while True:
        pass


def allocate(megabytes):
    return len(bytearray(megabytes * 1024 * 1024))


def keep(megabytes):
    KEPT.append(bytearray(megabytes * 1024 * 1024))


def fall_asleep():
    """Answers, and is then gone as if nobody had asked for long."""
    threading.Timer(0.2, os._exit, [0]).start()


def hoard():
    """Small pieces, as a tree of a hostile document would be."""
    held = []
    while True:
        held.append([0] * 1000)


def abort():
    os.abort()


def take_away():
    os.kill(os.getpid(), signal.SIGKILL)


def leave():
    os._exit(0)


def refuse(words):
    raise DamagedFile(words)


def burst():
    raise RecursionError("deep")


def write(path):
    with open(path, "w") as file:
        file.write("x")


def open_many():
    return [socket.socket() for _ in range(1000)] and None


def stranger():
    """An answer that is no record of a reading."""
    return time.sleep


def beside_records():
    """An answer that is no record, but a function of a module that holds records."""
    return unpack
