"""``manage.py index_rebuild``: a new index beside the live one, then the swap."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import indexer

REPORT_EVERY = 2000


class Command(BaseCommand):
    help = "从数据库重建索引：在现用索引旁边建好，再一次换上，其间检索照常。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.last = 0
        try:
            generation = indexer.rebuild(self.progress)
        except indexer.IndexerBusy as busy:
            raise CommandError(f"{busy} 等了一分钟仍未空出，请稍后再试。") from busy
        found = indexer.status()
        self.stdout.write(f"索引已重建并启用：第 {generation.pk} 世代，{self.last:,} 篇报告。")
        if found.pending:
            self.stdout.write(f"另有 {found.pending} 篇在重建时有变动，运行 manage.py index_work --once 跟上。")
        if found.failed:
            self.stderr.write(f"其中 {found.failed} 篇没能编入索引，原因见 manage.py index_status。")

    def progress(self, done: int, total: int) -> None:
        if done // REPORT_EVERY > self.last // REPORT_EVERY:
            self.stdout.write(f"已编入 {done:,} / {total:,} 篇……")
        self.last = done
