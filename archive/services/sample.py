"""The sample archive: invented reports that come in by the same door as everybody's, and can be taken out whole."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from archive.models import Author, DuplicateDecision, Finding, Initiative, Report, ReportStatus, Upload
from archive.services import originals
from archive.services.publish import decide_duplicate, is_undecided_duplicate, publish
from archive.services.receive import Received, receive_file
from archive.signals import reports_changed

SAMPLES = Path(settings.BASE_DIR) / "fixtures" / "reports"
Progress = Callable[[int, int, str, Received], None]


@dataclass(frozen=True)
class Loaded:
    """``failed`` holds (file name, why) of samples that could not be read."""

    files: int
    reports: int
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Removed:
    uploads: int
    reports: int
    initiatives: int
    authors: int


def sample_files() -> list[Path]:
    if not SAMPLES.is_dir():
        return []
    return sorted(p for p in SAMPLES.rglob("*") if p.is_file() and not p.name.startswith((".", "README")))


def archive_is_empty() -> bool:
    """Nothing is here, or only samples of which a load that was interrupted has left some out."""
    if Upload.objects.filter(is_sample=False).exists():
        return False
    return Upload.objects.count() < len(sample_files())


def load_samples(progress: Progress | None = None) -> Loaded:
    """Receive and publish every sample. Doing it again adds nothing and publishes nothing that was withdrawn.

    ``progress(number, of, file name, what became of it)`` is called after each file.
    """
    files, failed, reports = sample_files(), [], 0
    for number, path in enumerate(files, 1):
        received = receive_file(path.read_bytes(), path.name, is_sample=True)
        if received.state == "failed":
            failed.append((path.name, received.error))
        for report in received.reports:
            if report.is_sample and report.status == ReportStatus.DRAFT and report.released_at is None:
                publish(_apart_from_the_others(report))
                reports += 1
        if progress is not None:
            progress(number, len(files), path.name, received)
    return Loaded(len(files), reports, tuple(failed))


def _apart_from_the_others(report: Report) -> Report:
    """Two samples are alike on purpose; both are to be seen."""
    if not is_undecided_duplicate(report):
        return report
    return decide_duplicate(report, DuplicateDecision.DISTINCT, None, "示例")


@transaction.atomic
def remove_samples() -> Removed:
    """Take out every sample: uploads, reports, histories, names that no other report bears, and the bytes."""
    uploads = Upload.objects.filter(is_sample=True)
    hashes = list(uploads.values_list("sha256", flat=True))
    reports = Report.objects.filter(upload__is_sample=True)
    ids = list(reports.values_list("pk", flat=True))
    findings = list(Finding.objects.filter(report__in=ids).values_list("pk", flat=True))
    initiatives = set(Initiative.objects.filter(mentions__report__in=ids).values_list("pk", flat=True))
    authors = set(Author.objects.filter(authorships__report__in=ids).values_list("pk", flat=True))
    uploads.delete()
    lost_initiatives = _remove_orphans(Initiative, initiatives, "mentions")
    lost_authors = _remove_orphans(Author, authors, "authorships")
    Report.history.filter(id__in=ids).delete()
    Finding.history.filter(id__in=findings).delete()
    if ids:
        reports_changed.send(sender=Report, report_ids=ids)
    transaction.on_commit(lambda: [originals.discard(sha256) for sha256 in hashes])
    return Removed(len(hashes), len(ids), lost_initiatives, lost_authors)


def _remove_orphans(model: type[Initiative] | type[Author], ids: set[int], relation: str) -> int:
    orphans = list(model.objects.filter(pk__in=ids, **{relation: None}).values_list("pk", flat=True))
    model.objects.filter(pk__in=orphans).delete()
    model.history.filter(id__in=orphans).delete()
    return len(orphans)
