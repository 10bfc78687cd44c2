import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.grammar import And, Not, Or, Word, YearRange, parse, parse_years
from search.request import MAX_CHARACTERS
from search.sentence import all_leaves, typed, without
from tests.search.cases import cases

CASES = cases("grammar.tsv")
ODD = st.text(alphabet='党员 　()（）-－"“”「」|｜:：*ANDORT标题年份2003.。!e\n', max_size=60)


@pytest.mark.parametrize(("text", "expected", "why"), CASES, ids=[f"{c[0]}-{c[2]}" for c in CASES])
def test_grammar(text, expected, why):
    assert typed(parse(text).root) == expected, why


@given(st.one_of(ODD, st.text()))
def test_never_raises_and_never_loses_a_word_in_silence(text):
    query = parse(text)
    if text.strip() and query.root is None:
        assert query.notices or query.refusal


@given(ODD)
def test_negations_stand_at_leaves_and_rows_are_never_empty(text):
    def check(node):
        if isinstance(node, (And, Or)):
            assert len(node.parts) > 1
            for part in node.parts:
                check(part)
        elif isinstance(node, Not):
            assert isinstance(node.part, (Word, YearRange))
            assert not getattr(node.part, "pieces", ())
        else:
            assert isinstance(node, YearRange) or node.key

    if parse(text).root is not None:
        check(parse(text).root)


def shape(node):
    """What is looked for, without how it was typed."""
    if isinstance(node, (And, Or)):
        parts = [shape(part) for part in node.parts]
        flat = [x for part in parts for x in (part[1:] if part[0] == type(node).__name__ else [part])]
        return (type(node).__name__, *flat)
    if isinstance(node, Not):
        return ("Not", shape(node.part))
    if isinstance(node, YearRange):
        return ("Year", node.first, node.last, node.missing)
    return ("Word", node.key, node.field, node.prefix)


@given(ODD)
def test_what_a_reader_would_type_gives_the_same_tree(text):
    root = parse(text).root
    if root is not None:
        again = parse(typed(root))
        if not again.refusal:
            assert shape(again.root) == shape(root)


@given(ODD)
def test_a_tree_without_a_leaf_has_one_less(text):
    root = parse(text).root
    for leaf in all_leaves(root):
        assert len(all_leaves(without(root, leaf))) == len(all_leaves(root)) - 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("“党员", "引号没有配对"),
        ("(党员", "括号没有配对"),
        ("() 党员", "空括号"),
        ("党员 OR", "“OR”"),
        ("党员 |", "“|”"),
        ("！！", "只有标点"),
        ("党*", "星号"),
        ("年份:很久", "不是年份"),
        ("来源:党报", "不是可以检索的字段"),
        ("标题:", "“标题”"),
        ("“” 党员", "引号里没有文字"),
    ],
)
def test_notices_tell_how_odd_input_was_read(text, part):
    assert any(part in notice for notice in parse(text).notices)


def test_ordinary_input_has_no_notice():
    for text in (
        "党员 社区",
        "(党员 OR 群众) -企业",
        "“组织建设” 标题:宜城 年份:2003..2010",
        "ISO*",
        "加强基层党组织建设",
    ):
        assert parse(text).notices == ()


def test_limits_ask_for_less_and_cut_nothing():
    assert "200" in parse("党" * 201).refusal
    assert not parse("党" * 200).refusal
    assert "20" in parse("党 " * 21).refusal
    assert parse("党 " * 21).root is None
    assert not parse("党 " * 20).refusal


def test_long_runs_have_pieces_short_ones_exact_ones_and_negated_ones_have_none():
    def pieces(text):
        return [p.shown for p in parse(text).pieces]

    assert pieces("加强基层党组织建设") == ["加强", "基层", "党组织", "建设"]
    assert pieces("组织建设") == []
    assert pieces('"加强基层党组织建设"') == []
    assert pieces("-加强基层党组织建设") == []


def test_title_only_gives_every_bare_word_the_field():
    root = parse("党员 正文:社区", title_only=True).root
    assert [leaf.field for leaf in all_leaves(root)] == ["title", "text"]


@pytest.mark.parametrize("depth", [5, 50, 99])
def test_deep_brackets_are_read(depth):
    assert typed(parse("(" * depth + "党" + ")" * depth).root) == "党"


@given(st.text(alphabet='()（） 党-|"', min_size=MAX_CHARACTERS - 20, max_size=MAX_CHARACTERS))
def test_hostile_brackets_are_no_trouble(text):
    parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2003", (2003, 2003, False)),
        ("2003年", (2003, 2003, False)),
        ("2003..2010", (2003, 2010, False)),
        ("2010..2003", (2003, 2010, False)),
        ("2003..", (2003, None, False)),
        ("..2003", (None, 2003, False)),
        ("２００３－２０１０", (2003, 2010, False)),
        ("2003年至2010年", (2003, 2010, False)),
        ("不详", (None, None, True)),
    ],
)
def test_years(text, expected):
    years = parse_years(text)
    assert (years.first, years.last, years.missing) == expected


@pytest.mark.parametrize("text", ["", "..", "20", "20031", "两千年", "2003..20", "2003 2004", "-"])
def test_no_years(text):
    assert parse_years(text) is None
