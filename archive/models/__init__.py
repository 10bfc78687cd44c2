"""What the archive holds. Every writer is in ``archive.services``; forms, views and signals only read."""

from archive.models.author import Author, Authorship
from archive.models.finding import Figure, Finding, Withheld
from archive.models.identity import AuthorLink, IdentityDecision, InitiativeLink
from archive.models.initiative import Initiative, InitiativeMention
from archive.models.locality import Locality, LocalityMention, LocalityName, LocalitySuccession
from archive.models.report import DuplicateDecision, Genre, Report, ReportStatus, Script, YearConfidence, YearKind
from archive.models.sample_of_text import TextReuse, TextSample
from archive.models.upload import CleaningDecision, Upload, UploadState

__all__ = [
    "Author",
    "AuthorLink",
    "Authorship",
    "CleaningDecision",
    "DuplicateDecision",
    "Figure",
    "Finding",
    "Genre",
    "IdentityDecision",
    "Initiative",
    "InitiativeLink",
    "InitiativeMention",
    "Locality",
    "LocalityMention",
    "LocalityName",
    "LocalitySuccession",
    "Report",
    "ReportStatus",
    "Script",
    "TextReuse",
    "TextSample",
    "Upload",
    "UploadState",
    "Withheld",
    "YearConfidence",
    "YearKind",
]
