"""What the rules of findings are called on the desk; the words are data (rule_words.tsv)."""

from functools import cache
from pathlib import Path

from django.utils.translation import gettext

WORDS = Path(__file__).with_name("rule_words.tsv")


@cache
def _words() -> dict[str, str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split("\t", 1)) for line in lines if line and not line.startswith("#")]
    return dict(rows[1:])


def words_for(rule: str) -> str:
    """The words for a rule, underscores and hyphens alike; a rule without words shows its name."""
    words = _words().get(rule.replace("_", "-"))
    return gettext(words) if words else rule
