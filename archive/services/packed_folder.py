"""The files of a packed folder: handed on one by one, their outcome kept on the folder's own row.

The folder is an upload without reports. Each file in it that could be read is an upload of its own whose container it
is; of those that could not be read, ``Upload.contents`` of the folder keeps the words.
"""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from archive.models import Report, Upload, UploadState
from archive.reading.formats.zip import Unpacked, UnpackLimits
from archive.services.reading_process import unpack_apart
from archive.services.received import MEGABYTE, Received
from archive.services.rules import rulebook
from archive.services.storable import fit, storable

FORMAT = "zip"
# Of a folder in which nothing could be read, so many reasons stand in its own words; all stand in its contents.
REASONS = 5


def limits() -> UnpackLimits:
    return UnpackLimits(member=settings.UPLOAD_MAX_MB * MEGABYTE)


def batches_of(data: bytes) -> Iterator[Unpacked]:
    """The folder's files in their order, a batch at a time, so that the whole is never in memory.

    Unpacked in a process of its own. Raises ReadingError in words where the whole is refused, which happens before
    the first batch; ReadingBroke.
    """
    following: int | None = 0
    used = 0
    while following is not None:
        batch = unpack_apart(data, limits(), following, used)
        yield batch
        following, used = batch.following, batch.used


def is_half_read(upload: Upload) -> bool:
    """A folder some of whose files could not be read, worth another try."""
    return any(row["state"] == "failed" for row in upload.contents)


def close_folder(upload: Upload, members: Sequence[Received], litter: int) -> Received:
    """Write on the folder's row what became of each file in it, and sum it up."""
    failed = [member for member in members if member.state == "failed"]
    is_read = len(failed) < len(members)
    upload.refresh_from_db()
    upload.format, upload.rules_digest = FORMAT, rulebook().digest
    upload.contents = [_row(member) for member in members]
    upload.error = "" if is_read else storable(_all_failed(failed))
    if is_read or upload.state != UploadState.READ:
        upload.state = UploadState.READ if is_read else UploadState.FAILED
    fit(upload).save(update_fields=["format", "rules_digest", "contents", "error", "state"])
    if not is_read:
        return Received(upload, "failed", upload.error, members=tuple(members))
    return Received(
        upload,
        "new" if any(member.state == "new" for member in members) else "duplicate",
        reports=reports_in(members),
        notices=(_summary(members, litter),),
        members=tuple(members),
    )


def told_members(upload: Upload) -> tuple[Received, ...]:
    """What the folder's row says of each file in it, with the uploads and reports as they are today."""
    hashes = {row["sha256"] for row in upload.contents if row["sha256"]}
    reports = Prefetch("reports", Report.objects.defer("text", "trail", "headings"))
    found = Upload.objects.defer("raw_text").filter(sha256__in=hashes).prefetch_related(reports)
    uploads = {row.sha256: row for row in found}
    return tuple(_told(row, uploads.get(row["sha256"])) for row in upload.contents)


def reports_in(members: Sequence[Received]) -> tuple[Report, ...]:
    """Reports of all members, each once."""
    return tuple({report.pk: report for member in members for report in member.reports}.values())


def _told(row: dict[str, str], upload: Upload | None) -> Received:
    if upload is None or row["state"] == "failed":
        return Received(upload, "failed", row["words"] or _("已不在库中。"), path=row["path"])
    notices = (row["words"],) if row["words"] else ()
    return Received(upload, row["state"], "", tuple(upload.reports.all()), notices, path=row["path"])


def _row(member: Received) -> dict[str, str]:
    words = member.error or (" ".join(member.notices) if member.state == "duplicate" else "")
    sha256 = member.upload.sha256 if member.upload else ""
    return storable({"path": member.path, "sha256": sha256, "state": member.state, "words": words})


def _all_failed(failed: Sequence[Received]) -> str:
    words = _("压缩包里的 %(n)d 个文件都没有读入：") % {"n": len(failed)}
    reasons = [f"“{member.path}”：{member.error}" for member in failed[:REASONS]]
    if len(failed) > REASONS:
        reasons.append(_("其余 %(n)d 个见压缩包的页面。") % {"n": len(failed) - REASONS})
    return words + " ".join(reasons)


def _summary(members: Sequence[Received], litter: int) -> str:
    def count(state: str) -> int:
        return sum(member.state == state for member in members)

    words = _("压缩包里有 %(n)d 个文件：%(new)d 个读入，%(dup)d 个重复，%(bad)d 个失败。") % {
        "n": len(members), "new": count("new"), "dup": count("duplicate"), "bad": count("failed"),
    }
    if litter:
        words += _("另有 %(n)d 个系统文件，已略过。") % {"n": litter}
    return words
