"""One report in every format gives one clean text."""

from datetime import date
from html import escape

import pytest

from archive.reading.pipeline import read_upload
from archive.services.rules import rulebook
from tests.archive.reading.formats.doc_maker import make_doc
from tests.archive.reading.formats.pdf_maker import Line, make_pdf
from tests.archive.reading.formats.test_mhtml import make_mhtml
from tests.archive.reading.formats.test_odt import make_odt
from tests.archive.reading.formats.test_rtf import hexed, numbered

REPORT = [
    "柳荫村党建工作汇报",
    "一、主要做法",
    "村党支部推行“议事亭前说三句”做法，把村里的大事小事交给党员和群众一起商量，2008年办成实事26件，大家都说好。",
    "村里还把十二户人家连成一个院子，由一名党员带着，叫作“红灯笼院”，老人有人照看，娃娃放学有人接送，邻里和气。",
    "二、下一步打算",
    "继续做细做实。",
]


def as_pdf() -> bytes:
    page: list[Line] = []
    for paragraph in REPORT:
        is_running = paragraph.endswith("。")
        first = 24 if is_running else 26
        rows = [paragraph[:first], *(paragraph[at : at + 26] for at in range(first, len(paragraph), 26))]
        for number, row in enumerate(rows):
            page.append(Line(80 + (24 if is_running and not number else 0), 80 + 20 * len(page), row, 12))
    return make_pdf([page])


FILES = {
    "odt": lambda: make_odt("".join(f"<text:p>{escape(row)}</text:p>" for row in REPORT)),
    "rtf": lambda: ("{\\rtf1\\ansi\\ansicpg936 " + "\\par ".join(hexed(row) for row in REPORT) + "}").encode(),
    "rtf-u": lambda: ("{\\rtf1 " + "\\par ".join(numbered(row) for row in REPORT) + "}").encode(),
    "doc": lambda: make_doc([(row + "\r", False) for row in REPORT]),
    "pdf": as_pdf,
    "mhtml": lambda: make_mhtml(
        ("<html><body>" + "".join(f"<p>{row}</p>" for row in REPORT) + "</body></html>").encode("gbk"), "8bit"),
}


@pytest.mark.parametrize("kind", FILES)
def test_the_clean_text_is_that_of_the_plain_file(kind):
    plain = read_upload("\n".join(REPORT).encode(), "x.txt", rulebook(), date(2024, 1, 1))
    reading = read_upload(FILES[kind](), "x", rulebook(), date(2024, 1, 1))
    assert reading.raw.format == kind.removesuffix("-u")
    assert [report.slice.text for report in reading.reports] == [report.slice.text for report in plain.reports]
