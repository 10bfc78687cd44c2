"""What the fields of the desk's forms are called."""

from django.utils.translation import gettext_lazy

LABELS = {
    "title": gettext_lazy("题名"),
    "year": gettext_lazy("成文年"),
    "locality": gettext_lazy("地区"),
    "genre": gettext_lazy("文种"),
    "posted_on": gettext_lazy("网上发布日期"),
    "published_on": gettext_lazy("刊载日期"),
    "journal": gettext_lazy("刊物"),
    "issue": gettext_lazy("刊期"),
}
# Of the smaller forms.
OTHER_LABELS = {
    "author": gettext_lazy("姓名或名称"),
    "author_role": gettext_lazy("职务（随文）"),
    "author_affiliation": gettext_lazy("单位（随文）"),
    "value": gettext_lazy("值"),
    "role": gettext_lazy("职务（随文）"),
    "affiliation": gettext_lazy("单位（随文）"),
    "reason": gettext_lazy("理由"),
}
