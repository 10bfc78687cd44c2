"""Administrative divisions, from archive/rules/places.csv."""

from django.contrib import admin
from import_export.resources import ModelResource

from archive.admin.tables import LookInline, LookOnly
from archive.models import Locality, LocalityName, LocalitySuccession


class LocalityResource(ModelResource):
    class Meta:
        model = Locality
        fields = ("code", "name", "level", "parent", "first_year", "last_year")


class NameInline(LookInline):
    model = LocalityName
    fields = readonly_fields = ("name", "parent_name", "from_year", "to_year")


@admin.register(Locality)
class LocalityAdmin(LookOnly):
    """From the table of administrative divisions (archive/rules/places.csv)."""

    resource_classes = (LocalityResource,)
    list_display = ("code", "name", "level", "parent", "first_year", "last_year")
    list_filter = ("level", "first_year", "last_year")
    search_fields = ("code", "name", "names__name")
    list_select_related = ("parent",)
    inlines = (NameInline,)


@admin.register(LocalityName)
class LocalityNameAdmin(LookOnly):
    list_display = ("name", "locality", "parent_name", "from_year", "to_year")
    list_filter = ("from_year", "to_year")
    list_select_related = ("locality",)
    search_fields = ("name", "locality__code")


@admin.register(LocalitySuccession)
class LocalitySuccessionAdmin(LookOnly):
    list_display = ("predecessor", "successor", "year")
    search_fields = ("predecessor__code", "successor__code", "predecessor__name", "successor__name")
    list_filter = ("year",)
    list_select_related = ("predecessor", "successor")
