"""What the templates of the desk get: frozen records, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page

from archive.desk.borders import Border
from archive.desk.cards import Card
from archive.desk.changes import ChangeGroup, KeptRow
from archive.desk.flags import Flag
from archive.desk.listing import Choice
from archive.desk.panes import Pane
from archive.desk.problems import problems_of
from archive.models import Report, ReportStatus, Upload, YearKind
from archive.services.receive import Received


@dataclass(frozen=True)
class ReportRow:
    """A report in a list of the desk. ``year_is_guess`` where the year is inferred."""

    pk: int
    title: str
    part: int
    status: str
    status_label: str
    place: str
    year: int | None
    year_is_guess: bool
    authors: str
    genre: str
    problems: tuple[str, ...]
    upload_pk: int
    upload_name: str
    uploaded_at: datetime
    uploaded_by: str
    is_sample: bool
    similar_pk: int | None
    similar_title: str
    similarity: str
    duplicate: str
    duplicate_label: str

    @property
    def is_draft(self) -> bool:
        return self.status == ReportStatus.DRAFT

    @property
    def is_published(self) -> bool:
        return self.status == ReportStatus.PUBLISHED


def report_row(report: Report) -> ReportRow:
    upload, similar = report.upload, report.similar_to
    return ReportRow(
        pk=report.pk,
        title=report.title,
        part=report.part,
        status=report.status,
        status_label=report.get_status_display(),
        place=report.locality.name_in(report.year) if report.locality else "",
        year=report.year,
        year_is_guess=report.year_kind == YearKind.INFERRED,
        authors="、".join(authorship.author.name for authorship in report.authorships.all()),
        genre=report.genre,
        problems=tuple(problems_of(report)),
        upload_pk=upload.pk,
        upload_name=upload.name,
        uploaded_at=upload.uploaded_at,
        uploaded_by=upload.uploaded_by.get_username() if upload.uploaded_by else "",
        is_sample=upload.is_sample,
        similar_pk=similar.pk if similar else None,
        similar_title=similar.title if similar else "",
        similarity=f"{report.similarity:.0%}" if report.similarity is not None else "",
        duplicate=report.duplicate_decision,
        duplicate_label=str(report.get_duplicate_decision_display()) if report.duplicate_decision else "",
    )


@dataclass(frozen=True)
class UploadRow:
    """A file in a list. ``css`` is the class of its state: good, wait, bad. Of a packed folder ``files`` counts the
    files in it; of such a file the container is named."""

    pk: int
    name: str
    size: int
    state_label: str
    css: str
    error: str
    uploaded_at: datetime
    uploaded_by: str
    is_sample: bool
    reports: int
    drafts: int
    files: int
    files_failed: int
    container_pk: int | None
    container_name: str
    member_path: str


CSS_OF_STATE = {"read": "good", "received": "wait", "failed": "bad"}


def upload_row(upload: Upload) -> UploadRow:
    reports = list(upload.reports.all())
    return UploadRow(
        pk=upload.pk,
        name=upload.name,
        size=upload.size,
        state_label=upload.get_state_display(),
        css=CSS_OF_STATE[upload.state],
        error=upload.error,
        uploaded_at=upload.uploaded_at,
        uploaded_by=upload.uploaded_by.get_username() if upload.uploaded_by else "",
        is_sample=upload.is_sample,
        reports=len(reports),
        drafts=sum(report.status == ReportStatus.DRAFT for report in reports),
        files=len(upload.contents),
        files_failed=sum(row["state"] == "failed" for row in upload.contents),
        container_pk=upload.container_id,
        container_name=upload.container.name if upload.container else "",
        member_path=upload.member_path,
    )


@dataclass(frozen=True)
class HomePage:
    drafts: int
    published: int
    withdrawn: int
    unread: int
    waiting: tuple[ReportRow, ...]
    uploads: tuple[UploadRow, ...]


@dataclass(frozen=True)
class QueuePage:
    """``query`` is the present address, where the ticked reports are sent."""

    rows: tuple[ReportRow, ...]
    found: Page
    words: str
    statuses: tuple[Choice, ...]
    problems: tuple[Choice, ...]
    uploaders: tuple[Choice, ...]
    may_publish: bool
    query: str


@dataclass(frozen=True)
class FileResult:
    """What became of one file, for the upload page. ``css`` is the class of its state; of a packed folder,
    ``members`` are the files in it."""

    name: str
    state: str
    css: str
    error: str
    notices: tuple[str, ...]
    reports: tuple[ReportRow, ...]
    upload_pk: int | None
    members: tuple["FileResult", ...] = ()

    @classmethod
    def of(cls, name: str, received: Received, rows: Mapping[int, ReportRow]) -> "FileResult":
        """``rows`` holds the row of every report of the file, by its id."""
        reports = tuple(rows[report.pk] for report in received.reports)
        near = any(row.similar_pk for row in reports)
        return cls(
            name=name,
            state=received.state,
            css={"new": "dup" if near else "good", "duplicate": "dup", "failed": "bad"}[received.state],
            error=received.error,
            notices=received.notices,
            reports=reports,
            upload_pk=received.upload.pk if received.upload else None,
            members=tuple(cls.of(member.path, member, rows) for member in received.members),
        )


@dataclass(frozen=True)
class UploadPage:
    """``results`` of the files just sent, in their order."""

    limit_mb: int
    limit_files: int
    results: tuple[FileResult, ...]
    asked_for_nothing: bool

    def _count(self, state: str) -> int:
        return sum(result.state == state for result in self.results)

    @property
    def new(self) -> int:
        return self._count("new")

    @property
    def duplicate(self) -> int:
        return self._count("duplicate")

    @property
    def failed(self) -> int:
        return self._count("failed")


@dataclass(frozen=True)
class UploadsPage:
    rows: tuple[UploadRow, ...]
    found: Page
    words: str
    states: tuple[Choice, ...]


@dataclass(frozen=True)
class UploadListPage:
    """One file with its reports, or one packed folder with its files."""

    upload: UploadRow
    sha256: str
    format: str
    encoding: str
    undecodable: int
    web_title: str
    reports: tuple[ReportRow, ...]
    members: tuple[FileResult, ...]
    may_reread: bool


@dataclass(frozen=True)
class Field:
    """A field of the record: ``error`` in words, ``note`` how the value came about."""

    name: str
    label: str
    value: str
    error: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sibling:
    pk: int
    part: int
    title: str
    start: int
    end: int
    is_current: bool
    status_label: str


@dataclass(frozen=True)
class ConfirmPage:
    """What a form would do besides, and the form again with all it sent: ``fields`` are (name, value)."""

    words: str
    action: str
    fields: tuple[tuple[str, str], ...]
    back: str


@dataclass(frozen=True)
class Cleaning:
    """What cleaning did to the report and what people decided about it. ``borders_by`` says who set the borders, ""
    where the rules did; ``borders_pk`` is that decision. ``splits`` are the raw positions at which the original pane
    offers to begin another report; empty unless asked for."""

    groups: tuple[ChangeGroup, ...]
    kept: tuple[KeptRow, ...]
    flags: tuple[Flag, ...]
    top: Border | None
    bottom: Border | None
    borders_pk: int
    borders_by: str
    splits: frozenset[int]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups if group.can_go_back)


@dataclass(frozen=True)
class ReviewPage:
    """``editing`` is the finding whose card shows a field, ``current`` the one to decide next; 0 for none.

    ``previous_pk`` and ``next_pk`` are drafts of the queue, ``before_pk`` and ``after_pk`` the reports round this one
    in its file.
    """

    row: ReportRow
    original: Pane
    original_lang: str
    clean: Pane
    cards: tuple[Card, ...]
    other_cards: tuple[Card, ...]
    open_cards: int
    editing: int
    current: int
    fields: dict[str, Field]
    genres: tuple[str, ...]
    author: dict[str, str]
    author_error: str
    siblings: tuple[Sibling, ...]
    history: tuple[tuple[datetime, str, str], ...]
    previous_pk: int | None
    next_pk: int | None
    may_review: bool
    saved_at: datetime | None
    cleaning: Cleaning
    before_pk: int | None
    after_pk: int | None
