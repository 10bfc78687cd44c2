"""``manage.py index_verify``: proves that the index holds the published reports, all of them, as they are."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import indexer

KINDS = (
    ("missing", "已发布却不在索引里"),
    ("ghost", "在索引里却没有发布"),
    ("stale", "索引里是旧版本"),
    ("duplicate", "在索引里有两份以上"),
    ("damaged", "索引里的内容与库中不同"),
)
IDS_SHOWN = 20


class Command(BaseCommand):
    help = "逐篇核对数据库与索引，有任何不同时退出码为 1。--repair 先跟进队列，再补正不同之处。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="补正不同之处，然后再核对一次")
        parser.add_argument("--json", action="store_true", help="按机器可读的形式输出")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = indexer.verify(repair=options["repair"])
        except indexer.IndexerBusy as busy:
            raise CommandError(f"{busy} 请稍后再核对。") from busy
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))
        else:
            self.tell(found, options["repair"])
        if not found.ok:
            raise SystemExit(1)

    def tell(self, found: indexer.Verification, repaired: bool) -> None:
        if found.ok:
            self.stdout.write(f"一致：{found.reports:,} 篇已发布的报告都在索引里（第 {found.generation} 世代）。")
            return
        if found.generation is None:
            self.stdout.write("还没有索引。请运行 manage.py index_rebuild。")
            return
        if found.unreadable:
            self.stdout.write(f"索引读不了：{found.unreadable}。请运行 manage.py index_rebuild。")
            return
        self.stdout.write(f"不一致：库中已发布 {found.reports:,} 篇，索引里 {found.indexed:,} 篇。")
        for name, words in KINDS:
            ids = getattr(found, name)
            if ids:
                shown = "、".join(map(str, ids[:IDS_SHOWN])) + ("……" if len(ids) > IDS_SHOWN else "")
                self.stdout.write(f"  {words}：{len(ids)} 篇（{shown}）")
        if repaired:
            self.stdout.write("补正之后仍有不同：原因见 manage.py index_status，或运行 manage.py index_rebuild。")
        elif pending := indexer.status().pending:
            self.stdout.write(f"队列里还有 {pending} 处变动没有跟进：先运行 manage.py index_work --once 再核对。")
        else:
            self.stdout.write("运行 manage.py index_verify --repair 补正。")


def as_json(found: indexer.Verification) -> dict[str, object]:
    return {
        "ok": found.ok,
        "generation": found.generation,
        "reports": found.reports,
        "indexed": found.indexed,
        **{name: len(getattr(found, name)) for name, _words in KINDS},
    }
