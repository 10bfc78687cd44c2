"""The first page and what is said of the archive."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.public.frame import chosen_script
from archive.public.pages.about import about_page, help_page_content
from archive.public.pages.home import home_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/home.html", {"page": home_page(chosen_script(request))})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/about.html", {"page": about_page()})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/help.html", {"page": help_page_content()})
