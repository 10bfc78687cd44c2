"""Addresses of the reader's pages. Ids are permanent."""

from django.urls import path

from archive.public import feeds
from archive.public.views import authors, exports, home, initiatives, localities, preferences, reports, service, years

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("help/", home.help_page, name="help"),
    path("prefs/", preferences.preferences, name="prefs"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/cite.<str:format>", exports.cite, name="report_cite"),
    path("reports/<int:pk>/original", exports.original, name="report_original"),
    path("reports/<int:pk>/text", exports.text, name="report_text"),
    path("reports/<int:pk>/json", exports.as_json, name="report_json"),
    path("uploads/<int:pk>/", reports.upload, name="upload"),
    path("localities/", localities.localities, name="localities"),
    path("localities/<str:code>/", localities.locality, name="locality"),
    path("years/", years.years, name="years"),
    path("years/unknown/", years.unknown, name="years_unknown"),
    path("years/<int:year>/", years.year, name="year"),
    path("initiatives/", initiatives.initiatives, name="initiatives"),
    path("initiatives/<int:pk>/", initiatives.initiative, name="initiative"),
    path("authors/", authors.authors, name="authors"),
    path("authors/<int:pk>/", authors.author, name="author"),
    path("feeds/new.atom", feeds.NewReports(), name="feed"),
    path("healthz", service.healthz, name="healthz"),
    path("robots.txt", service.robots, name="robots"),
    path("sitemap.xml", service.sitemap, name="sitemap"),
]
