"""In the making."""

from django.http import Http404


def home(request, **_):
    raise Http404


def about(request, **_):
    raise Http404


def help_page(request, **_):
    raise Http404
