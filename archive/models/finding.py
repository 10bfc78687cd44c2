"""What was extracted, each value with the words it was read from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords


class Finding(models.Model):
    """An extracted value of any kind.

    ``start``/``end`` are positions in the report's clean text, ``raw_start``/``raw_end`` in the upload's raw text; a
    value read from a metadata line that was then cut has raw positions only. ``key`` tells findings of one kind in
    one report apart over re-readings, so that a person's decision finds its finding again.
    """

    class Kind(models.TextChoices):
        TITLE = "title", _("标题")
        GENRE = "genre", _("文种")
        YEAR = "year", _("成文年")
        POSTED_ON = "posted_on", _("网上发布日期")
        PUBLICATION = "publication", _("刊载")
        PLACE = "place", pgettext_lazy("单数", "地区")
        PERSON = "person", _("人物")
        INITIATIVE = "initiative", pgettext_lazy("单数", "举措")
        CAMPAIGN = "campaign", _("全国性活动")
        DOCUMENT = "document", pgettext_lazy("单数", "文件")
        FIGURE = "figure", _("数字")
        WITHHELD = "withheld", _("缺文")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待定")
        ACCEPTED = "accepted", _("采纳")
        CORRECTED = "corrected", _("修改")
        REJECTED = "rejected", _("驳回")

    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    key = models.CharField(max_length=200)
    value = models.CharField("值", max_length=500)
    data = models.JSONField("详情", default=dict)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    raw_start = models.PositiveIntegerField()
    raw_end = models.PositiveIntegerField()
    quote = models.TextField("原句")
    rule = models.CharField("规则", max_length=80)
    implies = models.CharField("含义", max_length=200, blank=True)
    confidence = models.FloatField("把握")
    shown = models.BooleanField("读者可见", default=False)
    state = models.CharField("状态", max_length=9, choices=State, default=State.PROPOSED)
    alternatives = models.JSONField("其他可能", default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "发现"
        ordering = ["report", "start", "id"]
        indexes = [models.Index(fields=["report", "kind"], name="finding_report_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.value}"

    @property
    def is_visible(self) -> bool:
        """Whether a reader sees it: shown or decided for, and not rejected."""
        return self.state in (self.State.ACCEPTED, self.State.CORRECTED) or (
            self.shown and self.state == self.State.PROPOSED
        )


class Figure(models.Model):
    """A number with unit and noun, tied to an initiative's mention or to the report alone."""

    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="figures")
    mention = models.ForeignKey(
        "archive.InitiativeMention", null=True, on_delete=models.CASCADE, related_name="figures"
    )
    value = models.FloatField("数")
    unit = models.CharField("单位", max_length=20, blank=True)
    noun = models.CharField("所计", max_length=100, blank=True)
    quote = models.TextField("原句")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "数字"
        ordering = ["report", "start"]

    def __str__(self) -> str:
        return f"{self.value:g}{self.unit}{self.noun}"


class Withheld(models.Model):
    """A gap of the source kept as data: a masked place or an emptied quotation."""

    class Kind(models.TextChoices):
        MASKED_PLACE = "masked_place", _("隐去的地名")
        CENSORED_QUOTE = "censored_quote", _("空引号")

    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="withheld")
    kind = models.CharField("类别", max_length=14, choices=Kind)
    text = models.CharField("所见", max_length=50)
    level = models.CharField("级别", max_length=10, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "缺文"
        ordering = ["report", "start"]

    def __str__(self) -> str:
        return self.text
