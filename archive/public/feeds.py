"""In the making."""

from django.contrib.syndication.views import Feed


class NewReports(Feed):
    link = "/"
