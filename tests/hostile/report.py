"""The run itself, in the process that ``python -m tests.hostile`` prepared: ``report SET RESULT [KIND …]``."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402

from tests.hostile import world  # noqa: E402
from tests.hostile.manifest import HostileFile, Verdict, files_of  # noqa: E402
from tests.hostile.run import printable, run  # noqa: E402


def main(folder: Path, result: Path, kinds: list[str]) -> int:
    _limits, files = files_of(folder)
    files = [file for file in files if not kinds or file.kind in kinds]
    expecting = set(world.escaped())
    watched, server = world.listen()

    verdicts, whole = run(files, lambda line: print(line, flush=True))
    if server is not None:
        server.close()
    whole += [f"a connection to the set's own address from {caller}" for caller in watched.called]
    whole += [f"not allowed: {row}" for row in world.happenings(Path(os.environ["HOSTILE_GUARD_LOG"]))]
    whole += [f"written outside: {path}" for path in sorted(set(world.escaped()) - expecting)]
    if not settings.DATA_DIR.is_relative_to(os.environ["HOSTILE_GUARD_ROOT"]):
        whole.append("the data folder is elsewhere")
    print("\n".join(table(verdicts, whole)), flush=True)
    if not watched.listening:
        print(f"（没有权限在 {world.ENTITY_PORT} 端口守候，C 程序库里的外连没有另行监听。）")
    result.write_text(json.dumps(as_data(verdicts, whole, watched.listening), ensure_ascii=False), encoding="utf-8")
    return int(bool(whole) or any(verdict.problems for verdict in verdicts))


def by_kind(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    kinds: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        kinds.setdefault(verdict.file.kind, []).append(verdict)
    return kinds


def table(verdicts: list[Verdict], whole: list[str]) -> list[str]:
    """What differs, then one line a kind, then the whole."""
    rows = [""]
    for verdict in verdicts:
        rows += [f"{verdict.file.path.name}: {printable(problem)}" for problem in verdict.problems]
    head = f"{'kind':12} {'files':>5} {'want +/-':>9} {'got +/-':>9} {'differ':>6} {'slowest':>24} {'largest':>24}"
    rows += ["", head]
    rows += [kind_row(kind, found) for kind, found in [*by_kind(verdicts).items(), ("all", verdicts)] if found]
    rows += ["", *(f"whole run: {printable(problem)}" for problem in whole)]
    differ = sum(bool(verdict.problems) for verdict in verdicts)
    rows += [f"{len(verdicts)} 个文件，{differ} 个不符；整体问题 {len(whole)} 个。"]
    return rows


def kind_row(kind: str, verdicts: list[Verdict]) -> str:
    wanted = Counter(verdict.file.accepted for verdict in verdicts)
    got = Counter(verdict.got for verdict in verdicts)
    slowest, largest = max(verdicts, key=lambda v: v.cpu), max(verdicts, key=lambda v: v.megabytes)
    differ = sum(bool(verdict.problems) for verdict in verdicts)
    outcome = f"{got['accepted']}/{got['rejected'] + got['flagged']}"
    slow = f"{slowest.cpu:.1f} s {short(slowest.file)}"
    large = f"{largest.megabytes:.0f} MB {short(largest.file)}"
    want = f"{wanted[True]}/{wanted[False]}"
    return f"{kind:12} {len(verdicts):5} {want:>9} {outcome:>9} {differ:6} {slow:>24} {large:>24}"


def short(file: HostileFile) -> str:
    return file.path.name.split("_", 1)[0] + "_" + file.path.stem.split("_", 2)[-1][:12]


def as_data(verdicts: list[Verdict], whole: list[str], listening: bool) -> dict:
    return {
        "files": [
            {
                "name": verdict.file.path.name, "kind": verdict.file.kind, "why": verdict.file.why,
                "expected": "accepted" if verdict.file.accepted else "rejected", "got": verdict.got,
                "documents": len(verdict.reports), "seconds": round(verdict.seconds, 2), "cpu": round(verdict.cpu, 2),
                "megabytes": round(verdict.megabytes), "message": printable(verdict.message[:500]),
                "slowest_page": round(verdict.slowest_page[0], 2),
                "problems": [printable(problem) for problem in verdict.problems],
            }
            for verdict in verdicts
        ],
        "problems": [printable(problem) for problem in whole],
        "listening": listening,
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
