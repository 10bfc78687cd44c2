"""Lucene 8 by way of ``LucenePeer.java``, where a JDK and Debian's liblucene8-java are found (LUCENE_JARS names the
folder of the jars, else /usr/share/java). It runs in its own process and times itself; the virtual machine is warmed by
the rounds before the best one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.bench.measure import by_kind, disk_mb, p
from tests.bench.peers.base import reports

JARS = Path(os.environ.get("LUCENE_JARS", "/usr/share/java"))
WANTED = ("lucene-core", "lucene-analyzers-common", "lucene-facet", "lucene-queries")
WARMING = 3


def jars() -> list[Path]:
    return [jar for name in WANTED for jar in sorted(JARS.glob(f"{name}-[89]*.jar"))[:1]]


def is_there() -> bool:
    return len(jars()) == len(WANTED) and shutil.which("javac") is not None


class Lucene:
    literals = True

    @classmethod
    def build(cls, lines: Path, path: Path) -> None:
        path.mkdir(parents=True)
        source = Path(__file__).with_name("LucenePeer.java")
        subprocess.run(["javac", "-cp", _class_path(), "-d", path / "classes", source], check=True)
        with open(path / "lines.tsv", "w", encoding="utf-8") as handle:
            for report in reports(lines):
                values = [str(report[name]) for name in ("id", "place", "year", "genre", "author")]
                values += ["|".join(report["initiative"]), report["words"], report["units"]]
                handle.write("\t".join(values) + "\n")
        (path / "build.txt").write_text(_java(path, "build", path / "lines.tsv", path / "index"))
        (path / "lines.tsv").unlink()

    @staticmethod
    def measured(path: Path, queries: dict, rounds: int) -> dict:
        asked = queries["words"] + queries["literals"]
        with open(path / "queries.tsv", "w", encoding="utf-8") as handle:
            for query in asked:
                years = map(str, query.get("years", ("", "")))
                values = [query["kind"], query["mode"], " ".join(query["tokens"]), query.get("place", ""), *years]
                handle.write("\t".join(values) + "\n")
        told = _java(path, "ask", path / "index", path / "queries.tsv", str(rounds * WARMING)).splitlines()
        times = [float(line.split("\t")[1]) for line in told if line.startswith("query")]
        words = times[: len(queries["words"])]
        build_s = float((path / "build.txt").read_text().split("\t")[1])
        return {
            "build_cpu_s": build_s,
            "open_cpu_ms": float(told[0].split("\t")[1]),
            "words": p(words),
            "kinds": by_kind(queries["words"], words),
            "literals": by_kind(queries["literals"], times[len(words) :]),
            "disk_mb": disk_mb(path / "index"),
            "totals": [int(line.split("\t")[2]) for line in told if line.startswith("query")][: len(words)],
        }


def _class_path(path: Path | None = None) -> str:
    own = [path / "classes"] if path else []
    return os.pathsep.join(map(str, [*own, *jars()]))


def _java(path: Path, *arguments: object) -> str:
    command = ["java", "-Xmx2g", "-cp", _class_path(path), "LucenePeer", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
