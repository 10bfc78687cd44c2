"""Reports: published and withdrawn by action; every fact is read here and decided on the desk."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from archive.admin.tables import Exportable, LookInline, OfReport
from archive.models import Authorship, Report, TextReuse, TextSample
from archive.services.publish import NotPublishable, publish, withdraw


class AuthorshipInline(LookInline):
    model = Authorship
    fields = readonly_fields = ("author", "part", "role", "affiliation")


@admin.register(Report)
class ReportAdmin(Exportable, SimpleHistoryAdmin):
    """Publication and facts only by action and on the desk; here every field is read."""

    list_display = ("title", "status", "genre", "year", "year_confidence", "locality", "part", "upload", "released_at")
    list_filter = ("status", "genre", "year_kind", "year_confidence", "script", "upload__is_sample", "released_at")
    search_fields = ("title", "upload__name", "locality__name", "authorships__author__name")
    list_select_related = ("locality", "upload")
    date_hierarchy = "released_at"
    actions = ("publish_reports", "withdraw_reports")
    inlines = (AuthorshipInline,)
    exclude = ("trail",)
    history_list_display = ("status", "year", "locality", "version")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Report]:
        return super().get_queryset(request).defer("trail", "upload__raw_text")

    def get_readonly_fields(self, request: HttpRequest, obj: Report | None = None) -> list[str]:
        return [field.name for field in Report._meta.fields if field.name not in ("id", "trail")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    @admin.action(description="发布选中的报告", permissions=["change"])
    def publish_reports(self, request: HttpRequest, queryset: models.QuerySet[Report]) -> None:
        done = 0
        for report in queryset:
            try:
                publish(report, request.user)
                done += 1
            except NotPublishable as error:
                messages.error(request, f"《{report.title}》：{error}")
        messages.success(request, f"已发布 {done} 篇。")

    @admin.action(description="撤下选中的报告", permissions=["change"])
    def withdraw_reports(self, request: HttpRequest, queryset: models.QuerySet[Report]) -> None:
        for report in queryset:
            withdraw(report, request.user, "在后台撤下")
        messages.success(request, f"已撤下 {queryset.count()} 篇。")

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Looking at an earlier state is free; going back to it would pass the services by."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


@admin.register(TextSample)
class TextSampleAdmin(OfReport):
    list_display = ("value", "report")


@admin.register(TextReuse)
class TextReuseAdmin(OfReport):
    list_display = ("report", "other", "kind", "share", "other_share")
    list_filter = ("kind",)
    search_fields = ("report__title", "other__title")
    list_select_related = ("report", "other")
