"""``manage.py reread [--stale] [--report ID]``: read again with today's rules; decisions of people survive."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.models import Upload, UploadState
from archive.services import originals
from archive.services.receive import read_again
from archive.services.rules import rulebook


class Command(BaseCommand):
    help = "用现在的规则重读原件；人工决定过的不会被覆盖。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stale", action="store_true", help="只重读规则已变或未曾读出的")
        parser.add_argument("--report", type=int, action="append", help="只重读含有这篇报告的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        uploads = Upload.objects.order_by("pk")
        if options["report"]:
            uploads = uploads.filter(reports__in=options["report"]).distinct()
        if options["stale"]:
            uploads = uploads.exclude(rules_digest=rulebook().digest, state=UploadState.READ)
        read, failed = 0, 0
        seen: set[int] = set()
        for upload in uploads.iterator(chunk_size=50):
            # Files of a packed folder that was read again just now have been read with it.
            if upload.pk in seen:
                continue
            try:
                data = originals.bytes_of(upload)
            except FileNotFoundError:
                failed += 1
                self.stderr.write(f"{upload.name}：原件不在数据文件夹里（{upload.stored_at}）。")
                continue
            received = read_again(upload, data)
            seen.update(member.upload.pk for member in received.members if member.upload and member.state == "new")
            if received.state == "failed":
                failed += 1
                self.stderr.write(f"{upload.name}：{received.error}")
            else:
                read += 1
        self.stdout.write(f"重读 {read} 个文件。")
        if failed:
            raise CommandError(f"{failed} 个文件没有读出，原有的报告未变。")
