"""``manage.py reread [--stale] [--upload N] [--report N] [--json] [--apply]``: what today's rules would read otherwise,
and with ``--apply`` read it so."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import Progress, duration
from archive.services.rereading import (
    FACTS,
    LIST,
    Difference,
    ReportChange,
    Reread,
    read_anew,
    to_read,
    what_would_change,
)

LABELS = dict(zip(FACTS, ("题名", "年份", "地区", "作者", "文种", "举措", "字数"), strict=True))
WHAT = {"new": "新分出", "gone": "不再单独成篇（无人改过的草稿，将删去）", "aside": "并入别篇（人工决定保留，搁置）"}
NOTHING = "（无）"
INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "用现在的规则重读原件。不加 --apply 只列出将有的变化，什么也不改。"
        "人工采纳、修改、驳回、合并、分界的都不会被覆盖；已发布的仍是已发布。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stale", action="store_true", help="只重读规则已变或未曾读出的")
        parser.add_argument("--upload", type=int, action="append", default=[], help="只重读这个文件，可多次")
        parser.add_argument("--report", type=int, action="append", default=[], help="只重读含有这篇报告的文件，可多次")
        parser.add_argument("--apply", action="store_true", help="照此重读；不加则只看不改")
        parser.add_argument("--json", action="store_true", help="以 JSON 列出有变化和没有读出的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        uploads = to_read(stale=options["stale"], uploads=options["upload"], reports=options["report"])
        self.tally: Counter[str] = Counter()
        self.facts: Counter[str] = Counter()
        self.listed: list[dict[str, Any]] = []
        total = uploads.count()
        progress = Progress(self._draw, total, is_terminal=sys.stderr.isatty())
        seen: set[int] = set()
        try:
            for pk in list(uploads.values_list("pk", flat=True)):
                # Files of a packed folder that was read again just now have been read with it.
                upload = uploads.model.objects.defer("raw_text").filter(pk=pk).first()
                if upload is not None and pk not in seen:
                    done = read_anew(upload) if options["apply"] else what_would_change(upload)
                    seen.update(done.covers)
                    progress.clear()
                    self._tell(done, as_json=options["json"])
                progress.advance()
        except KeyboardInterrupt:
            progress.clear()
            self._close(options, total, progress)
            self.stderr.write("已中断。已读的都已存好；再运行一次（加 --stale）即从断处继续。")
            raise SystemExit(INTERRUPTED) from None
        progress.clear()
        self._close(options, total, progress)
        if self.tally["failed"]:
            raise CommandError(f"{self.tally['failed']} 个文件没有读出，原有的报告未变。")

    def _draw(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain, "")
        self.stderr.flush()

    def _tell(self, done: Reread, *, as_json: bool) -> None:
        self.tally[done.state] += 1
        self.tally["reports"] += len(done.reports)
        self.facts.update(difference.fact for report in done.reports for difference in report.differences)
        if as_json:
            if done.state in ("changed", "failed"):
                self.listed.append(asdict(done))
            return
        if done.error:
            self.stderr.write(f"{done.name}：{done.error}")
        for number, report in enumerate(done.reports):
            if not number:
                self.stdout.write(f"{done.name}（文件 {done.upload_pk}）")
            self.stdout.write(lines_of(report))

    def _close(self, options: dict[str, Any], total: int, progress: Progress) -> None:
        tally = {"uploads": total, "read": sum(self.tally[s] for s in ("changed", "same", "folder")),
                 "changed": self.tally["changed"], "failed": self.tally["failed"], "reports": self.tally["reports"],
                 "facts": {fact: self.facts[fact] for fact in FACTS if self.facts[fact]}}
        if options["json"]:
            self.stdout.write(json.dumps(
                {"applied": options["apply"], "totals": tally, "uploads": self.listed}, ensure_ascii=False, indent=1
            ))
            return
        verb = "重读" if options["apply"] else "试读"
        facts = "、".join(f"{LABELS[fact]} {n}" for fact, n in tally["facts"].items())
        changed = f"{tally['changed']} 个有变化（{tally['reports']} 篇{'：' + facts if facts else ''}）"
        what = changed if tally["changed"] else "没有变化"
        self.stdout.write(f"{verb} {tally['read']} 个文件，{what}，用时 {duration(progress.seconds)}。")
        if not options["apply"] and tally["read"]:
            self.stdout.write("以上只是试读，什么也没有改。要照此重读，请加 --apply。")


def lines_of(report: ReportChange) -> str:
    """A report and below it fact by fact what was and what will be."""
    number = f"报告 {report.pk}" if report.pk and report.what != "new" else "新报告"
    head = f"  第 {report.part} 篇《{report.title}》（{number}）{WHAT.get(report.what, '')}"
    return "\n".join([head, *(f"    {LABELS[d.fact]}：{words_of(d)}" for d in report.differences)])


def words_of(difference: Difference) -> str:
    """Old → new; of several names only those that go (−) and come (＋)."""
    old, new = (value.split(LIST) if value else [] for value in (difference.old, difference.new))
    if len(old) < 2 and len(new) < 2:
        return f"{difference.old or NOTHING} → {difference.new or NOTHING}"
    told = [f"−{name}" for name in old if name not in new] + [f"＋{name}" for name in new if name not in old]
    return "　".join(told) or "次序有变"
