"""``python -m tests.bench.http FOLDER``: whole pages of results from gunicorn as ``serve`` starts it: one client, then
sixteen at once. Clients and server share the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from archive.management.commands.serve import web_command
from tests.bench.measure import keep, p, private_mb

HOST = "127.0.0.1"
PORT = int(os.environ.get("PORT", "8107"))
PAGES, CLIENTS, EACH = 100, 16, 15
ROOT = Path(__file__).parents[2]


def main(folder: Path) -> None:
    queries = json.loads((folder / "queries.json").read_text())["words"]
    addresses = ["/search/?" + urlencode({"q": query["typed"]}) for query in queries[:PAGES]]
    server = subprocess.Popen(web_command(HOST, PORT), cwd=ROOT, env=os.environ, start_new_session=True)
    try:
        wait_for(addresses[0])
        for address in addresses[:20]:
            page(address)
        alone = [page(address) * 1e3 for address in addresses]
        with ThreadPoolExecutor(CLIENTS) as pool:
            began = time.perf_counter()
            list(pool.map(page, (addresses * EACH)[: CLIENTS * EACH]))
            throughput = CLIENTS * EACH / (time.perf_counter() - began)
        memory = max(private_mb(pid) for pid in workers(server.pid))
    finally:
        server.terminate()
        server.wait()
    keep(folder / "results.json", http_ms=p(alone), http_per_s=throughput, worker_mb=memory)


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            page(address)
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


def page(address: str) -> float:
    """Seconds for one whole page. Raises RuntimeError where it is none."""
    began = time.perf_counter()
    connection = HTTPConnection(HOST, PORT, timeout=60)
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200 or not body:
        raise RuntimeError(f"{address}: {answer.status}")
    return time.perf_counter() - began


def workers(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
