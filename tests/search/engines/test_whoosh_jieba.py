import pytest

from search.engines.whoosh_jieba.engine import WhooshEngine
from search.engines.whoosh_jieba.index import WhooshIndex
from tests.search.engines.contract import EngineContract


class TestWhooshJieba(EngineContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.folder = tmp_path

    def make(self, documents):
        """In several segments, as an archive in use has them."""
        index = WhooshIndex.create(self.folder / "index")
        for start in range(0, len(documents), 31):
            index.apply(documents[start : start + 31])
        index.close()
        return WhooshEngine(self.folder / "index")
