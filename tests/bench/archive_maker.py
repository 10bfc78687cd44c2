"""A synthetic archive in the database, made fast: rows in bulk, no reading, no services. Texts are our own.

``manage.py shell -c "from tests.bench.archive_maker import fill; fill(2000)"`` fills the database of the settings (set
``ARCHIVE_DATA_DIR`` to a scratch folder first), ``manage.py index_rebuild`` makes its index.
"""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from archive.models import (
    Author,
    Authorship,
    Genre,
    Initiative,
    InitiativeMention,
    Locality,
    Report,
    ReportStatus,
    Upload,
)
from tests.search.factories import SENTENCES, TITLES

SURNAMES, GIVEN = "林韦向苗燕景柏凌", "之小远满舟青山河田禾春夏秋冬明月"
THINGS = ("灯下", "田埂", "三张", "四进", "五步", "连心", "红旗", "院坝")
FORMS = ("议事", "课堂", "清单", "工作法", "夜校", "行动")


def fill(size: int, *, length: int = 3700, seed: int = 11) -> None:
    """``size`` published reports of about ``length`` characters, with a thousand authors, 48 initiatives and places
    all over the country; the same seed gives the same archive."""
    rng = random.Random(seed)
    places = list(Locality.objects.order_by("pk").values_list("pk", flat=True))[::7]
    with transaction.atomic():
        authors = Author.objects.bulk_create(
            Author(name=rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN), kind="person", distinction=str(n))
            for n in range(min(1000, size))
        )
        initiatives = Initiative.objects.bulk_create(
            Initiative(key=f"{thing}{form}", name=f"“{thing}{form}”") for thing in THINGS for form in FORMS
        )
        for start in range(0, size, 500):
            _batch(rng, range(start, min(start + 500, size)), length, places, authors, initiatives)


def _batch(rng: random.Random, numbers: range, length: int, places, authors, initiatives) -> None:
    texts = [_text(rng, length) for _ in numbers]
    uploads = Upload.objects.bulk_create(
        Upload(sha256=hashlib.sha256(f"bench{n}".encode()).hexdigest(), name=f"{n}.txt", size=len(text), raw_text=text)
        for n, text in zip(numbers, texts, strict=True)
    )
    now = timezone.now()
    reports = Report.objects.bulk_create(
        Report(
            upload=upload, title=f"{rng.choice(TITLES)}（{n}）", text=text, genre=rng.choice(Genre.values),
            script=rng.choice(("hans", "hant")), raw_start=0, raw_end=len(text), year_kind="stated",
            year=rng.choice((None, *range(1996, 2024))), locality_id=rng.choice(places), status=ReportStatus.PUBLISHED,
            released_at=now + timedelta(seconds=n),
        )
        for n, upload, text in zip(numbers, uploads, texts, strict=True)
    )
    Authorship.objects.bulk_create(
        Authorship(report=report, author=author)
        for report in reports
        for author in rng.sample(authors, rng.choice((0, 1, 1, 2)))
    )
    InitiativeMention.objects.bulk_create(
        InitiativeMention(
            initiative=initiative, report=report, name=initiative.name, quote=initiative.name, start=0, end=1,
            name_start=0, name_end=1,
        )
        for report in reports
        for initiative in rng.sample(initiatives, rng.choice((0, 0, 1, 2)))
    )  # fmt: skip


def _text(rng: random.Random, length: int) -> str:
    lines: list[str] = []
    held = 0
    while held < length:
        line = "".join(rng.choices(SENTENCES, k=rng.randint(1, 6)))
        lines.append(line)
        held += len(line) + 1
    return "\n".join(lines)
