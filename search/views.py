"""The page of results, and what a browser reads to offer the archive as a search engine."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from archive.public.frame import chosen_script
from search.pages import canonical, results_page
from search.request import request_from_query
from search.service import PageOutOfRange, SearchUnavailable, find

# Fields of the small forms beside the results; their values move into words and filters.
FORM_FIELDS = ("within", "from", "to")


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    asked = request_from_query(dict(request.GET.lists()))
    if any(field in request.GET for field in FORM_FIELDS):
        # One address for one search: the box above then shows the added word, and the address can be handed on.
        return redirect(canonical(asked))
    try:
        page = find(asked)
    except PageOutOfRange as error:
        raise Http404("没有这一页") from error
    except SearchUnavailable as error:
        return render(request, "search/unavailable.html", {"reason": str(error)}, status=503)
    shown = results_page(page, chosen_script(request))
    return render(request, "search/results.html" if shown.state == "found" else "search/none.html", {"page": shown})


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "search/opensearch.xml",
        {"site": request.build_absolute_uri("/").rstrip("/")},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
