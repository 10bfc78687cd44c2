"""Years."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.public.frame import chosen_script
from archive.public.pages.years import year_page, years_page


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/years.html", {"page": years_page()})


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    return render(request, "archive/year.html", {"page": year_page(year, request.GET, chosen_script(request))})


@require_safe
def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/year.html", {"page": year_page(None, request.GET, chosen_script(request))})
