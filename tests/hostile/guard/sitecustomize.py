"""Writes down what a process of a hostile run must not do: connections, processes, files written outside its folder.

Standard library only, since it is loaded before anything else. ``HOSTILE_GUARD_LOG`` names the file that takes one
JSON row a happening; ``HOSTILE_GUARD_ROOT`` the folder inside which everything may be written. Python's own audit
events (https://docs.python.org/3/library/audit_events.html) are seen, calls inside C libraries are not: that is what
the listener of ``tests.hostile.world`` is for.
"""

import json
import os
import sys

SPAWN = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}
NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Event -> which of its arguments are paths that come to be or go.
CHANGES = {"os.mkdir": (0,), "os.rename": (0, 1), "os.link": (1,), "os.symlink": (1,), "os.remove": (0,),
           "os.rmdir": (0,), "os.truncate": (0,), "shutil.move": (0, 1)}
SYSTEM = ("/dev/", "/proc/self/")


def install(log: str, root: str) -> None:
    """Begin to write down, for this process and those it forks."""
    inside = os.path.realpath(root) + os.sep
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(event: str, what: object) -> None:
        os.write(sink, (json.dumps([event, ascii(what)[:300]]) + "\n").encode())

    def outside(path: object) -> bool:
        if not isinstance(path, (str, bytes)):
            return False
        full = os.path.abspath(os.fsdecode(path))
        return not full.startswith(SYSTEM) and not (os.path.realpath(full) + os.sep).startswith(inside)

    def hook(event: str, args: tuple) -> None:
        if event == "open":
            path, mode, flags = args
            writing = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool(flags & WRITES)
            if writing and outside(path):
                note(event, path)
        elif event in CHANGES:
            for which in CHANGES[event]:
                if outside(args[which]):
                    note(event, args[which])
        elif event in NETWORK:
            address = args[1] if event == "socket.connect" else args[0]
            if not isinstance(address, (str, bytes)) or event != "socket.connect":
                note(event, address)
        elif event in SPAWN:
            note(event, args[:2])

    sys.addaudithook(hook)


if os.environ.get("HOSTILE_GUARD_LOG"):
    install(os.environ["HOSTILE_GUARD_LOG"], os.environ["HOSTILE_GUARD_ROOT"])
