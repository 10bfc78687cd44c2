"""``manage.py serve``: the web server and the indexer beside each other, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# Seconds: between looks at the children, before a fallen indexer is started again (doubled up to the last), and for
# both to end when asked before they are made to.
LOOK, RESTART_FIRST, RESTART_LAST, GRACE = 0.2, 1.0, 30.0, 10.0


class Command(BaseCommand):
    help = "启动网站和索引进程，按 Ctrl-C 停止。"
    # setup has checked; here it would only keep the operator waiting.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.HOST, settings.PORT
        refuse_taken_port(host, port)
        self.stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        web = start(web_command(host, port))
        self.stdout.write(f"党建报告库在 http://{host}:{port}/ ，按 Ctrl-C 停止。")
        self.stdout.flush()
        indexer = Kept(index_command())
        try:
            code = self.watch(web, indexer)
        finally:
            stop([web, *indexer.running()])
        if code:
            raise CommandError(f"网站进程意外停止（代码 {code}），原因见上面的记录。")
        self.stdout.write("已停止。")

    def watch(self, web: subprocess.Popen, indexer: "Kept") -> int:
        """Until asked to stop (0) or the web server ends by itself (its exit code, 1 for 0)."""
        while not self.stopping.wait(LOOK):
            if web.poll() is not None:
                return web.returncode or 1
            fallen = indexer.look()
            if fallen is not None:
                self.stderr.write(f"索引进程停止（代码 {fallen}），{indexer.pause:g} 秒后重新启动。")
        return 0


class Kept:
    """A process that is started again when it falls, after a pause that grows while it keeps falling."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.pause = RESTART_FIRST
        self.due = 0.0
        self.process: subprocess.Popen | None = None
        self.look()

    def look(self) -> int | None:
        """Start it when due. The exit code, once, when it has just fallen."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.process, self.started = start(self.command), now
            return None
        code = self.process.poll()
        if code is None:
            return None
        lived = now - self.started
        self.pause = RESTART_FIRST if lived > RESTART_LAST else min(self.pause * 2, RESTART_LAST)
        self.process, self.due = None, now + self.pause
        return code

    def running(self) -> list[subprocess.Popen]:
        return [self.process] if self.process is not None else []


def web_command(host: str, port: int) -> list[str]:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        sys.executable, "-m", "gunicorn", "archive.config.wsgi:application", "--bind", bind,
        "--config", "python:archive.config.gunicorn", "--preload",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket",
        "--log-level", "warning", "--timeout", "120", "--graceful-timeout", "5",
    ]


def index_command() -> list[str]:
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "index_work", "--skip-checks"]


def start(command: list[str]) -> subprocess.Popen:
    """A child in a group of its own: Ctrl-C at the terminal reaches only the supervisor, which passes it on once."""
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ.copy(), start_new_session=True)


def stop(processes: list[subprocess.Popen]) -> None:
    """Ask every child to end, then end whatever is left of its group."""
    for process in processes:
        tell(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            tell(process, signal.SIGKILL)
            process.wait()
        # A worker whose master was killed from outside may still be there: the group has the child's own id.
        tell(process, signal.SIGKILL)


def tell(process: subprocess.Popen, number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def refuse_taken_port(host: str, port: int) -> None:
    """One line in words instead of a server that tries again and again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"不能在 {host}:{port} 上启动：{error.strerror}。多半已有程序占用这个端口；"
                f"请先停止它，或换一个端口：PORT={port + 1} make run。"
            ) from error
