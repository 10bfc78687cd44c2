from search.engines.plain import PlainEngine
from tests.search.engines.contract import EngineContract


class TestPlain(EngineContract):
    def make(self, documents):
        return PlainEngine(documents)
