"""The stylesheet: both dark lists are one, and what is sent stays small."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[3] / "static"
CSS = (STATIC / "css" / "site.css").read_text(encoding="utf-8")
OWN_BYTES = 50_000


def test_both_dark_lists_are_equal():
    system = re.search(r":root:not\(\[data-theme=light\]\)\{(.*?)\}", CSS, flags=re.S)
    chosen = re.search(r":root\[data-theme=dark\]\{(.*?)\}", CSS, flags=re.S)
    assert system and chosen and system.group(1).split() == chosen.group(1).split()
    assert "--paper" in system.group(1)


def test_own_styles_and_scripts_stay_small():
    names = ("css/site.css", "css/search.css", "js/enhance.js", "js/search.js")
    assert sum((STATIC / name).stat().st_size for name in names) < OWN_BYTES


def test_nothing_is_fetched_from_elsewhere():
    assert "http" not in CSS and "@import" not in CSS and "url(" not in CSS
