"""Citations: every form says what the report says, and nothing in a title can break a form."""

import json
from dataclasses import replace
from datetime import date

import pytest

from archive.public import citation
from archive.public.citation import SAMPLE_NOTE, Reference

REF = Reference(
    id=7, title="渔灯夜谈三年记", authors=("岑望潮",), bodies=frozenset(), year=2008, is_inferred=True,
    place="湖北省襄樊市宜城市", genre="经验材料", journal="", issue="", posted="2021-03-08", published="",
    url="https://example.org/reports/7/", seen=date(2026, 11, 24), is_sample=False,
)


def test_gbt_sets_an_inferred_year_in_brackets():
    assert citation.gbt(REF) == (
        "岑望潮. 渔灯夜谈三年记[R/OL]. [2008]（2021-03-08）[2026-11-24]. https://example.org/reports/7/."
    )
    assert "2008（" in citation.gbt(replace(REF, is_inferred=False))
    assert "年份不详" in citation.gbt(replace(REF, year=None))


def test_bibtex_escapes_what_latex_reads():
    out = citation.bibtex(replace(REF, title="100%_{党}建 & \\x"))
    assert r"title = {100\%\_\{党\}建 \& \textbackslash{}x}" in out
    assert out.count("{") == out.count("}")


def test_ris_has_one_field_a_line():
    out = citation.ris(replace(REF, authors=("甲", "乙")))
    lines = out.split("\r\n")
    assert lines[0] == "TY  - RPRT" and lines[-2] == "ER  - "
    assert [line for line in lines if line.startswith("AU")] == ["AU  - 甲", "AU  - 乙"]
    assert all(line == "" or line[2:6] == "  - " for line in lines)


def test_csl_json_is_json():
    item = json.loads(citation.csl_json(REF))[0]
    assert item["type"] == "report" and item["issued"] == {"date-parts": [[2008]], "circa": True}
    assert item["author"] == [{"literal": "岑望潮"}]


@pytest.mark.parametrize("form", citation.FORMS)
def test_every_form_of_a_sample_says_that_it_is_invented(form):
    assert SAMPLE_NOTE in citation.FORMS[form].write(replace(REF, is_sample=True))
    assert SAMPLE_NOTE not in citation.FORMS[form].write(REF)
