"""``manage.py index_work``: follow what changes, until asked to stop."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from search import indexer

log = logging.getLogger(__name__)

# Seconds between looks at an empty queue while people are at work and when nothing has changed for IDLE_AFTER seconds
# (twenty looks a second took a tenth of a core), and after something that will not mend itself at once.
POLL, IDLE_POLL, IDLE_AFTER, AFTER_TROUBLE = 0.05, 0.25, 60.0, 5.0
# Seconds without a change after which merging is looked at again: the quieter it is, the more may be merged at once.
TIDY_AFTER = (0.3, 3.0, 30.0, 100.0, 500.0)


class Command(BaseCommand):
    help = "把已发布、已修改、已撤下的报告跟进到索引里。不带 --once 时一直运行，按 Ctrl-C 停止。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="排空队列后结束")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.drain()
        else:
            self.keep_following()

    def drain(self) -> None:
        try:
            with indexer.indexer_lock(wait_s=60):
                done = indexer.drain()
            while indexer.tidy_once():
                pass
        except (indexer.NoIndex, indexer.IndexerBusy) as trouble:
            self.stderr.write(str(trouble))
            raise SystemExit(1) from trouble
        left = indexer.status()
        self.stdout.write(f"已跟进 {done} 处变动，还有 {left.pending} 处待办。")
        if left.failed:
            self.stderr.write(f"{left.failed} 篇没能编入索引，原因见 manage.py index_status；隔一会儿会再试。")
            raise SystemExit(1)

    def keep_following(self) -> None:
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        self.stdout.write("索引进程已启动，随时跟进变动。按 Ctrl-C 停止。")
        self.stdout.flush()
        said = ""
        self.quiet_since, self.looks_at_merging = time.monotonic(), 0
        while not stopping.is_set():
            close_old_connections()
            trouble, done = self.look()
            if trouble and trouble != said:
                self.stderr.write(trouble)
                self.stderr.flush()
            said = trouble
            # After a full batch there may be more: go on at once.
            if not done:
                is_idle = time.monotonic() - self.quiet_since > IDLE_AFTER
                stopping.wait(AFTER_TROUBLE if trouble else IDLE_POLL if is_idle else POLL)
        self.stdout.write("索引进程已停止；没跟进的变动都留在队列里。")

    def look(self) -> tuple[str, int]:
        """(what is wrong, how many changes were followed). Nothing ends the process but a signal: the notes stay in
        the queue, and what is wrong is told once."""
        try:
            followed = indexer.work_once()
            if followed:
                self.quiet_since, self.looks_at_merging = time.monotonic(), 0
            return "", followed or int(self.tidy())
        except indexer.IndexerBusy:
            # A rebuild at work follows the live index itself.
            return "", 0
        except indexer.NoIndex as trouble:
            return str(trouble), 0
        except Exception as trouble:
            log.exception("following failed")
            return f"跟进失败：{type(trouble).__name__}: {trouble}。{AFTER_TROUBLE:g} 秒后再试。", 0

    def tidy(self) -> bool:
        """Whether something was merged."""
        quiet = time.monotonic() - self.quiet_since
        if self.looks_at_merging == len(TIDY_AFTER) or quiet < TIDY_AFTER[self.looks_at_merging]:
            return False
        if indexer.tidy_once(quiet):
            return True
        self.looks_at_merging += 1
        return False
