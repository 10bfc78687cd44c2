"""Authors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from archive import selectors
from archive.models import Author
from archive.public.frame import chosen_script
from archive.public.merged import moved
from archive.public.pages.authors import author_page, authors_page


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/authors.html", {"page": authors_page(request.GET)})


@require_safe
def author(request: HttpRequest, pk: int) -> HttpResponse:
    """An author of unpublished reports only is not there for the public; the address of one that was merged leads to
    the one he is."""
    found = get_object_or_404(Author, pk=pk)
    if not selectors.reports_of(found).exists():
        return moved(found)
    return render(request, "archive/author.html", {"page": author_page(found, request.GET, chosen_script(request))})
