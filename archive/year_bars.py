"""The geometry of one bar of years, drawn alike on the archive's charts and beside the results of a search.

Numbers in, attributes of SVG out; texts already, so that no template formats a coordinate in the reader's language.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

# Units: space on either side of a bar at most, space between a bar and its number, and the least that is seen.
MOST_GAP, ABOVE, LEAST_HEIGHT = 6.0, 5, 2.0
# A slot narrower than this has room for the last two digits of a year.
FOUR_DIGITS = 34


@dataclass(frozen=True)
class YearBar:
    """One bar and its hit area, a slot wide. ``name`` is read aloud and begins with the number shown above the bar;
    ``foot`` stands below it. ``soft_height`` is empty where no part of the bar is soft: the soft part is on top."""

    name: str
    count: str
    foot: str
    left: str
    width: str
    hit_left: str
    hit_width: str
    middle: str
    top: str
    height: str
    number_at: str
    solid_top: str
    solid_height: str
    soft_height: str


def year_bar(
    years: tuple[int, int], count: int, left: float, slot: float, base: float, height: float, soft: float = 0.0
) -> YearBar:
    """The bar of ``count`` reports of the years ``(first, last)`` in the slot that begins at ``left``. It stands on
    ``base`` and is ``height`` tall, of which the upper ``soft`` are soft."""
    height = max(height, LEAST_HEIGHT)
    gap = min(MOST_GAP, slot / 6)
    return YearBar(
        name=_("%(count)d 篇，%(years)s 年") % {"count": count, "years": years_words(*years)},
        count=str(count),
        foot=str(years[0]) if slot > FOUR_DIGITS else f"{years[0] % 100:02d}",
        left=f"{left + gap:.1f}",
        width=f"{slot - 2 * gap:.1f}",
        hit_left=f"{left:.1f}",
        hit_width=f"{slot:.1f}",
        middle=f"{left + slot / 2:.1f}",
        top=f"{base - height:.1f}",
        height=f"{height:.1f}",
        number_at=f"{base - height - ABOVE:.1f}",
        solid_top=f"{base - height + soft:.1f}",
        solid_height=f"{max(height - soft, 0):.1f}",
        soft_height=f"{soft:.1f}" if soft else "",
    )


def years_words(first: int, last: int) -> str:
    """2003 or 2003—2005."""
    return str(first) if first == last else f"{first}—{last}"
