"""``manage.py index_status``: the live index, its queue, what failed."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from search import indexer
from search.fingerprint import fingerprint

FAILURES_SHOWN = 20


class Command(BaseCommand):
    help = "显示索引世代、待跟进的变动与失败的原因。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="按机器可读的形式输出")

    def handle(self, *args: Any, **options: Any) -> None:
        found = indexer.status()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), ensure_ascii=False))
            return
        live = indexer.live_generation()
        if live is None:
            self.stdout.write("还没有索引。请运行 manage.py index_rebuild。")
            return
        self.stdout.write(f"现用索引：第 {live.pk} 世代，{timezone.localtime(live.live_at):%Y-%m-%d %H:%M} 启用。")
        if live.fingerprint != fingerprint():
            self.stdout.write("它是按另一套字段、词表或程序库版本建立的：请运行 manage.py index_rebuild。")
        if not found.pending:
            self.stdout.write("队列是空的，没有待跟进的变动。")
            return
        self.stdout.write(f"待跟进 {found.pending} 处，最早的已等了 {found.oldest_pending_s:.0f} 秒。")
        for row in live.dirty.exclude(error="").order_by("-attempts")[:FAILURES_SHOWN]:
            self.stdout.write(f"  报告 {row.report_id}：试了 {row.attempts} 次，{row.error.splitlines()[0][:200]}")
        self.stdout.write("索引进程随 make run 运行；也可运行 manage.py index_work --once 立即跟进。")
