from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = "党建报告库"

    def ready(self) -> None:
        # Models exist only from here on, so what needs them is named, not imported above.
        import_module("archive.config.checks")
        gazetteer = import_module("archive.services.gazetteer")
        post_migrate.connect(gazetteer.after_migrate, sender=self, dispatch_uid="archive.localities")
