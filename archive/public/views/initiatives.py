"""Initiatives."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from archive import selectors
from archive.models import Initiative
from archive.public.frame import chosen_script
from archive.public.pages.initiatives import initiative_page, initiatives_page


@require_safe
def initiatives(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/initiatives.html", {"page": initiatives_page(request.GET)})


@require_safe
def initiative(request: HttpRequest, pk: int) -> HttpResponse:
    """An initiative of which only unpublished reports tell is not there for the public."""
    if not selectors.published_mentions().filter(initiative=pk).exists():
        raise Http404
    page = initiative_page(get_object_or_404(Initiative, pk=pk), request.GET, chosen_script(request))
    return render(request, "archive/initiative.html", {"page": page})
