"""A folder of Whoosh files whose commits survive a power cut."""

import os

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile


class DurableStorage(FileStorage):
    """Whoosh writes the segments, then the table of contents under another name, then renames it. Each file is
    synced as it is closed and the folder after each renaming, so the rename is the moment of the commit."""

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: object) -> StructFile:
        return super().create_file(name, excl=excl, mode=mode, onclose=_sync, **kwargs)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _sync(file: StructFile) -> None:
    file.flush()
    os.fsync(file.fileno())
