"""The page of results, its list to take away, its feed, and what a browser and the search box ask for."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from archive.public.frame import chosen_script
from search.exports import FORMS, Listing
from search.feeds import CHINESE, SearchFeed
from search.pages import address, canonical, results_page
from search.request import request_from_query
from search.service import PageOutOfRange, SearchUnavailable, complete, find, find_ids

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
        return _unavailable(request, error)
    shown = results_page(page, chosen_script(request))
    return render(request, "search/results.html" if shown.state == "found" else "search/none.html", {"page": shown})


def _unavailable(request: HttpRequest, error: SearchUnavailable) -> HttpResponse:
    return render(request, "search/unavailable.html", {"reason": str(error)}, status=503)


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The whole list, in the order of the page, written while it is read."""
    if form not in FORMS:
        raise Http404
    asked = request_from_query(dict(request.GET.lists()))
    # Words of the file are Chinese whatever language the pages are in.
    with translation.override(CHINESE):
        try:
            told, ids = find_ids(asked)
        except SearchUnavailable as error:
            return _unavailable(request, error)
    today = timezone.localdate()
    url = request.build_absolute_uri(address(asked))
    listing = Listing(told, url, today, ids, request.build_absolute_uri)
    response = StreamingHttpResponse(FORMS[form].write(listing), content_type=FORMS[form].content_type)
    name = f"reports-{today:%Y%m%d}.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    with translation.override(CHINESE):
        try:
            return SearchFeed()(request)
        except SearchUnavailable as error:
            return _unavailable(request, error)


@require_safe
def complete_words(request: HttpRequest) -> HttpResponse:
    """What the reader may be about to type, for the script of the search box; nothing while there is no index."""
    try:
        found = complete(request.GET.get("q", ""))
    except SearchUnavailable:
        found = ()
    response = JsonResponse({"completions": [asdict(completion) for completion in found]})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "search/opensearch.xml",
        {"site": request.build_absolute_uri("/").rstrip("/")},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
