"""Rows of a hostile set's manifest, and what a run finds for each."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class HostileFile:
    """One entry of manifest.json, whose meaning stands at the head of make_hostile.py. ``seconds`` and ``megabytes``
    are the budget for handling it; ``documents`` is None where the manifest does not count."""

    path: Path
    upload_name: str
    kind: str
    accepted: bool
    marker: str | None
    must_contain: tuple[str, ...]
    must_not_contain: tuple[str, ...]
    must_not_render: tuple[str, ...]
    seconds: float
    megabytes: float
    documents: int | None
    why: str

    @property
    def sha256(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class Verdict:
    """What became of one file. ``problems`` in words; none means: as the manifest wants it.

    ``seconds`` is the wall clock of upload and publishing, ``cpu`` the processor time in them; ``megabytes`` is how
    much the memory of this process and its children grew over what it was before. ``slowest_page``: (seconds, address).
    """

    file: HostileFile
    got: str = ""
    message: str = ""
    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0
    reports: list[int] = field(default_factory=list)
    upload: int | None = None
    slowest_page: tuple[float, str] = (0.0, "")
    problems: list[str] = field(default_factory=list)


def files_of(folder: Path) -> tuple[dict, list[HostileFile]]:
    """(limits, files in the order in which they must go in)."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="ascii"))
    rows = [
        HostileFile(
            path=folder / row["name"], upload_name=row["upload_name"], kind=row["kind"],
            accepted=row["expected"] == "accepted", marker=row["marker"], must_contain=tuple(row["must_contain"]),
            must_not_contain=tuple(row["must_not_contain"]), must_not_render=tuple(row["must_not_render"]),
            seconds=row["max_seconds"], megabytes=row["max_rss_mb"], documents=row["documents"], why=row["why"],
        )
        for row in manifest["files"]
    ]
    return manifest["limits"], rows
