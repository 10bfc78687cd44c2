"""Initiatives and authors, and what was decided about who and what is one.

Merging and splitting need the sentences before the eyes and are done on the desk. Names and categories of initiatives
may be corrected here one by one or with a table: both go through the service, so that decisions, histories and the
index follow.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from import_export.admin import ImportMixin
from import_export.fields import Field
from import_export.resources import ModelResource
from simple_history.admin import SimpleHistoryAdmin

from archive.admin.tables import Exportable, LookInline, LookOnly
from archive.models import (
    Author,
    AuthorLink,
    IdentityDecision,
    Initiative,
    InitiativeLink,
    InitiativeMention,
)
from archive.services.decide import DecisionRefused
from archive.services.identities import rename_initiative


class InitiativeResource(ModelResource):
    """A table of corrections: rows are known by ``id``, ``name`` and ``category`` are taken, ``key`` only told."""

    key = Field(attribute="key", column_name="key", readonly=True)

    class Meta:
        model = Initiative
        fields = ("id", "name", "key", "category")
        import_id_fields = ("id",)
        skip_unchanged = True

    def save_instance(self, instance: Initiative, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Raises DecisionRefused, which the import shows beside the row before anything is written."""
        if is_create:
            raise DecisionRefused("没有这个编号。新的举措只从报告里读出，不从表格导入。")
        rename_initiative(instance, instance.name, instance.category, kwargs.get("user"), "按表格更名")


class AuthorResource(ModelResource):
    class Meta:
        model = Author
        fields = ("id", "name", "kind", "distinction")


class MentionInline(LookInline):
    model = InitiativeMention
    fields = readonly_fields = ("report", "name", "status", "locality", "quote")


@admin.register(Initiative)
class InitiativeAdmin(ImportMixin, Exportable, SimpleHistoryAdmin):
    resource_classes = (InitiativeResource,)
    list_display = ("name", "key", "category")
    list_filter = ("category",)
    search_fields = ("name", "key", "mentions__name")
    readonly_fields = ("key",)
    inlines = (MentionInline,)
    history_list_display = ("name", "category")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Initiative | None = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Initiative, form: ModelForm, change: bool) -> None:
        try:
            rename_initiative(obj, obj.name, obj.category, request.user)
        except DecisionRefused as refused:
            messages.error(request, str(refused))

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Looking at an earlier name is free; going back to it would pass the service by."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


@admin.register(Author)
class AuthorAdmin(LookOnly):
    """Who is who follows from what reports state; two that are one are joined on the desk, not by editing a row."""

    resource_classes = (AuthorResource,)
    list_display = ("name", "kind", "distinction")
    list_filter = ("kind",)
    search_fields = ("name", "distinction")


@admin.register(IdentityDecision)
class IdentityDecisionAdmin(LookOnly):
    """Decided and undone on the desk."""

    list_display = ("subject", "kind", "before", "after", "decided_by", "decided_at", "reason", "undone_at")
    list_filter = ("subject", "kind", "decided_at", ("undone_at", admin.EmptyFieldListFilter))
    search_fields = ("before", "after", "reason")
    date_hierarchy = "decided_at"
    list_select_related = ("decided_by",)


class LinkAdmin(LookOnly):
    list_display = ("source", "target", "report", "decision")
    list_filter = ("decision__kind", ("decision__undone_at", admin.EmptyFieldListFilter))
    search_fields = ("source__name", "target__name", "report__title")
    list_select_related = ("source", "target", "report", "decision")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("report__text", "report__trail", "report__headings")


admin.site.register(InitiativeLink, LinkAdmin)
admin.site.register(AuthorLink, LinkAdmin)
