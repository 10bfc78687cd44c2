"""What became of a file that came in, as the other services and the pages are told."""

import os.path
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Report, Upload
from archive.services.storable import storable

State = Literal["new", "duplicate", "failed"]
NAME_LENGTH = 255
MEGABYTE = 1024 * 1024
INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Received:
    """What became of one file. ``upload`` is None only where nothing was kept (an empty or oversized file, or a file
    of a packed folder that could not be read: the folder is kept).

    ``error`` says in words why it failed; ``notices`` what a person should know though it went well. Of a packed
    folder, ``members`` tell of each file in it, ``path`` being its name there, and ``reports`` are those of all.
    """

    upload: Upload | None
    state: State
    error: str = ""
    reports: tuple[Report, ...] = ()
    notices: tuple[str, ...] = ()
    members: tuple["Received", ...] = ()
    path: str = ""


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


def duplicate_of(upload: Upload, reports: tuple[Report, ...], members: tuple[Received, ...] = ()) -> Received:
    """Bytes that are here already, announced."""
    when = timezone.localtime(upload.uploaded_at)
    words = _("与已有文件“%(name)s”逐字节相同（%(day)s 收入），没有另存。") % {
        "name": upload.name, "day": f"{when:%Y-%m-%d}",
    }
    return Received(upload, "duplicate", "", reports, (words,), members)


def new_of(upload: Upload, reports: list[Report]) -> Received:
    """Bytes just read, with what a person should look at."""
    return Received(upload, "new", "", tuple(reports), tuple(_notices(upload, reports)))


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
