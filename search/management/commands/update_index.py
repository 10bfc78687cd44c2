"""Haystack's ``update_index`` loses changes when it dies half way. Here the queue is drained."""

from typing import Any

from search.management.commands.index_work import Command as IndexWork
from search.management.haystack_arguments import TakesHaystackArguments


class Command(TakesHaystackArguments, IndexWork):
    help = "等于 index_work --once：把待跟进的变动编入索引。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.drain()
