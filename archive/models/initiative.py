"""Named local schemes and where they occur."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from archive.models.locality import Locality


class Initiative(models.Model):
    """A named local scheme over all its places and years. ``key`` is the normal form (archive.reading.extraction.
    initiatives.normal_form): mentions whose normal forms agree belong together, others only by a person's decision."""

    name = models.CharField("名称", max_length=100)
    key = models.CharField("规范形", max_length=100, unique=True)
    category = models.CharField("类别", max_length=10, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "举措"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:initiative", args=[self.pk])


class InitiativeMention(models.Model):
    """One report's word on an initiative. ``start``/``end`` bound the quoted sentence, ``name_start``/``name_end``
    the name, both in the report's clean text."""

    class Status(models.TextChoices):
        DONE = "已实施", _("已实施")
        PLANNED = "拟实施", _("拟实施")
        UNCLEAR = "不明", _("不明")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="mentions")
    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="initiative_mentions")
    locality = models.ForeignKey(Locality, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文中名称", max_length=100)
    status = models.CharField("实施情况", max_length=3, choices=Status, default=Status.UNCLEAR)
    quote = models.TextField("原句")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    name_start = models.PositiveIntegerField()
    name_end = models.PositiveIntegerField()
    components = models.JSONField("组成", default=list)
    finding = models.ForeignKey("archive.Finding", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "举措出处"
        ordering = ["report", "start"]
        constraints = [models.UniqueConstraint(fields=["initiative", "report"], name="initiative_once_a_report")]

    def __str__(self) -> str:
        return f"{self.name} @ {self.report_id}"
