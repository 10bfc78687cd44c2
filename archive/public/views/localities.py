"""Places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from archive.models import Locality
from archive.public.frame import chosen_script
from archive.public.pages.places import localities_page, locality_page


@require_safe
def localities(request: HttpRequest) -> HttpResponse:
    query = "".join(request.GET.get("name", "").split())[:50]
    return render(request, "archive/localities.html", {"page": localities_page(query)})


@require_safe
def locality(request: HttpRequest, code: str) -> HttpResponse:
    places = Locality.objects.select_related("parent__parent").prefetch_related(
        "names", "parent__names", "parent__parent__names"
    )
    found = get_object_or_404(places, code=code)
    return render(request, "archive/locality.html", {"page": locality_page(found, request.GET, chosen_script(request))})
