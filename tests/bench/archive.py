"""``python -m tests.bench.archive FOLDER SIZE``: an archive of so many synthetic reports, and for the peers the same
reports as token lists; then its index. Started by ``tests.bench`` with ARCHIVE_DATA_DIR set to FOLDER."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from archive.models import Author, Authorship, Initiative, InitiativeMention, Report, Upload  # noqa: E402
from search import indexer  # noqa: E402
from search.analysis.fold import BREAK, RUN  # noqa: E402
from search.analysis.segment import segmenter  # noqa: E402
from search.engines.base import folded_fields  # noqa: E402
from search.request import SearchDocument  # noqa: E402
from search.search_indexes import documents  # noqa: E402
from tests.bench.corpus import Corpus, Written  # noqa: E402
from tests.bench.measure import Clock, disk_mb, keep, peak_mb  # noqa: E402

STEP = 500
_UNITS = re.compile(f"{RUN}[^{RUN}]*{RUN}|[^{RUN}]")


def make(folder: Path, size: int) -> None:
    """Once; what is there is kept."""
    if not (folder / "peers.jsonl").exists():
        call_command("migrate", verbosity=0)
        fill(Corpus(size))
        write_for_peers(folder / "peers.jsonl")


def index(folder: Path, size: int) -> None:
    """A whole rebuild from the rows, timed; the dictionary is loaded before."""
    segmenter()
    with Clock() as clock:
        generation = indexer.rebuild()
    keep(
        folder / "results.json",
        size=size,
        rebuild_cpu_s=clock.cpu,
        rebuild_wall_s=clock.wall,
        rebuild_peak_mb=peak_mb(),
        disk_mb=disk_mb(indexer.folder(generation.pk)),
        generation=generation.pk,
    )


def fill(corpus: Corpus) -> None:
    """Rows as a published archive has them."""
    Author.objects.bulk_create([Author(name=name, kind="person") for name in corpus.authors], batch_size=STEP)
    Initiative.objects.bulk_create([Initiative(name=name, key=name) for name in corpus.schemes], batch_size=STEP)
    authors = list(Author.objects.order_by("pk").values_list("pk", flat=True))
    schemes = list(Initiative.objects.order_by("pk").values_list("pk", flat=True))
    numbered = enumerate(corpus)
    while batch := list(islice(numbered, STEP)):
        uploads = Upload.objects.bulk_create([_upload(number, written) for number, written in batch])
        reports = Report.objects.bulk_create(
            [_report(upload, written) for upload, (_number, written) in zip(uploads, batch, strict=True)]
        )
        held = list(zip(reports, (written for _number, written in batch), strict=True))
        Authorship.objects.bulk_create([Authorship(report=r, author_id=authors[w.author]) for r, w in held])
        InitiativeMention.objects.bulk_create(
            [_mention(r, corpus.schemes[n], schemes[n]) for r, w in held for n in w.schemes]
        )


def _upload(number: int, written: Written) -> Upload:
    name = f"{number}.txt"
    return Upload(sha256=hashlib.sha256(name.encode()).hexdigest(), name=name, size=len(written.text), state="read")


def _report(upload: Upload, written: Written) -> Report:
    return Report(
        upload=upload, title=written.title, text=written.text, genre=written.genre, script="hans", raw_start=0,
        raw_end=len(written.text), year=written.year, year_kind="stated", locality_id=written.place,
        status="published", released_at=timezone.now(),
    )


def _mention(report: Report, name: str, initiative_id: int) -> InitiativeMention:
    return InitiativeMention(
        initiative_id=initiative_id, report=report, name=name, quote=name, start=0, end=1, name_start=0, name_end=1
    )


def write_for_peers(path: Path) -> None:
    """A line a report: the words and the folded units of title and text, and what its facets hold."""
    with open(path.with_suffix(".part"), "w", encoding="utf-8") as handle:
        for document in documents():
            handle.write(json.dumps(_line(document), ensure_ascii=False) + "\n")
    path.with_suffix(".part").rename(path)


def _line(document: SearchDocument) -> dict[str, object]:
    keys = folded_fields(document)
    key = keys["title"] + BREAK + keys["text"]
    return {
        "id": document.report_id,
        "title": document.title,
        "text": document.text,
        "words": " ".join(_plain(word) for word in segmenter().cut(key)),
        "units": " ".join(units(key)),
        "place": document.place_codes[0],
        "year": document.year,
        "genre": document.genre,
        "author": document.authors[0],
        "initiative": document.initiatives,
    }


def units(key: str) -> Iterator[str]:
    """Units of a key as tokens that no tokenizer cuts or drops; a break is one."""
    for unit in _UNITS.findall(key):
        yield "brk" if unit == BREAK else _plain(unit.strip(RUN))


def _plain(token: str) -> str:
    """Signs that stand for themselves, spelt out: a peer's tokenizer would drop them."""
    return {"+": "plussign", "&": "andsign", "%": "percentsign", "#": "hashsign"}.get(token, token)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
    index(Path(sys.argv[1]), int(sys.argv[2]))
