"""A site whose only page breaks."""

from django.urls import path


def broken(request):
    raise RuntimeError("on purpose")


urlpatterns = [path("", broken)]
handler500 = "archive.public.views.errors.server_error"
