"""What people decided about who is one and which schemes are one.

A decision is a row that is never rewritten; undone, it is marked so and no longer counts. Rows of initiatives and
authors stay as readings made them: which of them a report's word belongs to follows from the links of the decisions
in force (``resolved``), so that every later reading comes to the same and undoing a decision needs no memory of what
stood before.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.author import Author
from archive.models.initiative import Initiative


class IdentityDecision(models.Model):
    """One act of one person, with who, when, why; ``before`` and ``after`` say in words what it changed."""

    class Subject(models.TextChoices):
        INITIATIVE = "initiative", _("举措")
        AUTHOR = "author", _("作者")

    class Kind(models.TextChoices):
        MERGE = "merge", _("合并")
        SPLIT = "split", _("分出")
        RENAME = "rename", _("改名")
        APART = "apart", _("各是各的")

    subject = models.CharField("对象", max_length=10, choices=Subject)
    kind = models.CharField("类别", max_length=6, choices=Kind)
    before = models.CharField("原先", max_length=500, blank=True)
    after = models.CharField("改后", max_length=500, blank=True)
    data = models.JSONField("详情", default=dict, help_text="RENAME of an initiative: {old, new} of name and category")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField("决定时间", auto_now_add=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "合并与分立"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.before} → {self.after}"


class LinkQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(decision__undone_at__isnull=True)

    def joining(self) -> Self:
        """Those in force that say that two are one; the latest last."""
        return self.in_force().exclude(decision__kind=IdentityDecision.Kind.APART).order_by("decision_id")

    def resolved(self, sources: Iterable[Any], report_id: int | None = None) -> dict[int, Any]:
        """Id of each source row → the row it stands for, in this report or anywhere: itself where nobody has decided.

        What was decided for the report goes first, then what holds everywhere, on and on until nothing more is
        decided; of several decisions the latest. Two queries where nothing is decided.
        """
        found = {row.pk: row for row in sources}
        if not found:
            return {}
        if report_id is not None:
            own = {_name(link.source): link.target for link in self.of_report(report_id)}
            found = {pk: own.get(_name(row), row) for pk, row in found.items()}
        onward: dict[int, Any] = {}
        open_ids = {row.pk for row in found.values()}
        while open_ids:
            step = self.joining().filter(source__in=open_ids, report=None).select_related("target")
            links = {link.source_id: link.target for link in step}
            onward |= links
            open_ids = {row.pk for row in links.values()} - set(onward)
        return {pk: _end(row, onward) for pk, row in found.items()}

    def of_report(self, report_id: int) -> Self:
        return self.joining().filter(report=report_id).select_related("source", "target")


def _name(row: Initiative | Author) -> tuple[str, str]:
    """What a report's own word on a row goes by: an author's place and post, which tell those of one name apart, may be
    read otherwise next time."""
    return (row.kind, row.name) if isinstance(row, Author) else ("", row.key)


def _end(row: Any, onward: dict[int, Any]) -> Any:
    """Where the links lead at last. They never lead in a circle (archive.services.identities refuses that), and one
    made by other hands ends where it closes."""
    seen = {row.pk}
    while row.pk in onward and onward[row.pk].pk not in seen:
        row = onward[row.pk]
        seen.add(row.pk)
    return row


class InitiativeLink(models.Model):
    """``source``, as readings name it, is ``target``; in one ``report`` or everywhere. Of a decision to keep apart:
    the two are not one."""

    decision = models.ForeignKey(IdentityDecision, on_delete=models.CASCADE, related_name="initiative_links")
    source = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="linked")
    report = models.ForeignKey("archive.Report", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "举措归并"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class AuthorLink(models.Model):
    """As InitiativeLink. In a report it goes by the source's name alone."""

    decision = models.ForeignKey(IdentityDecision, on_delete=models.CASCADE, related_name="author_links")
    source = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="linked")
    report = models.ForeignKey("archive.Report", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "作者归并"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
