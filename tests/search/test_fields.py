from search.engines.base import facet_values, folded_fields
from search.fields import BY_READERS_NAME, DEFAULT_FIELDS, FIELDS, LABELS, WORD_FIELDS
from search.request import GROUPS
from tests.search.engines.corpus import DOCUMENTS


def test_names_are_used_once():
    names = [name for field in FIELDS for name in field.names]
    assert len(names) == len(set(names)) == len(BY_READERS_NAME)
    assert len({field.name for field in FIELDS}) == len(FIELDS)


def test_the_names_of_the_contract_work():
    for chinese, english in (
        ("标题", "title"),
        ("地区", "place"),
        ("作者", "author"),
        ("举措", "initiative"),
        ("文种", "genre"),
        ("年份", "year"),
        ("正文", "text"),
    ):
        assert BY_READERS_NAME[chinese] is BY_READERS_NAME[english]


def test_a_bare_word_is_looked_for_in_five_fields():
    assert DEFAULT_FIELDS == ("title", "text", "author", "place", "journal")


def test_every_group_is_a_facet_with_a_label():
    assert set(GROUPS) == {field.name for field in FIELDS if field.facet}
    assert set(GROUPS) <= set(LABELS)


def test_documents_have_every_word_field_and_group():
    for document in DOCUMENTS:
        assert set(folded_fields(document)) == set(WORD_FIELDS)
        assert tuple(facet_values(document)) == GROUPS
        assert all(facet_values(document).values()), "none is a value"
