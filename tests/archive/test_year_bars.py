"""A bar of years: where it stands, what is read aloud of it."""

import pytest

from archive.year_bars import year_bar, years_words


def test_the_soft_part_is_on_top_and_the_bar_stands_on_its_base():
    bar = year_bar((2003, 2005), 12, left=50, slot=25, base=84, height=60, soft=20)
    assert (bar.top, bar.height, bar.soft_height) == ("24.0", "60.0", "20.0")
    assert (bar.solid_top, bar.solid_height) == ("44.0", "40.0")
    assert (bar.left, bar.width, bar.hit_left, bar.hit_width, bar.middle) == ("54.2", "16.7", "50.0", "25.0", "62.5")
    assert bar.name == "12 篇，2003—2005 年"


def test_a_bar_without_a_soft_part_is_all_solid_and_never_too_low_to_be_seen():
    bar = year_bar((2003, 2003), 1, left=0, slot=60, base=84, height=0.1)
    assert bar.soft_height == ""
    assert (bar.solid_top, bar.solid_height) == (bar.top, bar.height) == ("82.0", "2.0")


@pytest.mark.parametrize(("slot", "foot"), [(25, "03"), (34, "03"), (35, "2003")])
def test_a_narrow_slot_has_two_digits(slot, foot):
    assert year_bar((2003, 2003), 1, 0, slot, 84, 10).foot == foot


def test_a_single_year_is_no_range():
    assert (years_words(2003, 2003), years_words(2003, 2005)) == ("2003", "2003—2005")
