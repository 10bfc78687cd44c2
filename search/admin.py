"""The indexes and their queue, to look at. They change through the indexer only."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from search.models import DirtyReport, IndexGeneration


class LookOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(IndexGeneration)
class IndexGenerationAdmin(LookOnly):
    list_display = ("pk", "state", "engine", "created_at", "live_at")
    list_filter = ("state",)


@admin.register(DirtyReport)
class DirtyReportAdmin(LookOnly):
    list_display = ("report_id", "generation", "version", "queued_at", "attempts", "error")
    list_filter = ("generation",)
