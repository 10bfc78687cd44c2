"""Fingerprints of each report's text, by which copies of it are found without reading every report, and what was
found: which earlier report it shares its words with."""

from collections.abc import Iterable

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class TextSampleManager(models.Manager):
    def keep(self, report: models.Model, values: Iterable[int]) -> None:
        """Rows for these values of the report. Not by ``bulk_create``: a hundred objects a report are most of the time
        that looking for copies takes."""
        columns = [self.model._meta.get_field(name).column for name in ("report", "value")]
        names = [connection.ops.quote_name(name) for name in (self.model._meta.db_table, *columns)]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO {} ({}, {}) VALUES (%s, %s)".format(*names), [(report.pk, value) for value in values]
            )


class TextSample(models.Model):
    """One sampled hash of a report's 6-grams (archive.reading.text_reuse.samples). Reports that share some may share
    their text; ``archive.services.similar`` then compares the texts themselves."""

    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="text_samples")
    value = models.BigIntegerField()

    objects = TextSampleManager()

    class Meta:
        verbose_name = verbose_name_plural = "文字指纹"
        indexes = [models.Index(fields=["value", "report"], name="text_sample_value")]

    def __str__(self) -> str:
        return f"{self.value:x} @ {self.report_id}"


class TextReuse(models.Model):
    """What a report shares with an earlier one beyond set phrases; one row a pair, written by
    ``archive.services.similar``.

    ``share`` of the report's words stands in ``other``, ``other_share`` of the other's in the report, both 0..1.
    ``paragraphs`` are rows ``[number, number in other, share]`` of the paragraphs that both have.
    """

    class Kind(models.TextChoices):
        SAME = "same", _("文字相同")
        ALIKE = "alike", _("文字大体相同")
        PART = "part", _("本篇大部分见于另一篇")
        WHOLE = "whole", _("另一篇大部分见于本篇")
        PASSAGES = "passages", _("有相同段落")

    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="reuses")
    other = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="reused_by")
    kind = models.CharField("关系", max_length=8, choices=Kind)
    share = models.FloatField("本篇所占")
    other_share = models.FloatField("另一篇所占")
    paragraphs = models.JSONField("相同段落", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "文字沿用"
        ordering = ["report", "other"]
        constraints = [models.UniqueConstraint(fields=["report", "other"], name="text_reuse_once_a_pair")]

    def __str__(self) -> str:
        return f"{self.report_id} ~ {self.other_id}"

    @property
    def is_near_duplicate(self) -> bool:
        """Whether a person should decide if one of the two is enough."""
        return self.kind != self.Kind.PASSAGES
