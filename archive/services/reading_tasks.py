"""What is done with foreign bytes in a child process (archive.services.reading_server); needs no Django."""

from datetime import date

from archive.reading.formats.zip import Unpacked, UnpackLimits, unpack
from archive.reading.pipeline import read_upload
from archive.reading.records import CleaningDecisions, Reading
from archive.services.rules import rulebook

# Touches every table once: both scripts, residue, a byline, a date, a place, a campaign, a figure, an initiative.
WARMING = (
    "關於鄉村夜校的彙報\n某縣委組織部 2005年3月\n",
    "关于乡村夜校的汇报\n某某县委组织部部长 张某某\n（2005年3月2日）\n来源：某某网\n"
    "一、办好“夜校三问”工程\n我县在保持共产党员先进性教育活动中，按照《关于办好夜校的意见》，建成夜校(xiao)12个。\n",
)


def warm() -> None:
    """Parse every rule table, so that the children find them in memory."""
    for text in WARMING:
        read_upload(text.encode(), "a.txt", rulebook(), date(2005, 6, 1))


def read(data: bytes, name: str, today: date, decisions: CleaningDecisions) -> Reading:
    return read_upload(data, name, rulebook(), today, decisions)


def unpack_some(data: bytes, limits: UnpackLimits, first: int, used: int) -> Unpacked:
    return unpack(data, limits, first, used)
