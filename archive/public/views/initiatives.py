"""Initiatives."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from archive import selectors
from archive.models import Initiative
from archive.public.frame import chosen_script
from archive.public.merged import moved
from archive.public.pages.initiatives import initiative_page, initiatives_page


@require_safe
def initiatives(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/initiatives.html", {"page": initiatives_page(request.GET)})


@require_safe
def initiative(request: HttpRequest, pk: int) -> HttpResponse:
    """An initiative of which only unpublished reports tell is not there for the public; the address of one that was
    merged leads to the one it is part of."""
    found = get_object_or_404(Initiative, pk=pk)
    if not selectors.published_mentions().filter(initiative=pk).exists():
        return moved(found)
    page = initiative_page(found, request.GET, chosen_script(request))
    return render(request, "archive/initiative.html", {"page": page})
