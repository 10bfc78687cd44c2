"""All addresses: the reader's pages, the search, the desk, the admin."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("archive.public.urls", namespace="public")),
    path("", include("search.urls", namespace="search")),
    path("desk/", include("archive.desk.urls", namespace="desk")),
    path("admin/", admin.site.urls),
]
handler400 = "archive.public.views.errors.bad_request"
handler403 = "archive.public.views.errors.forbidden"
handler404 = "archive.public.views.errors.not_found"
handler500 = "archive.public.views.errors.server_error"
