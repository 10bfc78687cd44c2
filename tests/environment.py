"""Set before Django reads its settings: a test run has a data folder of its own (loaded by -p in pyproject.toml)."""

import os
import tempfile

os.environ["ARCHIVE_DATA_DIR"] = tempfile.mkdtemp(prefix="archive-tests-")
os.environ.pop("SEARCH_URL", None)
os.environ["CORPUS_SECONDS"] = "0"
