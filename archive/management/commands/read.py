"""``manage.py read [--json] FILE…``: read files and say what was found. Touches no database.

Of a packed folder, each file in it is an entry.
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from archive.reading.reading_json import error_json
from archive.services.describe import entries_of


class Command(BaseCommand):
    help = "读文件，说出读到了什么；不写数据库。读不了的文件各占一项，写明原因；总以 0 退出。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="文件")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出全部结果")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        entries = []
        for path in options["files"]:
            try:
                data = path.read_bytes()
            except OSError as error:
                entries.append(error_json(path.name, None, f"打不开文件：{error.strerror}。请检查路径和权限。"))
            else:
                entries += entries_of(data, path.name, today)
            if not options["json"]:
                for entry in entries:
                    self.stdout.write("\n".join(summary(entry)))
                entries.clear()
        if options["json"]:
            self.stdout.write(json.dumps({"files": entries}, ensure_ascii=False, indent=1))


def summary(entry: dict[str, Any]) -> list[str]:
    """A file in a few lines for a person."""
    if entry["error"]:
        return [f"{entry['file']}：没有读入。{entry['error']}"]
    script = "繁体" if entry["script"] == "hant" else "简体"
    rows = [f"{entry['file']}：{entry['format']}，{entry['encoding']}，{script}，{len(entry['reports'])} 篇报告"]
    for report in entry["reports"]:
        year = report["year"] or "未详"
        place = report["locality"]["path"] if report["locality"] else "未详"
        authors = "、".join(a["name"] for a in report["authors"]) or "未署名"
        rows.append(f"  {report['part']}. {report['title']}")
        posted = report["posted_on"] or "未见"
        shown, proposed, campaigns = (len(report[key]) for key in ("initiatives", "proposals", "campaigns"))
        length = len(report["text"])
        rows.append(f"     文种 {report['genre']}；成文年 {year}；地区 {place}；作者 {authors}；{length} 字")
        rows.append(f"     网上发布日期 {posted}；举措 {shown} 项，待核 {proposed} 项；全国性活动 {campaigns} 项")
    return rows
