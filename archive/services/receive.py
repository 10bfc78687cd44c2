"""A file comes in: its bytes are kept, it is read, what was read is stored as drafts.

A packed folder comes in as itself, then each file in it.
"""

import hashlib
import logging
from dataclasses import replace

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Report, Upload, UploadState
from archive.reading.errors import PackedFolder, ReadingError
from archive.reading.formats.zip import Member
from archive.reading.records import NO_DECISIONS
from archive.services import originals
from archive.services.cleaning_decisions import decisions_for
from archive.services.packed_folder import (
    batches_of,
    close_folder,
    is_half_read,
    reports_in,
    told_members,
)
from archive.services.reading_process import ReadingBroke, read_apart
from archive.services.received import Received as Received
from archive.services.received import clean_name as clean_name
from archive.services.received import duplicate_of, new_of
from archive.services.received import refusal as refusal
from archive.services.storable import clipped, storable
from archive.services.store import DecidedMeanwhile, store_reading

logger = logging.getLogger(__name__)
PATH_LENGTH = 500
# Times a file is read when people decide on its cleaning while it is being read.
READ_ATTEMPTS = 3


def receive_file(
    data: bytes, name: str, *, user: AbstractBaseUser | None = None, is_sample: bool = False
) -> Received:
    """Keep, read and store one file. Never raises for what is in the file; nothing is dropped in silence.

    The bytes are on disk before the row commits; the reading runs in a process of its own, outside any transaction.
    Bytes that are here already are announced as a duplicate, except where they could not be read last time, in whole
    or, of a packed folder, in part: then they are read again.
    """
    name = clean_name(name)
    words = refusal(len(data))
    if words:
        return Received(None, "failed", words)
    sha256 = hashlib.sha256(data).hexdigest()
    upload = Upload.objects.filter(sha256=sha256).first()
    if upload is None:
        originals.keep(data, sha256)
        upload, created = _row(Upload(
            sha256=sha256, name=name, size=len(data), uploaded_by=user, is_sample=is_sample,
        ))  # fmt: skip
        if not created and upload.state == UploadState.READ:
            return _duplicate(upload)
    elif upload.state == UploadState.READ and not is_half_read(upload):
        return _duplicate(upload)
    else:
        originals.keep(data, sha256)
    return _take_in(upload, data, afresh=False)


def read_again(upload: Upload, data: bytes) -> Received:
    """Read an upload's bytes with today's rules and store what they say; a failure is kept on the upload in words.

    Of a packed folder, every file it brought is read again, and those that failed are tried again.
    """
    return _take_in(upload, data, afresh=True)


def _take_in(upload: Upload, data: bytes, *, afresh: bool) -> Received:
    try:
        reports = _read_and_store(upload, data)
    except PackedFolder:
        return _take_in_folder(upload, data, afresh=afresh)
    except Exception as error:
        return _failed(upload, _words(error, upload.name))
    upload.refresh_from_db()
    return new_of(upload, reports)


def _read_and_store(upload: Upload, data: bytes) -> list[Report]:
    """The reading runs outside the transaction. What people have decided meanwhile on the cleaning is not lost: then
    the file is read once more. Raises ReadingError where they go on deciding."""
    for _attempt in range(READ_ATTEMPTS):
        decisions = decisions_for(upload)
        reading = read_apart(data, upload.name, timezone.localdate(), decisions)
        try:
            return store_reading(upload, reading, decisions)
        except DecidedMeanwhile:
            logger.info("upload %s is read again: its cleaning was decided on meanwhile", upload.pk)
    raise ReadingError(_("别人正在改这个文件的整理，没有重读。请稍后再试。"))


def _take_in_folder(folder: Upload, data: bytes, *, afresh: bool) -> Received:
    members: list[Received] = []
    seen: set[int] = set()
    litter = 0
    try:
        for batch in batches_of(data):
            litter += batch.litter
            for member in batch.members:
                received = _take_in_member(folder, member, seen, afresh=afresh)
                members.append(replace(received, path=member.path))
                if received.upload is not None:
                    seen.add(received.upload.pk)
    except Exception as error:
        words = _words(error, folder.name)
        if not members:
            return _failed(folder, words)
        members.append(Received(None, "failed", words, path=_("（其余文件）")))
    return close_folder(folder, members, litter)


def _take_in_member(folder: Upload, member: Member, seen: set[int], *, afresh: bool) -> Received:
    """One file of a folder. Nothing is kept of one that cannot be read: the folder holds its bytes."""
    data, name = member.data, clean_name(member.path)
    words = member.refusal or refusal(len(data))
    if words:
        return Received(None, "failed", words)
    sha256 = hashlib.sha256(data).hexdigest()
    upload = Upload.objects.filter(sha256=sha256).first()
    if upload is not None and upload.state == UploadState.READ:
        is_ours = upload.container_id == folder.pk and upload.pk not in seen
        return _take_in(upload, data, afresh=True) if is_ours and afresh else _duplicate(upload)
    try:
        # One that failed before has no reports, hence no decisions.
        reading = read_apart(data, name, timezone.localdate(), NO_DECISIONS)
        originals.keep(data, sha256)
        upload, _created = _row(Upload(
            sha256=sha256, name=name, size=len(data), uploaded_by=folder.uploaded_by, is_sample=folder.is_sample,
            container=folder, member_path=clipped(storable(member.path), PATH_LENGTH),
        ))  # fmt: skip
        reports = store_reading(upload, reading)
    except Exception as error:
        return Received(None, "failed", storable(_words(error, name)))
    upload.refresh_from_db()
    return new_of(upload, reports)


def _row(row: Upload) -> tuple[Upload, bool]:
    """The upload's row; where another request was faster with the same bytes, that one's."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            return row, True
    except IntegrityError:
        return Upload.objects.get(sha256=row.sha256), False


def _words(error: Exception, name: str) -> str:
    """Why it failed. Whatever a file provokes must not take the page or the other files of a batch down; of what was
    not foreseen the log has the trace."""
    if isinstance(error, ReadingError):
        return str(error)
    logger.error("reading %s failed", ascii(name), exc_info=error)
    kind = error.kind if isinstance(error, ReadingBroke) else type(error).__name__
    return _("读取时出现意外错误（%(kind)s），详情已记入日志。原件已保存，程序更正后可以重读。") % {"kind": kind}


def _failed(upload: Upload, words: str) -> Received:
    """A reading that fails on bytes read well before leaves those reports as they are."""
    words = storable(words)
    upload.refresh_from_db()
    upload.error = words
    if upload.state != UploadState.READ:
        upload.state = UploadState.FAILED
    upload.save(update_fields=["state", "error"])
    return Received(upload, "failed", words)


def _duplicate(upload: Upload) -> Received:
    members = told_members(upload)
    return duplicate_of(upload, tuple(upload.reports.all()) or reports_in(members), members)
