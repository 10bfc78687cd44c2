"""Persons and bodies that wrote or spoke a report."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords


class Author(models.Model):
    """A person or a body. Two persons of one name are two rows until somebody decides that they are one:
    ``distinction`` (place and post as first stated) tells them apart."""

    class Kind(models.TextChoices):
        PERSON = "person", _("个人")
        CORPORATE = "corporate", _("集体")

    name = models.CharField("姓名或名称", max_length=100, db_index=True)
    kind = models.CharField("类别", max_length=9, choices=Kind)
    distinction = models.CharField("区别", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "作者"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["name", "kind", "distinction"], name="author_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:author", args=[self.pk])


class Authorship(models.Model):
    """An author's part in a report, with post and body as the report states them."""

    class Part(models.TextChoices):
        AUTHOR = "author", pgettext_lazy("单数", "作者")
        INTERVIEWEE = "interviewee", _("受访者")

    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="authorships")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="authorships")
    part = models.CharField("身份", max_length=11, choices=Part, default=Part.AUTHOR)
    role = models.CharField("职务", max_length=200, blank=True)
    affiliation = models.CharField("单位", max_length=200, blank=True)
    finding = models.ForeignKey("archive.Finding", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "署名"
        ordering = ["report", "id"]

    def __str__(self) -> str:
        return f"{self.author} · {self.report_id}"
