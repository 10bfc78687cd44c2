"""Files as they came, and what was decided about their cleaning."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from archive.admin.tables import Exportable, LookOnly
from archive.files_form import FilesForm
from archive.models import CleaningDecision, Upload
from archive.services.receive import Received, receive_file, refusal


@admin.register(Upload)
class UploadAdmin(Exportable, admin.ModelAdmin):
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
    date_hierarchy = "decided_at"
    list_select_related = ("upload", "decided_by")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[CleaningDecision]:
        return super().get_queryset(request).defer("upload__raw_text")
