"""In the making."""

from django.http import Http404


def authors(request, **_):
    raise Http404


def author(request, **_):
    raise Http404
