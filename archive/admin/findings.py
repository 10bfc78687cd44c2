"""What was extracted: findings, decided by action, and the rows that follow from them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from archive.admin.tables import Exportable, OfReport
from archive.models import Authorship, Figure, Finding, InitiativeMention, LocalityMention, Withheld
from archive.services import decide


@admin.register(Finding)
class FindingAdmin(Exportable, SimpleHistoryAdmin):
    list_display = ("value", "kind", "state", "shown", "confidence", "rule", "report", "decided_by")
    list_filter = ("kind", "state", "shown", "rule")
    search_fields = ("value", "quote", "report__title")
    list_select_related = ("report", "decided_by")
    date_hierarchy = "decided_at"
    actions = ("accept_findings", "reject_findings")
    history_list_display = ("value", "state", "reason")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Finding]:
        return super().get_queryset(request).defer("report__text", "report__trail")

    def get_readonly_fields(self, request: HttpRequest, obj: Finding | None = None) -> list[str]:
        return [field.name for field in Finding._meta.fields if field.name != "id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Finding | None = None) -> bool:
        return False

    @admin.action(description="采纳选中的发现", permissions=["change"])
    def accept_findings(self, request: HttpRequest, queryset: models.QuerySet[Finding]) -> None:
        self._decide(request, queryset, decide.accept)

    @admin.action(description="驳回选中的发现", permissions=["change"])
    def reject_findings(self, request: HttpRequest, queryset: models.QuerySet[Finding]) -> None:
        self._decide(request, queryset, decide.reject)

    def _decide(self, request: HttpRequest, findings: Iterable[Finding], decision: Any) -> None:
        done = 0
        for finding in findings:
            decision(finding, request.user, "在后台决定")
            done += 1
        messages.success(request, f"已决定 {done} 条。")

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


@admin.register(LocalityMention)
class LocalityMentionAdmin(OfReport):
    list_display = ("locality", "role", "report")
    list_filter = ("role",)
    search_fields = ("locality__name", "locality__code", "report__title")


@admin.register(Authorship)
class AuthorshipAdmin(OfReport):
    list_display = ("author", "part", "role", "affiliation", "report")
    list_filter = ("part",)
    search_fields = ("author__name", "role", "affiliation", "report__title")


@admin.register(InitiativeMention)
class InitiativeMentionAdmin(OfReport):
    list_display = ("name", "initiative", "status", "locality", "report")
    list_filter = ("status",)
    search_fields = ("name", "initiative__name", "quote", "report__title")


@admin.register(Figure)
class FigureAdmin(OfReport):
    list_display = ("value", "unit", "noun", "report")
    search_fields = ("noun", "quote", "report__title")


@admin.register(Withheld)
class WithheldAdmin(OfReport):
    list_display = ("text", "kind", "level", "report")
    list_filter = ("kind", "level")
    search_fields = ("text", "report__title")
