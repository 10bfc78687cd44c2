"""Start-up checks, in words: what is wrong and what to do."""

import os
import tempfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# Distributions that install a module of the same name: whichever was installed last has overwritten the others.
RIVALS: dict[str, tuple[str, ...]] = {
    "whoosh": ("whoosh", "whoosh-reloaded", "whoosh3"),
    "opencc": ("opencc-python-reimplemented", "opencc"),
}


@register()
def one_of_each_rival(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Exactly one Whoosh and one OpenCC. The others return stale documents, or convert otherwise than tested."""
    return [message for module, names in RIVALS.items() for message in _rivals(module, names)]


def _rivals(module: str, names: tuple[str, ...]) -> Iterable[CheckMessage]:
    found = [name for name in names if _is_installed(name)]
    wanted = names[0]
    if found == [wanted]:
        return
    if not found:
        hint = "运行 pip install --require-hashes -r requirements.txt"
        yield Error(f"没有安装 {wanted}。", hint=hint, id="archive.E001")
        return
    others = [name for name in found if name != wanted]
    yield Error(
        f"模块 {module} 应当只来自 {wanted}，现在装有：{'、'.join(found)}。它们互相覆盖，检索或转换会出错。",
        hint=f"运行 pip uninstall -y {' '.join(others)}，再运行 pip install --force-reinstall --require-hashes "
        "-r requirements.txt",
        id="archive.E002",
    )


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


@register()
def data_folder_is_writable(app_configs: Any, **_: Any) -> list[CheckMessage]:
    folder = Path(settings.DATA_DIR)
    hint = "请改正文件夹的权限或磁盘空间，或用环境变量 ARCHIVE_DATA_DIR 指定另一处。"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".check-", dir=folder)
    except OSError as error:
        return [Error(f"数据文件夹 {folder} 不能写入：{error.strerror}。", hint=hint, id="archive.E003")]
    os.close(handle)
    Path(name).unlink()
    return []
