"""What people decided about the cleaning of an upload, as its next reading wants it."""

from archive.models import CleaningDecision, Upload
from archive.reading.records import CleaningDecisions, Kept


def decisions_for(upload: Upload) -> CleaningDecisions:
    """The upload's rows as one record; NO_DECISIONS where there is none."""
    rows = list(upload.cleaning_decisions.all())
    borders = next((row.borders for row in rows if row.kind == CleaningDecision.Kind.BORDERS), None)
    return CleaningDecisions(
        kept=tuple(Kept(row.start, row.end, row.rule) for row in rows if row.kind == CleaningDecision.Kind.KEEP),
        borders=None if borders is None else tuple(borders),
    )
