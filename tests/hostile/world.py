"""What a hostile run must leave alone: the network and the rest of the disk."""

import json
import os
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

ESCAPE = "hostile_escape"
# Kernel file systems hold no files of anybody.
NOT_WALKED = {"/proc", "/sys", "/dev", "/run"}
# Port of the external entities of the set. Only an administrator may listen there.
ENTITY_PORT = 9
READERS = "'-m', 'archive.services.reading_server'"


@dataclass(frozen=True)
class Watched:
    """``listening``: whether calls of C libraries to the set's own address would have been seen too."""

    listening: bool
    called: list[str]


def listen() -> tuple[Watched, socket.socket | None]:
    """Wait at the address that the set's external entities name, and write down who calls."""
    called: list[str] = []
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind(("127.0.0.1", ENTITY_PORT))
        server.listen(8)
    except OSError:
        server.close()
        return Watched(False, called), None

    def wait() -> None:
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            called.append(f"{address[0]}:{address[1]}")
            connection.close()

    threading.Thread(target=wait, daemon=True).start()
    return Watched(True, called), server


def happenings(log: Path) -> list[str]:
    """What the guard wrote down, each kind once. The readers of foreign bytes are processes of our own."""
    if not log.is_file():
        return []
    rows = [json.loads(row) for row in log.read_text(encoding="utf-8").splitlines()]
    return sorted({f"{event} {what}" for event, what in rows if READERS not in what})


def escaped(root: str = "/") -> list[str]:
    """Files and folders named hostile_escape* anywhere below."""
    found = []
    for folder, folders, names in os.walk(root, onerror=None):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in NOT_WALKED]
        found += [os.path.join(folder, name) for name in (*folders, *names) if name.startswith(ESCAPE)]
    return found
