"""Haystack's ``clear_index`` leaves readers with an empty index that says "nothing found". Here nothing is cleared."""

from typing import Any

from django.core.management.base import BaseCommand

from search.management.haystack_arguments import TakesHaystackArguments


class Command(TakesHaystackArguments, BaseCommand):
    help = "不清空现用的索引：那会让检索答出不真实的“没有找到”。要换新索引用 index_rebuild。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("现用的索引没有动：清空之后，检索会答出不真实的“没有找到”。")
        self.stdout.write("要重新建立索引，请运行 manage.py index_rebuild；新索引建好才会换上，旧的随后删去。")
