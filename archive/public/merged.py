"""Old addresses of initiatives and authors that are part of another by a person's decision."""

from django.http import Http404, HttpResponsePermanentRedirect

from archive import selectors
from archive.models import Author, Initiative


def moved(row: Initiative | Author) -> HttpResponsePermanentRedirect:
    """To the one it was merged into; 404 where readers may see none."""
    now = selectors.merged_into(row)
    if now is None:
        raise Http404
    answer = HttpResponsePermanentRedirect(now.get_absolute_url())
    # A browser would keep a permanent move for good, but a merge may be undone.
    answer["Cache-Control"] = "no-cache"
    return answer
