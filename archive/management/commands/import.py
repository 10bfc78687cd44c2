"""``manage.py import PATH… [--publish] [--json]``: files and folders through the same service as the upload page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.models import Report
from archive.services.publish import publish
from archive.services.receive import Received, receive_file

WORDS = {"new": "已读入", "duplicate": "重复", "failed": "失败"}


class Command(BaseCommand):
    help = "读入文件或文件夹；一个文件出错不影响其余。有文件失败时以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
        parser.add_argument("--publish", action="store_true", help="读入后即发布")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = []
        for path in files_in(options["paths"]):
            row = self.row(path, publish_too=options["publish"])
            rows.append(row)
            if not options["json"]:
                self.stdout.write(self.line(row))
        if options["json"]:
            self.stdout.write(json.dumps([without_notices(row) for row in rows], ensure_ascii=False, indent=1))
        failed = sum(row["state"] == "failed" for row in rows)
        if not rows:
            raise CommandError("所给的文件夹里没有文件。")
        if failed:
            raise CommandError(f"{len(rows)} 个文件中有 {failed} 个没有读入，其余不受影响。")

    def row(self, path: Path, *, publish_too: bool) -> dict[str, Any]:
        try:
            data = path.read_bytes()
        except OSError as error:
            return as_row(path, Received(None, "failed", f"打不开：{error.strerror}。请检查路径和权限。"), ())
        received = receive_file(data, path.name)
        reports = received.reports
        if publish_too:
            reports = tuple(publish(report) for report in reports)
        return as_row(path, received, reports)

    def line(self, row: dict[str, Any]) -> str:
        """One line a file: what became of it and what to do next."""
        head = f"{WORDS[row['state']]}  {row['file']}"
        if row["state"] == "failed":
            return f"{head}：{row['error']}"
        drafts = sum(report["status"] != "published" for report in row["reports"])
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


def as_row(path: Path, received: Received, reports: tuple[Report, ...]) -> dict[str, Any]:
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
        "notices": list(received.notices),
    }


def without_notices(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "notices"}
