from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        # The receiver of archive.signals.reports_changed, which needs the models.
        import_module("search.receivers")
        import_module("search.checks")
        import_module("search.analysis.segment").use_words(import_module("search.lexicon").set_words())
        # Pages of reports ask for the reader's words without knowing the search.
        import_module("archive.public.readers_words").register(import_module("search.report_words").read_address)
