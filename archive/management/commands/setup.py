"""``manage.py setup``: all that ``make run`` needs before serve. May run any number of times."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.services.accounts import demo_login_file, ensure_demo_users
from archive.services.receive import Received
from archive.services.sample import archive_is_empty, load_samples, sample_files

# What the search's check says of an index made by other rules (search/checks.py).
OUTDATED_INDEX = "search.W001"


class Command(BaseCommand):
    help = "检查环境，更新数据库结构，建立角色与演示账号，空库装入示例，缺索引或索引过时则建立。"
    # Checked below: an outdated index is rebuilt here, not complained of.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--serve", action="store_true", help="随后启动网站（省去再装载一次程序）")

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare()
        if options["serve"]:
            call_command("serve", stdout=self.stdout, stderr=self.stderr)

    def prepare(self) -> None:
        issues = run_checks()
        if any(issue.is_serious() for issue in issues):
            self.check()
        call_command("migrate", verbosity=0, interactive=False)
        login = ensure_demo_users()
        if settings.SAMPLE_ARCHIVE and sample_files() and archive_is_empty():
            self.stdout.write(f"库是空的，正在装入示例库（{len(sample_files())} 个文件）……")
            loaded = load_samples(self.progress)
            self.stdout.write("")
            self.stdout.write(f"示例库已装入：{loaded.reports} 篇报告。取出用 manage.py sample --remove。")
            for name, why in loaded.failed:
                self.stderr.write(f"示例 {name} 没有读出：{why}")
        if not self.has_index():
            self.stdout.write("正在建立索引……")
            call_command("index_rebuild", stdout=self.stdout, stderr=self.stderr)
        elif any(issue.id == OUTDATED_INDEX for issue in issues):
            self.stdout.write("索引是按旧的字段、词表或程序库建立的，正在重建……")
            call_command("index_rebuild", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(f"网址：http://{settings.HOST}:{settings.PORT}/    审读台：/desk/")
        if login is not None:
            self.stdout.write(f"演示账号：{login.name}    密码：{login.password}")
            self.stdout.write(f"密码只在这里显示一次；以后可在 {login.path} 查看（仅本机账户可读），换过密码后请删去。")
        elif demo_login_file().is_file():
            self.stdout.write(f"演示账号见 {demo_login_file()}")

    def has_index(self) -> bool:
        """Whether the search has a live index. Asked by names: the archive does not import the search."""
        try:
            generations = apps.get_model("search", "IndexGeneration")
        except LookupError as missing:
            raise CommandError("没有装上检索（search）。") from missing
        return generations.objects.filter(state="live").exists()

    def progress(self, number: int, of: int, name: str, received: Received) -> None:
        self.stdout.write(".", ending="\n" if number % 40 == 0 else "")
        self.stdout.flush()
