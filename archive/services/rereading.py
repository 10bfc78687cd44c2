"""Reads uploads again by today's rules, and says report by report what that changes; before it does, where asked to.

What would change is not guessed: the new reading is stored as it would be, compared, and rolled back. So people's
decisions, borders set by hand and merged names are in it as they will be.
"""

import logging
from dataclasses import dataclass, field
from typing import Literal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Report, Upload, UploadState
from archive.reading.errors import PackedFolder, ReadingError
from archive.services import originals
from archive.services.cleaning_decisions import decisions_for
from archive.services.reading_process import ReadingBroke, read_apart
from archive.services.receive import read_again
from archive.services.rules import rulebook
from archive.services.store import store_reading

logger = logging.getLogger(__name__)
Facts = dict[str, str]
# What a line about a report tells of, in this order.
FACTS = ("title", "year", "place", "authors", "genre", "initiatives", "length")
# Between the names of a fact that has several; names of schemes contain the usual 、.
LIST = "；"


@dataclass(frozen=True)
class Difference:
    """One of FACTS, as it is and as it will be; "" for none, several names with LIST between them."""

    fact: str
    old: str
    new: str


@dataclass(frozen=True)
class ReportChange:
    """``what`` becomes of a report: it comes out otherwise, is new, goes (a draft nobody worked on), or is set aside
    (its words are in another part now; its decisions are kept). ``pk`` is None for one that is not there yet."""

    pk: int | None
    part: int
    title: str
    what: Literal["changed", "new", "gone", "aside"]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Reread:
    """What becomes of one upload. Of a packed folder that was read again, ``covers`` are ids of the files read with it
    and ``error`` names those that could not be read; before it is, ``folder`` says to look at its files one by one."""

    upload_pk: int
    name: str
    state: Literal["changed", "same", "folder", "failed"]
    error: str = ""
    reports: tuple[ReportChange, ...] = ()
    covers: tuple[int, ...] = ()


@dataclass
class _State:
    """Reports of an upload, or of the files of a packed folder, and what they say."""

    status: dict[int, str] = field(default_factory=dict)
    part: dict[int, int] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)


def to_read(*, stale: bool, uploads: list[int], reports: list[int]) -> QuerySet[Upload]:
    """Uploads to read again, in the order they came: of a packed folder its files too. ``stale``: those that older
    rules read, or that could not be read."""
    found = Upload.objects.order_by("pk").defer("raw_text", "defects")
    if uploads:
        found = found.filter(Q(pk__in=uploads) | Q(container__in=uploads))
    if reports:
        found = found.filter(reports__in=reports).distinct()
    if stale:
        found = found.exclude(rules_digest=rulebook().digest, state=UploadState.READ)
    return found


def what_would_change(upload: Upload) -> Reread:
    """Nothing is written. Never raises for what is in the file."""
    try:
        data = originals.bytes_of(upload)
        reading = read_apart(data, upload.name, timezone.localdate(), decisions_for(upload))
        with transaction.atomic():
            before = _state_of(upload)
            store_reading(upload, reading)
            changes = _changes(before, _state_of(upload))
            transaction.set_rollback(True)
    except PackedFolder:
        return Reread(upload.pk, upload.name, "folder")
    except FileNotFoundError:
        return _missing(upload)
    except ReadingError as error:
        return Reread(upload.pk, upload.name, "failed", str(error))
    except ReadingBroke as error:
        logger.exception("reading upload %s (%s) again failed", upload.pk, upload.sha256)
        words = _("读取时出现意外错误（%(kind)s），详情已记入日志。") % {"kind": error.kind}
        return Reread(upload.pk, upload.name, "failed", words)
    return Reread(upload.pk, upload.name, "changed" if changes else "same", "", changes)


def read_anew(upload: Upload) -> Reread:
    """The upload's reading is that of today's rules. A failure leaves its reports as they were."""
    try:
        data = originals.bytes_of(upload)
    except FileNotFoundError:
        return _missing(upload)
    before = _state_of(upload)
    received = read_again(upload, data)
    if received.state == "failed":
        return Reread(upload.pk, upload.name, "failed", received.error)
    covers = tuple(member.upload.pk for member in received.members if member.upload and member.state == "new")
    words = " ".join(f"{member.path}：{member.error}" for member in received.members if member.state == "failed")
    changes = _changes(before, _state_of(upload))
    return Reread(upload.pk, upload.name, "changed" if changes else "same", words, changes, covers)


def _missing(upload: Upload) -> Reread:
    return Reread(upload.pk, upload.name, "failed",
                  _("原件不在数据文件夹里（%(path)s）。") % {"path": upload.stored_at})


def _state_of(upload: Upload) -> _State:
    state = _State()
    reports = Report.objects.filter(Q(upload=upload) | Q(upload__container=upload)).select_related("locality")
    reports = reports.prefetch_related("locality__names", "authorships__author", "initiative_mentions__initiative")
    for report in reports.defer("trail", "headings", "defects"):
        state.status[report.pk], state.part[report.pk] = report.status, report.part
        state.facts[report.pk] = {
            "title": report.title,
            "year": str(report.year or ""),
            "place": f"{report.locality.name_in(report.year)} {report.locality_id}" if report.locality else "",
            "authors": LIST.join(row.author.name for row in report.authorships.all()),
            "genre": report.genre,
            "initiatives": LIST.join(sorted(row.initiative.name for row in report.initiative_mentions.all())),
            "length": str(len(report.text)),
        }
    return state


def _changes(before: _State, after: _State) -> tuple[ReportChange, ...]:
    """In the order of the parts; reports that come out alike are left out."""
    told = []
    for pk, facts in after.facts.items():
        old = before.facts.get(pk)
        part, title = after.part[pk], facts["title"]
        if old is None:
            told.append(ReportChange(pk, part, title, "new"))
            continue
        differences = tuple(Difference(name, old[name], facts[name]) for name in FACTS if old[name] != facts[name])
        aside = before.status[pk] == "draft" and after.status[pk] == "withdrawn"
        if differences or aside:
            told.append(ReportChange(pk, part, old["title"], "aside" if aside else "changed", differences))
    told += [
        ReportChange(pk, before.part[pk], facts["title"], "gone")
        for pk, facts in before.facts.items() if pk not in after.facts
    ]
    return tuple(sorted(told, key=lambda change: (change.part, change.pk or 0)))
