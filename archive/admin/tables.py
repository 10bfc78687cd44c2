"""What the tables of the admin share: rows that services write are looked at, filtered and taken away here."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, JSON
from import_export.resources import ModelResource, modelresource_factory

# Columns that may each hold a megabyte: not in a table that is taken away, whose texts have pages of their own.
LARGE = {"text", "trail", "headings", "raw_text"}


class Exportable(ExportMixin):
    """CSV and JSON need nothing but the standard library. Every column but the large ones, unless ``resource_classes``
    say which."""

    formats = (CSV, JSON)
    model: type[models.Model]

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[ModelResource]]:
        if self.resource_classes:
            return list(self.resource_classes)
        names = tuple(field.name for field in self.model._meta.concrete_fields if field.name not in LARGE)
        return [modelresource_factory(self.model, meta_options={"fields": names, "export_order": names})]


class LookOnly(Exportable, admin.ModelAdmin):
    """Rows that the services write: seen, searched and filtered here, not changed."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class OfReport(LookOnly):
    """Rows that follow from a report's findings."""

    list_select_related: Any = ("report",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).defer("report__text", "report__trail")


class LookInline(admin.TabularInline):
    """Rows of another table that belong to the one shown."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
