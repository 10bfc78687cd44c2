"""What scripts written for Haystack's own commands may pass. Taken and not needed: there is one index, it is never
wiped, and nothing is asked."""

from django.core.management.base import CommandParser


class TakesHaystackArguments:
    """Mix-in for commands that stand in for Haystack's."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("app_label", nargs="*", help="不需要，可不写")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help="不需要，可不写")
        parser.add_argument("-u", "--using", action="append", default=[], help="不需要，只有一个索引")
        for short, name in (("-b", "--batch-size"), ("-a", "--age"), ("-s", "--start"), ("-e", "--end"),
                            ("-k", "--workers"), ("-t", "--max-retries")):
            parser.add_argument(short, name, help="不需要，可不写")
        for short, name in (("-r", "--remove"), ("-c", "--nocommit")):
            parser.add_argument(short, name, action="store_true", help="不需要，可不写")
