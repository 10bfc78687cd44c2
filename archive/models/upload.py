"""Files as they came."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class UploadState(models.TextChoices):
    RECEIVED = "received", _("已收")
    READ = "read", _("已读")
    FAILED = "failed", _("读不了")


class Upload(models.Model):
    """The bytes of one file, named by their SHA-256, never changed, and the text that its format holds.

    The bytes lie at ``originals/ab/cd/<sha256>`` in the data folder; the row commits only after they are on disk. A
    packed folder is an upload without reports; each file in it that can be read is an upload of its own, whose
    ``container`` it is (the first one that brought these bytes).
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("字节数")
    state = models.CharField("状态", max_length=10, choices=UploadState, default=UploadState.RECEIVED)
    error = models.TextField("未能读取的原因", blank=True)
    format = models.CharField("格式", max_length=20, blank=True)
    encoding = models.CharField("编码", max_length=20, blank=True)
    encoding_confidence = models.FloatField("编码把握", null=True)
    undecodable = models.PositiveIntegerField("无法解码的字节数", default=0)
    script = models.CharField("字形", max_length=4, blank=True)
    raw_text = models.TextField("原文", blank=True)
    web_title = models.CharField("网页标题", max_length=500, blank=True)
    defects = models.JSONField("缺陷", default=list)
    rules_digest = models.CharField("规则版本", max_length=64, blank=True)
    container = models.ForeignKey(
        "self", verbose_name="所在压缩包", null=True, blank=True, on_delete=models.SET_NULL, related_name="members"
    )
    member_path = models.CharField("压缩包内路径", max_length=500, blank=True)
    contents = models.JSONField(
        "压缩包内的文件", default=list, blank=True,
        help_text='of a packed folder, in its order: {"path", "sha256" ("" where not unpacked), "state", "words"}',
    )
    is_sample = models.BooleanField("示例", default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传者", null=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传文件"
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def stored_at(self) -> str:
        """Path of the bytes below the originals folder."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class CleaningDecision(models.Model):
    """A person's word on how an upload is to be cleaned, followed by every reading of it
    (archive.reading.records.CleaningDecisions). Undone by deleting the row; its history stays."""

    class Kind(models.TextChoices):
        KEEP = "keep", _("保留原文")
        BORDERS = "borders", _("分篇位置")

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="cleaning_decisions")
    kind = models.CharField("类别", max_length=7, choices=Kind)
    start = models.PositiveIntegerField("起点", default=0, help_text="raw position; KEEP only")
    end = models.PositiveIntegerField("终点", default=0, help_text="raw position; KEEP only")
    rule = models.CharField("规则", max_length=80, blank=True, help_text="what had changed the words; KEEP only")
    borders = models.JSONField("各篇起点", default=list, help_text="raw positions; BORDERS only")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField("决定时间", auto_now_add=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "整理决定"
        ordering = ["upload", "start", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["upload"], condition=models.Q(kind="borders"), name="borders_once_an_upload"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} @ {self.upload_id}"
