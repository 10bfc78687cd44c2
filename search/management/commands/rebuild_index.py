"""Haystack's ``rebuild_index`` wipes the live index before it builds anew. Here it rebuilds beside it."""

from search.management.commands.index_rebuild import Command as IndexRebuild
from search.management.haystack_arguments import TakesHaystackArguments


class Command(TakesHaystackArguments, IndexRebuild):
    help = "等于 index_rebuild：在现用索引旁边建好，再一次换上。"
