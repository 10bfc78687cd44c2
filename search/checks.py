"""Start-up check: was the live index made by today's rules?"""

from django.core.checks import CheckMessage, Warning, register
from django.db import DatabaseError

from search.fingerprint import fingerprint
from search.models import IndexGeneration


@register()
def check_fingerprint(app_configs: object = None, **_: object) -> list[CheckMessage]:
    """A warning, not an error: the old index goes on answering until it is rebuilt."""
    try:
        live = IndexGeneration.objects.filter(state=IndexGeneration.State.LIVE).first()
    except DatabaseError:
        # Before the first migrate there is no table, hence no index that could be out of date.
        return []
    if live is None or live.fingerprint == fingerprint():
        return []
    return [
        Warning(
            f"索引（第 {live.pk} 世代）是按另一套字段、词表或程序库版本建立的，检索结果可能不完整。",
            hint="运行 manage.py index_rebuild 重建索引；重建时检索照常。",
            id="search.W001",
        )
    ]
