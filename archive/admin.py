"""The Django admin: every table to look at; what readers see is changed through the services only.

Reports, findings and uploads are read here. Their changes run over actions and the upload form, which call the same
services as the desk, so that versions, histories and the index follow. Names and categories of initiatives may be
corrected here: saving tells the index of the reports that bear them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, JSON
from import_export.resources import ModelResource
from simple_history.admin import SimpleHistoryAdmin

from archive.files_form import FilesForm
from archive.models import (
    Author,
    Authorship,
    CleaningDecision,
    Figure,
    Finding,
    Initiative,
    InitiativeMention,
    Locality,
    LocalityMention,
    LocalityName,
    LocalitySuccession,
    Report,
    TextReuse,
    TextSample,
    Upload,
    Withheld,
)
from archive.services import decide
from archive.services.names import rename_initiative
from archive.services.publish import NotPublishable, publish, withdraw
from archive.services.receive import Received, receive_file, refusal

admin.site.site_header = "党建报告库 · 后台"
admin.site.site_title = "党建报告库"
admin.site.index_title = "各表"


class LookOnly(admin.ModelAdmin):
    """Rows that the services write: seen, searched and filtered here, not changed."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Upload)
class UploadAdmin(admin.ModelAdmin):
    list_display = ("name", "state", "format", "encoding", "size", "is_sample", "uploaded_by", "uploaded_at")
    list_filter = ("state", "format", "encoding", "is_sample", "uploaded_at")
    search_fields = ("name", "sha256", "web_title")
    date_hierarchy = "uploaded_at"
    form = FilesForm
    fields = ("name", "sha256", "size", "state", "error", "format", "encoding", "encoding_confidence", "undecodable",
              "script", "web_title", "defects", "container", "member_path", "contents", "rules_digest", "is_sample",
              "uploaded_by", "uploaded_at")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Upload]:
        return super().get_queryset(request).defer("raw_text")

    def get_fieldsets(self, request: HttpRequest, obj: Upload | None = None) -> list[tuple[str | None, dict[str, Any]]]:
        return [(None, {"fields": ("files",) if obj is None else self.fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: Upload | None = None) -> Sequence[str]:
        return () if obj is None else self.fields

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """Each file goes through the same service as on the desk; the service, not the admin, writes the rows."""
        if request.method != "POST":
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FilesForm(request.POST, request.FILES)
        if not form.is_valid():
            for error in form.errors.get("files", ["没有选择文件。"]):
                messages.error(request, error)
            return HttpResponseRedirect(reverse("admin:archive_upload_add"))
        for file in form.cleaned_data["files"]:
            words = refusal(file.size or 0)
            received = (
                Received(None, "failed", words) if words else receive_file(file.read(), file.name, user=request.user)
            )
            tell(request, file.name, received)
        return HttpResponseRedirect(reverse("admin:archive_upload_changelist"))


def tell(request: HttpRequest, name: str, received: Received) -> None:
    if received.state == "failed":
        messages.error(request, f"文件 {name}：没有读入，{received.error}")
    elif received.state == "duplicate":
        messages.warning(request, f"文件 {name}：{''.join(received.notices)}")
    else:
        messages.success(request, f"文件 {name}：读出 {len(received.reports)} 篇报告，待审读。")
        for words in received.notices:
            messages.warning(request, words)
    for member in received.members:
        if member.state == "failed":
            messages.warning(request, f"文件 {name} 里的 {member.path}：没有读入，{member.error}")


@admin.register(CleaningDecision)
class CleaningDecisionAdmin(LookOnly):
    """Decided on the review page, where the words are seen."""

    list_display = ("upload", "kind", "rule", "decided_by", "decided_at", "reason")
    list_filter = ("kind", "decided_at")
    search_fields = ("upload__name", "rule", "reason")
    list_select_related = ("upload", "decided_by")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[CleaningDecision]:
        return super().get_queryset(request).defer("upload__raw_text")


class AuthorshipInline(admin.TabularInline):
    model = Authorship
    fields = readonly_fields = ("author", "part", "role", "affiliation")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Report)
class ReportAdmin(SimpleHistoryAdmin):
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


@admin.register(Finding)
class FindingAdmin(SimpleHistoryAdmin):
    list_display = ("value", "kind", "state", "shown", "confidence", "rule", "report", "decided_by")
    list_filter = ("kind", "state", "shown", "rule")
    search_fields = ("value", "quote", "report__title")
    list_select_related = ("report", "decided_by")
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


class Exportable(ExportMixin):
    """CSV and JSON need nothing but the standard library."""

    formats = (CSV, JSON)


class InitiativeResource(ModelResource):
    class Meta:
        model = Initiative
        fields = ("id", "name", "key", "category")


class AuthorResource(ModelResource):
    class Meta:
        model = Author
        fields = ("id", "name", "kind", "distinction")


class LocalityResource(ModelResource):
    class Meta:
        model = Locality
        fields = ("code", "name", "level", "parent", "first_year", "last_year")


class MentionInline(admin.TabularInline):
    model = InitiativeMention
    fields = readonly_fields = ("report", "name", "status", "locality", "quote")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Initiative)
class InitiativeAdmin(Exportable, SimpleHistoryAdmin):
    resource_classes = (InitiativeResource,)
    list_display = ("name", "key", "category")
    list_filter = ("category",)
    search_fields = ("name", "key")
    readonly_fields = ("key",)
    inlines = (MentionInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Initiative | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Initiative, form: ModelForm, change: bool) -> None:
        rename_initiative(obj, obj.name, obj.category, request.user)


@admin.register(Author)
class AuthorAdmin(Exportable, LookOnly):
    """Who is who follows from what reports state; two that are one are joined on the desk, not by editing a row."""

    resource_classes = (AuthorResource,)
    list_display = ("name", "kind", "distinction")
    list_filter = ("kind",)
    search_fields = ("name", "distinction")


class NameInline(admin.TabularInline):
    model = LocalityName
    fields = readonly_fields = ("name", "parent_name", "from_year", "to_year")
    extra = 0
    can_delete = False


@admin.register(Locality)
class LocalityAdmin(Exportable, LookOnly):
    """From the table of administrative divisions (archive/rules/places.csv)."""

    resource_classes = (LocalityResource,)
    list_display = ("code", "name", "level", "parent", "first_year", "last_year")
    list_filter = ("level",)
    search_fields = ("code", "name", "names__name")
    list_select_related = ("parent",)
    inlines = (NameInline,)


@admin.register(LocalityName)
class LocalityNameAdmin(LookOnly):
    list_display = ("name", "locality", "parent_name", "from_year", "to_year")
    search_fields = ("name", "locality__code")


@admin.register(LocalitySuccession)
class LocalitySuccessionAdmin(LookOnly):
    list_display = ("predecessor", "successor", "year")
    search_fields = ("predecessor__code", "successor__code", "predecessor__name", "successor__name")
    list_filter = ("year",)
    list_select_related = ("predecessor", "successor")


class OfReport(LookOnly):
    """Rows that follow from a report's findings."""

    list_select_related = ("report",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).defer("report__text", "report__trail")


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


@admin.register(TextSample)
class TextSampleAdmin(OfReport):
    list_display = ("value", "report")


@admin.register(TextReuse)
class TextReuseAdmin(OfReport):
    list_display = ("report", "other", "kind", "share", "other_share")
    list_filter = ("kind",)
    search_fields = ("report__title", "other__title")
    list_select_related = ("report", "other")
