"""Addresses of the search."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/export.<str:form>", views.export, name="export"),
    path("search/feed.atom", views.feed, name="feed"),
    path("search/complete.json", views.complete_words, name="complete"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
