"""``manage.py sample [--remove]``: loads the sample archive through the pipeline, or takes it out whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.services.receive import Received
from archive.services.sample import load_samples, remove_samples, sample_files


class Command(BaseCommand):
    help = "装入示例库（文字为本项目编写，人物、数字与举措均属虚构），或整个取出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="取出全部示例，连同只属于示例的举措与作者")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            gone = remove_samples()
            self.stdout.write(
                f"已取出示例：{gone.uploads} 个文件，{gone.reports} 篇报告，"
                f"{gone.initiatives} 项举措，{gone.authors} 位作者。"
            )
            return
        if not sample_files():
            raise CommandError("没有示例文件：fixtures/reports 是空的。")
        loaded = load_samples(self.progress)
        self.stdout.write(f"示例库：{loaded.files} 个文件，新发布 {loaded.reports} 篇报告。")
        if loaded.failed:
            raise CommandError("没有读出：" + "；".join(f"{name}（{why}）" for name, why in loaded.failed))

    def progress(self, number: int, of: int, name: str, received: Received) -> None:
        self.stdout.write(f"  {number}/{of}  {name}  {len(received.reports)} 篇")
