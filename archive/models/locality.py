"""Administrative divisions by their code, with the names each had in its years."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class LocalityLevel(models.TextChoices):
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")


class Locality(models.Model):
    """One code of GB/T 2260. ``name`` is its latest name; ``parent`` the division above it by code."""

    code = models.CharField("代码", max_length=9, primary_key=True)
    name = models.CharField("名称", max_length=50)
    level = models.CharField("级别", max_length=10, choices=LocalityLevel)
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, on_delete=models.PROTECT, related_name="children"
    )
    first_year = models.PositiveSmallIntegerField("启用年")
    last_year = models.PositiveSmallIntegerField("弃用年", null=True, help_text="first year in which it no longer was")

    class Meta:
        verbose_name = verbose_name_plural = "地区"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:locality", args=[self.code])

    @property
    def is_current(self) -> bool:
        return self.last_year is None

    @property
    def code_prefix(self) -> str:
        """What the codes of all units below begin with."""
        return {"province": self.code[:2], "prefecture": self.code[:4]}.get(self.level, self.code)

    def name_in(self, year: int | None) -> str:
        """The name in that year, or the latest one. Uses prefetched ``names`` where there are."""
        if year is not None:
            for name in self.names.all():
                if name.from_year <= year and (name.to_year is None or year < name.to_year):
                    return name.name
        return self.name


class LocalityName(models.Model):
    """A name from ``from_year`` (inclusive) to ``to_year`` (exclusive, empty = today)."""

    locality = models.ForeignKey(Locality, on_delete=models.CASCADE, related_name="names")
    name = models.CharField("名称", max_length=50, db_index=True)
    parent_name = models.CharField("当时上级", max_length=50, blank=True)
    from_year = models.PositiveSmallIntegerField("启用年")
    to_year = models.PositiveSmallIntegerField("止用年", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "地名"
        ordering = ["locality", "from_year"]

    def __str__(self) -> str:
        return self.name


class LocalitySuccession(models.Model):
    """``successor`` took the place of ``predecessor`` in ``year``."""

    predecessor = models.ForeignKey(Locality, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Locality, on_delete=models.CASCADE, related_name="precessions")
    year = models.PositiveSmallIntegerField("年")

    class Meta:
        verbose_name = verbose_name_plural = "区划沿革"
        ordering = ["year", "predecessor"]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.year})"


class LocalityMention(models.Model):
    """A place that a report names, with its role there."""

    class Role(models.TextChoices):
        PRIMARY = "primary", _("本篇所属")
        EXEMPLAR = "exemplar", _("举为事例")
        MENTIONED = "mentioned", _("提及")
        IN_NAME = "in_name", _("只在名称中")

    report = models.ForeignKey("archive.Report", on_delete=models.CASCADE, related_name="locality_mentions")
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="mentions")
    role = models.CharField("角色", max_length=10, choices=Role)
    finding = models.ForeignKey("archive.Finding", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "提及的地区"
        ordering = ["report", "id"]

    def __str__(self) -> str:
        return f"{self.locality_id} @ {self.report_id}"
