"""A file comes in: its bytes are kept, it is read, what was read is stored as drafts."""

import hashlib
import logging
import os.path
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Report, Upload, UploadState
from archive.reading.errors import ReadingError
from archive.reading.pipeline import read_upload
from archive.reading.records import Reading
from archive.services import originals
from archive.services.rules import rulebook
from archive.services.storable import storable
from archive.services.store import store_reading

logger = logging.getLogger(__name__)
State = Literal["new", "duplicate", "failed"]
NAME_LENGTH = 255
MEGABYTE = 1024 * 1024
INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Received:
    """What became of one file. ``upload`` is None only where nothing was kept (an empty or oversized file).

    ``error`` says in words why it failed; ``notices`` what a person should know though it went well.
    """

    upload: Upload | None
    state: State
    error: str = ""
    reports: tuple[Report, ...] = ()
    notices: tuple[str, ...] = ()


def receive_file(
    data: bytes, name: str, *, user: AbstractBaseUser | None = None, is_sample: bool = False
) -> Received:
    """Keep, read and store one file. Never raises for what is in the file; nothing is dropped in silence.

    The bytes are on disk before the row commits; the reading runs outside any transaction. Bytes that are here
    already are announced as a duplicate, except where they could not be read last time: then they are read again.
    """
    name = clean_name(name)
    words = refusal(len(data))
    if words:
        return Received(None, "failed", words)
    sha256 = hashlib.sha256(data).hexdigest()
    upload = Upload.objects.filter(sha256=sha256).first()
    if upload is None:
        originals.keep(data, sha256)
        upload, created = _row(sha256, name, len(data), user, is_sample)
        if not created and upload.state == UploadState.READ:
            return _duplicate(upload, name)
    elif upload.state == UploadState.READ:
        return _duplicate(upload, name)
    else:
        originals.keep(data, sha256)
    return read_again(upload, data)


def read_again(upload: Upload, data: bytes) -> Received:
    """Read an upload's bytes with today's rules and store what they say; a failure is kept on the upload in words."""
    try:
        reading = _reading(data, upload)
        reports = store_reading(upload, reading)
    except ReadingError as error:
        return _failed(upload, str(error))
    except Exception as error:
        # Whatever a file provokes must not take the page or the other files of a batch down; the log has the trace.
        logger.exception("reading upload %s (%s) failed", upload.pk, upload.sha256)
        return _failed(
            upload,
            f"读取时出现意外错误（{type(error).__name__}），详情已记入日志。原件已保存，程序更正后可以重读。",
        )
    upload.refresh_from_db()
    return Received(upload, "new", "", tuple(reports), tuple(_notices(upload, reports)))


def clean_name(name: str) -> str:
    """The last part of a path, without control characters, at most 255 characters, its ending kept."""
    name = unicodedata.normalize("NFC", storable(name)).replace("\\", "/").rsplit("/", 1)[-1]
    name = INVISIBLE.sub("", name).strip() or "未命名"
    if len(name) <= NAME_LENGTH:
        return name
    stem, ending = os.path.splitext(name)
    ending = ending[:20]
    return stem[: NAME_LENGTH - len(ending) - 1] + "…" + ending


def refusal(size: int) -> str:
    """Why a file of this many bytes is not even looked at, in words; empty where it is welcome."""
    if not size:
        return _("文件是空的，里面没有一个字节。请检查后重新选择。")
    if size > settings.UPLOAD_MAX_MB * MEGABYTE:
        return (
            _("文件有 %(size).1f MB，超过每个文件 %(most)d MB 的上限，没有保存。请拆分后再传。")
            % {"size": size / MEGABYTE, "most": settings.UPLOAD_MAX_MB}
        )
    return ""


def _row(
    sha256: str, name: str, size: int, user: AbstractBaseUser | None, is_sample: bool
) -> tuple[Upload, bool]:
    """The upload's row; where another request was faster with the same bytes, that one's."""
    try:
        with transaction.atomic():
            row = Upload.objects.create(
                sha256=sha256, name=name, size=size, uploaded_by=user, is_sample=is_sample
            )
            return row, True
    except IntegrityError:
        return Upload.objects.get(sha256=sha256), False


def _reading(data: bytes, upload: Upload) -> Reading:
    return read_upload(data, upload.name, rulebook(), timezone.localdate())


def _failed(upload: Upload, words: str) -> Received:
    """A reading that fails on bytes read well before leaves those reports as they are."""
    words = storable(words)
    upload.refresh_from_db()
    upload.error = words
    if upload.state != UploadState.READ:
        upload.state = UploadState.FAILED
    upload.save(update_fields=["state", "error"])
    return Received(upload, "failed", words)


def _duplicate(upload: Upload, name: str) -> Received:
    reports = tuple(upload.reports.all())
    when = timezone.localtime(upload.uploaded_at)
    words = _("与已有文件“%(name)s”逐字节相同（%(day)s 收入），没有另存。") % {
        "name": upload.name, "day": f"{when:%Y-%m-%d}",
    }
    return Received(upload, "duplicate", "", reports, (words,))


def _notices(upload: Upload, reports: list[Report]) -> list[str]:
    words = []
    if upload.undecodable:
        words.append(_("有 %(n)d 个字节无法解码，已在原文中标出。") % {"n": upload.undecodable})
    for report in reports:
        if report.similar_to is not None:
            words.append(
                _("《%(title)s》与已有报告《%(other)s》文字相近（%(share)s），请对照后决定是否发布。")
                % {"title": report.title, "other": report.similar_to.title, "share": f"{report.similarity:.0%}"}
            )
    return words
