"""The frozen records that pass between the steps of a reading.

Positions are counts of code points, half-open ``[start, end)``. Three texts have positions:

* the **raw text** of an upload: what its format holds as running text, before any change;
* a **report's clean text**: its slice of the raw text after all recorded edits, paragraphs separated by ``"\\n"``;
* inside one step, the text which that step was given.

A :class:`Trail` carries positions between the first two exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from archive.reading.edits import Draft as Draft
from archive.reading.edits import Edit as Edit
from archive.reading.edits import Kept as Kept
from archive.reading.edits import Span as Span
from archive.reading.edits import Trail as Trail


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Bytes as text. ``confidence`` 0..1; ``undecodable`` holds (position in ``text``, the bytes found there)."""

    text: str
    encoding: str
    confidence: float
    undecodable: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class RawText:
    """What a file's format holds as running text, paragraphs on lines of their own.

    ``format`` is one of text, html, docx, …; ``title`` is what the format itself calls the title (HTML <title>),
    as evidence only; ``posted_on`` an ISO date from the format's own metadata, if it has one. ``chrome`` are spans of
    ``text`` which their place in a page makes navigation, whatever they say.
    """

    text: str
    format: str
    encoding: str
    confidence: float
    undecodable: tuple[tuple[int, bytes], ...] = ()
    title: str | None = None
    posted_on: str | None = None
    chrome: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Defect:
    """A flaw found in an upload or report. ``id`` as listed in gold/README.md (pinyin_residue, farm_preamble, …)."""

    id: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class MetaLine:
    """A line that says something of the report (时间:…, 来源:…, 责编:…, ■ …), read before it was cut.

    ``key`` is one of posted_on, published_on, source, author, editor, journal, issue, keywords, web_title,
    doc_number. ``raw_start``/``raw_end`` are positions in the upload's raw text.
    """

    key: str
    value: str
    line: str
    raw_start: int
    raw_end: int
    rule: str


@dataclass(frozen=True, slots=True)
class ReportSlice:
    """One report of an upload, cleaned, before anything is extracted.

    ``text`` equals ``trail.apply(raw)``. ``script`` is hans or hant as found. ``meta`` are the lines read and cut.
    ``heading`` is the line that opened it in an upload of several reports.
    """

    part: int
    heading: str | None
    text: str
    trail: Trail
    script: str
    meta: tuple[MetaLine, ...] = ()
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True, slots=True)
class CleaningDecisions:
    """What people decided about the cleaning of one upload; every reading of it follows them.

    ``borders`` are raw positions at which the second and later reports begin, rising, in place of those the reader
    would find; None where nobody decided, ``()`` where the upload is one report.
    """

    kept: tuple[Kept, ...] = ()
    borders: tuple[int, ...] | None = None


NO_DECISIONS = CleaningDecisions()

State = Literal["shown", "proposed"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement rests: ``clean[start:end] == quote``, or a metadata line where ``in_metadata`` is true
    (then start and end are positions in the raw text). ``implies`` says in words what the quote means."""

    start: int
    end: int
    quote: str
    rule: str
    implies: str = ""
    in_metadata: bool = False


@dataclass(frozen=True, slots=True)
class YearResult:
    """Report year with bounds, or ``year`` None. ``kind``: stated, inferred, none. ``confidence``: high … none."""

    year: int | None = None
    year_min: int | None = None
    year_max: int | None = None
    confidence: Literal["high", "medium", "low", "none"] = "none"
    kind: Literal["stated", "inferred", "none"] = "none"
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place in the text. ``code`` is six-digit GB/T 2260, valid in the report's year; ``path`` the full name as of
    that year, ``省/市/县``. ``role``: primary, exemplar, mentioned, in_name."""

    code: str
    path: str
    role: str
    evidence: Evidence
    confidence: float


@dataclass(frozen=True, slots=True)
class Withheld:
    """A gap in the source: kind ``masked_place`` (××区, with its administrative level) or ``censored_quote`` (“”)."""

    kind: Literal["masked_place", "censored_quote"]
    text: str
    level: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person or body. ``part``: author, interviewee, editor, mentioned. ``kind``: person, corporate."""

    name: str
    kind: Literal["person", "corporate"]
    part: str
    role: str | None
    affiliation: str | None
    evidence: Evidence
    confidence: float


@dataclass(frozen=True, slots=True)
class FigureMention:
    """A number with its unit and what it counts: 84, 个, 楼宇党支部. ``unit`` keeps 万元 and % as written."""

    value: float
    unit: str
    noun: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class InitiativeMention:
    """A named local scheme as one report tells it. ``name`` as in the text; ``normalised`` the key name.

    ``evidence`` quotes the sentence; ``name_start``/``name_end`` are the name itself in the clean text.
    ``shown`` is true where a reader sees it without review; otherwise it is a proposal for the desk.
    ``locality`` is the code of the place it belongs to, or None where masked, unnamed or unknown.
    """

    name: str
    normalised: str
    category: str
    status: Literal["已实施", "拟实施", "不明"]
    evidence: Evidence
    name_start: int
    name_end: int
    confidence: float
    shown: bool
    components: tuple[str, ...] = ()
    figures: tuple[FigureMention, ...] = ()
    locality: str | None = None


@dataclass(frozen=True, slots=True)
class CampaignMention:
    """A national campaign, slogan or practice."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """A policy document in 《》. ``scope``: national, local."""

    title: str
    scope: Literal["national", "local"]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading of the clean text (一、 (一) 1.): level 1.., position of its paragraph."""

    level: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReportReading:
    """All that one report of an upload says, each statement with its evidence."""

    slice: ReportSlice
    title: str
    title_evidence: Evidence | None
    genre: str
    genre_evidence: Evidence | None
    year: YearResult
    authors: tuple[PersonMention, ...] = ()
    people: tuple[PersonMention, ...] = ()
    journal: str | None = None
    issue: str | None = None
    posted_on: str | None = None
    published_on: str | None = None
    locality: PlaceMention | None = None
    places: tuple[PlaceMention, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    initiatives: tuple[InitiativeMention, ...] = ()
    campaigns: tuple[CampaignMention, ...] = ()
    documents: tuple[DocumentMention, ...] = ()
    figures: tuple[FigureMention, ...] = ()
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One upload read. ``raw.text`` is kept whole; every report's trail points into it.

    ``rules_digest`` names the rules and library versions that made this reading.
    """

    raw: RawText
    script: str
    reports: tuple[ReportReading, ...]
    defects: tuple[Defect, ...] = ()
    rules_digest: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
