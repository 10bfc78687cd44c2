from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.request import GROUPS, PAGE_SIZES, SearchRequest, query_from_request, request_from_query

WORD = st.text(max_size=20).map(str.strip)
VALUE = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)
REQUESTS = st.builds(
    SearchRequest,
    words=WORD,
    filters=st.dictionaries(st.sampled_from(GROUPS), st.lists(VALUE, min_size=1, max_size=4, unique=True).map(tuple)),
    sort=st.sampled_from(["relevance", "year_desc", "year_asc", "added"]),
    page=st.integers(1, 999_999),
    page_size=st.sampled_from(PAGE_SIZES),
    literal_only=st.booleans(),
    title_only=st.booleans(),
)
# What no address can carry.
NO_SURROGATES = REQUESTS.filter(lambda r: not any("\ud800" <= c <= "\udfff" for c in f"{r.words}{r.filters}"))


def asked(query: str) -> SearchRequest:
    return request_from_query(parse_qs(query))


@given(NO_SURROGATES)
def test_there_and_back(request):
    query = query_from_request(request)
    assert query.startswith("?")
    assert request_from_query(parse_qs(query[1:])) == request
    assert query_from_request(asked(query[1:])) == query


@given(
    st.dictionaries(
        st.sampled_from(["q", "page", "per", "sort", "year", "from", "to", "within", "literal", "x"]),
        st.lists(st.text(max_size=10), max_size=3),
    )
)
def test_any_parameters_make_a_request(parameters):
    request = request_from_query(parameters)
    assert request.page >= 1
    assert request.page_size in PAGE_SIZES


@pytest.mark.parametrize(
    ("query", "expected", "why"),
    [
        ("", SearchRequest(), "nothing asked"),
        ("q=党员", SearchRequest("党员"), "words"),
        ("q=党员&within=社区", SearchRequest("党员 社区"), "within is added"),
        ("q=甲 OR 乙&within=丙", SearchRequest("(甲 OR 乙) 丙"), "a choice is bracketed"),
        ("q=甲|乙&within=丙", SearchRequest("(甲|乙) 丙"), "however typed"),
        ("within=丙", SearchRequest("丙"), "within alone"),
        ("year=2003&year=2005&year=2003", SearchRequest(filters={"year": ("2003", "2005")}), "each value once"),
        ("from=2003&to=2010", SearchRequest(filters={"year": ("2003..2010",)}), "year boxes"),
        ("from=2003", SearchRequest(filters={"year": ("2003..",)}), "one box"),
        ("to=２０１０年", SearchRequest(filters={"year": ("..2010",)}), "full width"),
        ("from=2003&to=2003", SearchRequest(filters={"year": ("2003",)}), "the same year twice"),
        ("script_found=hant", SearchRequest(filters={"script": ("hant",)}), "script of the source"),
        ("script=hant", SearchRequest(), "script is the reader's own choice"),
        ("page=3&per=50&sort=added", SearchRequest(page=3, page_size=50, sort="added"), "page, size, sort"),
        ("page=x&per=7&sort=up", SearchRequest(), "what is none falls back"),
        ("page=-1", SearchRequest(), "negative"),
        ("page=99999999999999", SearchRequest(), "too long for a page"),
        ("literal=1&title_only=1", SearchRequest(literal_only=True, title_only=True), "switches"),
        ("place= ", SearchRequest(), "blank"),
    ],
)
def test_request_from_query(query, expected, why):
    assert asked(query) == expected, why


def test_a_query_dict_is_understood():
    assert request_from_query(QueryDict("q=党员&place=420000&place=370000")) == SearchRequest(
        "党员", {"place": ("420000", "370000")}
    )


def test_a_change_leads_to_the_first_page():
    request = SearchRequest("党员", page=4)
    assert asked(query_from_request(request, sort="added")[1:]) == SearchRequest("党员", sort="added")
    assert asked(query_from_request(request, page=5)[1:]).page == 5
    assert query_from_request(SearchRequest()) == "?"
