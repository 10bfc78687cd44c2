"""What the rules of edits are called on pages; the words are data (rule_labels.tsv)."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy

LABELS = Path(__file__).with_name("rule_labels.tsv")
SCRIPT_GROUP = "script"


@dataclass(frozen=True)
class RuleLabel:
    """``group`` is what pages count together, ``order`` its place on a page."""

    group: str
    label: str
    explanation: str
    order: int


@cache
def _labels() -> dict[str, RuleLabel]:
    lines = [line for line in LABELS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        row["rule"]: RuleLabel(row["group"], gettext_lazy(row["label"]), gettext_lazy(row["explanation"]), order)
        for order, row in enumerate(rows)
    }


@cache
def label_of(rule: str) -> RuleLabel:
    """The words for a rule, found by its name or the longest part of it that has words; a rule without words shows its
    name."""
    labels, parts = _labels(), re.split(r"[_.:-]", rule)
    for length in range(len(parts), 0, -1):
        if found := labels.get("-".join(parts[:length])):
            return found
    return RuleLabel(rule, rule, "", len(labels))
