"""A few fingerprints of each report's text, by which copies of it are found without reading every report."""

from django.db import models


class TextSample(models.Model):
    """One of the smallest hashes of a report's 6-grams (Broder 1997, bottom sketch). Reports that share many share
    their text; ``archive.services.similar`` then compares the texts themselves."""

    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="text_samples")
    value = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "文字指纹"

    def __str__(self) -> str:
        return f"{self.value:x} @ {self.report_id}"
