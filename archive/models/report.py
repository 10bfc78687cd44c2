"""Reports: the texts a reader finds."""

from functools import cached_property
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from archive.models.locality import Locality
from archive.models.upload import Upload


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤下")


class Script(models.TextChoices):
    HANS = "hans", _("简体")
    HANT = "hant", _("繁体")


class Genre(models.TextChoices):
    """The eleven genres; their meaning is told on the help page."""

    SPEECH = "领导讲话", "领导讲话"
    INTERVIEW = "访谈", "访谈"
    EXPERIENCE = "经验材料", "经验材料"
    APPROACH = "工作思路", "工作思路"
    THEORY = "理论文章", "理论文章"
    REFLECTION = "学习体会", "学习体会"
    ACCOUNT = "工作汇报", "工作汇报"
    SURVEY = "调研报告", "调研报告"
    NEWS = "新闻报道", "新闻报道"
    NORM = "规范性文件", "规范性文件"
    OTHER = "其他", "其他"


class YearConfidence(models.TextChoices):
    HIGH = "high", _("高")
    MEDIUM = "medium", _("中")
    LOW = "low", _("低")
    NONE = "none", _("无")


class YearKind(models.TextChoices):
    STATED = "stated", _("见于文内")
    INFERRED = "inferred", _("由内容推断")
    NONE = "none", _("不详")


class DuplicateDecision(models.TextChoices):
    """What a person decided about a report that looks like an earlier one."""

    UNDECIDED = "", _("未决定")
    DISTINCT = "distinct", _("不是重复")
    SAME = "same", _("是重复，不再发布")


class ReportQuerySet(models.QuerySet):
    def published(self) -> Self:
        """What a visitor may see: the only door of public pages and of the index."""
        return self.filter(status=ReportStatus.PUBLISHED)

    def newest_first(self) -> Self:
        return self.order_by(models.F("year").desc(nulls_last=True), "id")


class Report(models.Model):
    """One text. Columns hold what a person accepted or the reader is sure of; ``findings`` say why.

    ``text`` is the clean text in simplified characters, paragraphs separated by a line feed; ``trail`` the edits
    that lead to it from ``upload.raw_text[raw_start:raw_end]``, as rows ``[start, end, new, rule]`` in raw positions.
    ``version`` grows with every change of anything a reader can find.
    """

    upload = models.ForeignKey(Upload, verbose_name="上传文件", on_delete=models.CASCADE, related_name="reports")
    part = models.PositiveSmallIntegerField("第几篇", default=1)
    heading = models.CharField("篇首标记", max_length=500, blank=True)
    title = models.CharField("标题", max_length=500)
    genre = models.CharField("文种", max_length=10, choices=Genre, default=Genre.OTHER)
    text = models.TextField("整理稿")
    raw_start = models.PositiveIntegerField("原文起点")
    raw_end = models.PositiveIntegerField("原文终点")
    trail = models.JSONField("改动", default=list)
    headings = models.JSONField("目录", default=list, help_text="[level, text, start, end]")
    script = models.CharField("来源字形", max_length=4, choices=Script)
    defects = models.JSONField("缺陷", default=list)
    status = models.CharField("状态", max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)

    year = models.PositiveSmallIntegerField("成文年", null=True, blank=True)
    year_min = models.PositiveSmallIntegerField("不早于", null=True, blank=True)
    year_max = models.PositiveSmallIntegerField("不晚于", null=True, blank=True)
    year_confidence = models.CharField("年份把握", max_length=6, choices=YearConfidence, default=YearConfidence.NONE)
    year_kind = models.CharField("年份依据", max_length=8, choices=YearKind, default=YearKind.NONE)
    posted_on = models.DateField("网上发布日期", null=True, blank=True)
    published_on = models.CharField("刊载日期", max_length=10, blank=True, help_text="2014, 2014-08 or 2014-08-15")
    journal = models.CharField("刊物", max_length=200, blank=True)
    issue = models.CharField("刊期", max_length=100, blank=True)

    locality = models.ForeignKey(
        Locality, verbose_name="地区", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    similar_to = models.ForeignKey(
        "self", verbose_name="相近的报告", null=True, blank=True, on_delete=models.SET_NULL, related_name="lookalikes"
    )
    similarity = models.FloatField("相近程度", null=True, blank=True)
    duplicate_decision = models.CharField(
        "重复与否", max_length=8, choices=DuplicateDecision, blank=True, default=DuplicateDecision.UNDECIDED
    )

    rules_digest = models.CharField("规则版本", max_length=64, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="审读",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewed_at = models.DateTimeField("审读时间", null=True, blank=True)
    added_at = models.DateTimeField("收入时间", auto_now_add=True)
    released_at = models.DateTimeField("首次发布时间", null=True, blank=True)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["text", "trail", "headings", "defects"])

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["upload", "part"], name="report_part_once")]
        indexes = [models.Index(fields=["status", "year"], name="report_status_year")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("public:report", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.status == ReportStatus.PUBLISHED

    @property
    def is_sample(self) -> bool:
        return self.upload.is_sample

    @property
    def raw(self) -> str:
        """The report's own stretch of the raw text."""
        return self.upload.raw_text[self.raw_start : self.raw_end]

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Spans of the paragraphs of the clean text, in order; paragraph N of a page is ``paragraphs[N - 1]``."""
        spans, at = [], 0
        for line in self.text.split("\n"):
            if line:
                spans.append((at, at + len(line)))
            at += len(line) + 1
        return spans
