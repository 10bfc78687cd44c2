"""Pages for machines: health, robots, sitemap."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive import selectors

# Addresses that are one page in many forms, or not for the public.
DISALLOWED = ("/desk/", "/admin/", "/prefs/", "/search/")
SITEMAP_LIMIT = 50_000


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where the database answers; an error of the database becomes a 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    response = HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in DISALLOWED)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('public:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Overviews, then reports, initiatives, authors, years; at most 50,000 addresses (sitemaps.org, protocol 0.9)."""
    paths = [reverse(f"public:{name}") for name in
             ("home", "localities", "years", "initiatives", "authors", "about", "help")]
    paths += selectors.public_addresses()
    base = request.build_absolute_uri("/")[:-1]
    addresses = [base + path for path in paths[:SITEMAP_LIMIT]]
    return render(request, "archive/sitemap.xml", {"addresses": addresses}, content_type="application/xml")
