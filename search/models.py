"""The queue of changed reports and the indexes on disk. Rows of the archive are the truth; these say how far the
index has followed them."""

from django.db import models


class IndexGeneration(models.Model):
    """One complete index on disk, in the folder ``SEARCH_DIR/<id>``. At most one is live."""

    class State(models.TextChoices):
        BUILDING = "building", "重建中"
        LIVE = "live", "使用中"
        RETIRED = "retired", "已停用"

    engine = models.CharField("引擎", max_length=100)
    fingerprint = models.CharField("指纹", max_length=64)
    state = models.CharField("状态", max_length=8, choices=State, default=State.BUILDING)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    live_at = models.DateTimeField("启用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "索引世代"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="live"), name="one_live_generation")
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.get_state_display()})"


class DirtyReport(models.Model):
    """A report that one living generation has yet to follow. Written in the transaction that changed the report;
    deleted only after the engine has committed and synced the version named here."""

    generation = models.ForeignKey(IndexGeneration, on_delete=models.CASCADE, related_name="dirty")
    report_id = models.BigIntegerField("报告")
    version = models.BigIntegerField("变动次序", default=1)
    queued_at = models.DateTimeField("排队时间", auto_now_add=True)
    attempts = models.PositiveIntegerField("已试次数", default=0)
    tried_at = models.DateTimeField("上次尝试", null=True)
    error = models.TextField("上次失败", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待索引的报告"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["generation", "report_id"], name="dirty_once")]

    def __str__(self) -> str:
        return f"{self.report_id} → {self.generation_id}"
