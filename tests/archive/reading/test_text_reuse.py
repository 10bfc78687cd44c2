"""Near duplicates by containment, alike in both scripts."""

from archive.reading.text_reuse import containment, shingles

TEXT = "青石镇党委今年在三十二个村开展“亮灯议事”活动，群众说一句，支部记一句。"
HANT = "青石鎮黨委今年在三十二個村開展「亮燈議事」活動,群眾說一句,支部記一句。"


def test_a_copy_in_the_other_script_is_the_same():
    assert shingles(TEXT) == shingles(HANT)


def test_a_part_is_contained_in_its_whole_but_not_the_reverse():
    part, whole = shingles(TEXT[:20]), shingles(TEXT)
    assert containment(part, whole) == 1.0
    assert containment(whole, part) < 0.7


def test_other_texts_share_little_and_empty_ones_nothing():
    assert containment(shingles(TEXT), shingles("柳荫村把路修到了家门口，老人出门不再踩泥。")) == 0.0
    assert containment(shingles(""), shingles(TEXT)) == 0.0
