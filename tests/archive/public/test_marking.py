"""Marks in paragraphs: whatever overlaps, no character is lost or doubled and every anchor is drawn once."""

from hypothesis import given
from hypothesis import strategies as st

from archive.public.marking import Mark, Ref, paragraphs, settled

TEXT = "甲乙丙丁戊己庚辛壬癸\n子丑寅卯辰巳\n午未申酉戌亥"
SPANS = [(0, 10), (11, 17), (18, 24)]
KINDS = st.sampled_from(["evidence", "name", "document", "gap", "link"])


@st.composite
def marks(draw):
    out = []
    for number in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(TEXT) - 1))
        end = draw(st.integers(start + 1, len(TEXT)))
        out.append(Mark(start, end, draw(KINDS), f"e{number}", ref=Ref(str(number), f"n{number}")))
    return out


def runs_of(paragraph):
    return [run for stretch in paragraph.stretches for run in stretch.runs]


@given(marks())
def test_text_is_whole_and_every_anchor_is_drawn_once(given_marks):
    out = paragraphs(TEXT, SPANS, given_marks, {})
    assert ["".join(run.text for run in runs_of(p)) for p in out] == TEXT.split("\n")
    runs = [run for paragraph in out for run in runs_of(paragraph)]
    drawn = [anchor for run in runs for anchor in run.anchors]
    expected = [mark.anchor for mark in given_marks if TEXT[mark.start : mark.end].strip("\n")]
    assert sorted(drawn) == sorted(expected)
    assert sorted(ref.number for run in runs for ref in run.refs) == sorted(a.removeprefix("e") for a in expected)


def test_overlapping_marks_nest_and_split():
    out = paragraphs(TEXT, SPANS, [Mark(0, 6, "evidence", "e1"), Mark(2, 4, "name", "e2", "/x/"),
                                   Mark(3, 8, "query", "m1")], {})
    runs = runs_of(out[0])
    assert [(run.text, run.css, run.is_hit) for run in runs] == [
        ("甲乙", "", False), ("丙", "nm", False), ("丁", "nm", True), ("戊己", "", True), ("庚辛", "", True),
        ("壬癸", "", False),
    ]
    assert [run.hit for run in runs] == ["", "", "m1", "", "", ""]
    assert [stretch.is_evidence for stretch in out[0].stretches] == [True, False]


def test_a_mark_on_a_line_feed_moves_to_the_text_inside_it():
    assert settled([Mark(10, 13, "evidence", "a")], SPANS) == [Mark(11, 13, "evidence", "a")]
    assert settled([Mark(8, 11, "evidence", "a")], SPANS) == [Mark(8, 10, "evidence", "a")]
    assert settled([Mark(10, 11, "evidence", "a")], SPANS) == []


def test_headings_keep_their_level():
    out = paragraphs(TEXT, SPANS, [], {11: 2})
    assert [(p.number, p.level) for p in out] == [(1, 0), (2, 2), (3, 0)]


def test_numbers_behind_one_sentence_stand_in_order():
    given_marks = [Mark(0, 6, "evidence", f"e{n}", ref=Ref(str(n), f"n{n}")) for n in (1, 2, 3)]
    runs = runs_of(paragraphs(TEXT, SPANS, given_marks, {})[0])
    assert [ref.number for ref in runs[0].refs] == ["1", "2", "3"]
    assert runs[0].anchors == ("e1", "e2", "e3")
