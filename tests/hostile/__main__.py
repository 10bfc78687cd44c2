"""``python -m tests.hostile [OUT] [--kind KIND …] [--json]``: a hostile set through the program, as a table.

OUT is a folder that make_hostile.py filled; without it the set is made in the scratch folder from ``../shared``.
Everything is written in a scratch folder that is removed at the end; the archive of this installation is not touched.
Exit 0 where all is as the manifest says, 1 where something differs, 2 where there is no set.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GUARD = Path(__file__).resolve().parent / "guard"
MAKER = ROOT.parent / "shared" / "hostile" / "make_hostile.py"


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.hostile", description="把一套有害文件逐个上传、发布、检索并核对")
    parser.add_argument("out", nargs="?", type=Path, help="make_hostile.py 写好的文件夹；不给则现做一套")
    parser.add_argument("--kind", action="append", default=[], help="只跑这些类（manifest 的 kind）")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 写到标准输出，进度写到标准错误")
    asked = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="hostile-run-"))
    try:
        folder = asked.out.resolve() if asked.out else made(scratch)
        if folder is None or not (folder / "manifest.json").is_file():
            print(f"没有有害文件：{folder or MAKER} 不在。", file=sys.stderr)
            return 2
        return child(folder, scratch, asked.kind, asked.json)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def made(scratch: Path) -> Path | None:
    if not MAKER.is_file():
        return None
    subprocess.run([sys.executable, str(MAKER), str(scratch / "set")], check=True, stdout=subprocess.DEVNULL)
    return scratch / "set"


def child(folder: Path, scratch: Path, kinds: list[str], as_json: bool) -> int:
    """The run is a process of its own, so that the guard and the scratch folder are there before anything is loaded."""
    for name in ("data", "tmp", "home"):
        (scratch / name).mkdir()
    limits = json.loads((folder / "manifest.json").read_text(encoding="ascii"))["limits"]
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SEARCH_URL", "CACHE_URL")}
    env |= {
        "ARCHIVE_DATA_DIR": str(scratch / "data"), "TMPDIR": str(scratch / "tmp"), "HOME": str(scratch / "home"),
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join([str(GUARD), str(ROOT)]),
        "HOSTILE_GUARD_LOG": str(scratch / "guard.log"), "HOSTILE_GUARD_ROOT": str(scratch),
        "DJANGO_SETTINGS_MODULE": "archive.config.settings",
        # The set names its own limit; an installation may set a lower one.
        "UPLOAD_MAX_MB": str(limits["max_upload_bytes"] // 1024 // 1024),
    }
    command = [sys.executable, "-m", "tests.hostile.report", str(folder), str(scratch / "result.json"), *kinds]
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=sys.stderr if as_json else None)
    if as_json and (scratch / "result.json").is_file():
        result = json.loads((scratch / "result.json").read_text(encoding="utf-8"))
        print(json.dumps(result | {"seconds": round(time.monotonic() - began, 1)}, ensure_ascii=False, indent=1))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
