"""A real browser before the real server: gunicorn and the indexer as `make run` starts them, on a port of its own."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120


def chromium() -> str | None:
    """Path of the browser: CHROMIUM, or one of Chromium's names on PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@dataclass(frozen=True)
class Site:
    """A running archive with the sample reports. ``login`` is (name, password) of its demo account."""

    url: str
    env: dict[str, str]
    process: subprocess.Popen
    login: tuple[str, str]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + quote(path, safe="/?=&%#:."), timeout=20) as answer:
            return answer.read().decode()

    def first_link(self, page: str, pattern: str) -> str:
        """The first address on a page that matches the pattern in full."""
        for link in re.findall(r'href="([^"]+)"', self.get(page)):
            if re.fullmatch(pattern, link.replace("&amp;", "&")):
                return link.replace("&amp;", "&")
        raise AssertionError(f"no link like {pattern} on {page}")

    def manage(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *args], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def find(self, *args: str) -> dict:
        return json.loads(self.manage("find", *args, "--json"))


def wait_until_up(url: str, process: subprocess.Popen, seconds: int = START_SECONDS) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"no answer from {url} within {seconds} s")


def start(env: dict[str, str]) -> subprocess.Popen:
    """What `make run` runs after the install."""
    return subprocess.Popen([sys.executable, "manage.py", "setup", "--serve"], cwd=ROOT, env=env,
                            start_new_session=True, stdout=subprocess.DEVNULL)


def stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if chromium() is None:
        pytest.skip("no Chromium found (CHROMIUM or PATH): browser tests are left out")
    data, port = tmp_path_factory.mktemp("site"), free_port()
    env = {**os.environ, "ARCHIVE_DATA_DIR": str(data), "PORT": str(port), "HOST": "127.0.0.1", "SAMPLE_ARCHIVE": "1"}
    env.pop("DATABASE_URL", None)
    process = start(env)
    url = f"http://127.0.0.1:{port}"
    wait_until_up(url, process)
    account = dict(line.split("：", 1) for line in (data / "demo_login.txt").read_text().splitlines() if "：" in line)
    yield Site(url, env, process, (account["用户名"], account["密码"]))
    stop(process)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found (CHROMIUM or PATH): browser tests are left out")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()
