"""``manage.py import PATH… [--publish] [--json]``: files and folders through the same service as the upload page.

Made for folders with thousands of files. One line a file on standard output; progress, notices of the run and the
summary on standard error with ``--json``. May be interrupted and run again: what is here already, by SHA-256, is not
read again. Exit 0 where every file is in, 1 where one is not, 130 where the run was interrupted.
"""

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db.models import Max

from archive.management.import_summary import ImportSummary
from archive.management.progress import Progress, duration
from archive.models import Report, ReportStatus, Upload
from archive.services.publish import NotPublishable, publish
from archive.services.receive import receive_file
from archive.services.received import Received

WORDS = {"new": "已读入", "duplicate": "重复", "failed": "失败"}
INTERRUPTED = 130


class Command(BaseCommand):
    help = (
        "读入文件或文件夹；一个文件出错不影响其余，中断后再运行一次即从断处继续。"
        "有文件失败时以 1 退出，被中断时以 130 退出。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
        parser.add_argument("--publish", action="store_true", help="读入后即发布；疑似重复的留作草稿")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果，进度与小结写到标准错误")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = list(files_in(options["paths"]))
        if not paths:
            raise CommandError("所给的文件夹里没有文件。")
        summary = ImportSummary(Upload.objects.aggregate(newest=Max("pk"))["newest"] or 0)
        progress = Progress(self.draw, len(paths), is_terminal=self.stderr.isatty())
        lines = JsonLines(self.stdout) if options["json"] else PlainLines(self.stdout)
        interrupted = False
        try:
            with interruptible():
                for path in paths:
                    row = self.take(path, options["publish"], summary)
                    progress.clear()
                    lines.write(row)
                    progress.advance()
        except KeyboardInterrupt:
            interrupted = True
        progress.clear()
        lines.close()
        if len(paths) > 1:
            rate = progress.done / max(progress.seconds, 0.001)
            pace = f"用时 {duration(progress.seconds)}，平均每秒 {rate:.1f} 个。"
            # With --json standard output belongs to the JSON alone.
            (self.stderr if options["json"] else self.stdout).write("\n".join([*summary.lines(), pace]), as_it_is)
        if interrupted:
            self.stderr.write(
                f"已中断：还有 {len(paths) - progress.done:,} 个文件没有读入，已读入的都在库里。"
                "同一条命令再运行一次，即从断处继续。"
            )
            raise SystemExit(INTERRUPTED)
        if summary.failed:
            raise CommandError(f"{summary.files} 个文件中有 {summary.failed} 个没有读入，其余不受影响。")

    def draw(self, text: str) -> None:
        self.stderr.write(text, as_it_is, "")
        self.stderr.flush()

    def take(self, path: Path, publish_too: bool, summary: ImportSummary) -> dict[str, Any]:
        """Receive one file, publish what it brought where asked to, and note it in the summary."""
        try:
            data = path.read_bytes()
        except OSError as error:
            received = Received(None, "failed", f"打不开：{error.strerror}。请检查路径和权限。")
        else:
            received = receive_file(data, path.name)
        reports, notices = list(received.reports), list(received.notices)
        notices += [f"{member.path}：{member.error}" for member in received.members if member.state == "failed"]
        published = 0
        for place, report in enumerate(reports if publish_too else ()):
            if report.status != ReportStatus.DRAFT or report.released_at is not None:
                # Public already, or taken back by a person.
                continue
            try:
                reports[place] = publish(report)
                published += 1
            except NotPublishable as refused:
                notices.append(f"第 {report.pk} 号没有发布：{refused}")
        summary.add(received, published)
        return as_row(path, received, reports, notices)


class PlainLines:
    """One line a file: what became of it and what to do next."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out

    def write(self, row: dict[str, Any]) -> None:
        self.out.write(line(row))

    def close(self) -> None:
        pass


class JsonLines:
    """One array, written as it grows: thousands of rows are never held at once. Notices are for people."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.rows = 0
        self.out.write("[", ending="")

    def write(self, row: dict[str, Any]) -> None:
        shown = {key: value for key, value in row.items() if key != "notices"}
        self.out.write(",\n" if self.rows else "\n", ending="")
        self.out.write(json.dumps(shown, ensure_ascii=False), ending="")
        self.rows += 1

    def close(self) -> None:
        self.out.write("\n]")


@contextmanager
def interruptible() -> Iterator[None]:
    """A polite request to end (SIGTERM) counts as Ctrl-C. Outside the main thread signals are nobody's to take."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def as_it_is(text: str) -> str:
    """A style that changes nothing: progress and summary are no errors, though they go to standard error."""
    return text


def line(row: dict[str, Any]) -> str:
    head = f"{WORDS[row['state']]}  {row['file']}"
    if row["state"] == "failed":
        return f"{head}：{row['error']}"
    drafts = sum(report["status"] == ReportStatus.DRAFT for report in row["reports"])
    what = f"{len(row['reports'])} 篇报告"
    following = f"其中 {drafts} 篇待审读：/desk/uploads/{row['upload']}/" if drafts else "都已发布"
    return "  ".join([f"{head}：{what}，{following}", *row["notices"]])


def files_in(paths: list[Path]) -> Iterator[Path]:
    """Files as given; those of folders sorted by path, without hidden ones."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p for p in path.rglob("*")
                if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
        else:
            yield path


def as_row(path: Path, received: Received, reports: list[Report], notices: list[str]) -> dict[str, Any]:
    upload = received.upload
    return {
        "file": str(path),
        "sha256": upload.sha256 if upload else "",
        "state": received.state,
        "error": received.error,
        "upload": upload.pk if upload else None,
        "reports": [
            {"id": report.pk, "part": report.part, "title": report.title, "status": report.status}
            for report in reports
        ],
        "notices": notices,
    }
