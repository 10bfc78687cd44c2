"""In the making."""

from django.http import Http404


def report(request, **_):
    raise Http404


def upload(request, **_):
    raise Http404
