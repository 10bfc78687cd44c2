"""Readings made by hand for tests of the services: small, with every kind of finding."""

from archive.reading.edits import Edit, Trail
from archive.reading.records import (
    CampaignMention,
    Defect,
    DocumentMention,
    Evidence,
    FigureMention,
    Heading,
    InitiativeMention,
    MetaLine,
    PersonMention,
    PlaceMention,
    RawText,
    Reading,
    ReportReading,
    ReportSlice,
    Withheld,
    YearResult,
)

RAW = (
    "时间:2019-05-06\n在城北试点会上的总结\n当涂县推行“灯下议事”制度，全年议事36场。\n"
    "××乡也照此办理，落实《试点办法》，结合先进性教育活动。\n"
)
CLEAN = RAW.split("\n", 1)[1].rstrip("\n")


def ev(text: str, quote: str, rule: str = "test", implies: str = "") -> Evidence:
    start = text.index(quote)
    return Evidence(start, start + len(quote), quote, rule, implies)


def a_report(
    part: int = 1,
    *,
    year: int | None = 2006,
    confidence: str = "high",
    place: tuple[str, str] = ("340521", "安徽省/马鞍山市/当涂县"),
    title: str = "在城北试点会上的总结",
    shown: bool = True,
    author: PersonMention | None = None,
) -> ReportReading:
    cut = len(RAW) - len(CLEAN) - 1
    trail = Trail(0, len(RAW), (Edit(0, cut, "", "furniture"), Edit(len(RAW) - 1, len(RAW), "", "edge")))
    line = MetaLine("posted_on", "2019-05-06", "时间:2019-05-06", 0, cut - 1, "line_time")
    primary = PlaceMention(*place, "primary", ev(CLEAN, "当涂县"), 0.95)
    figure = FigureMention(36.0, "场", "议事", ev(CLEAN, "36场"))
    name = ev(CLEAN, "“灯下议事”制度")
    sentence = ev(CLEAN, "当涂县推行“灯下议事”制度，全年议事36场。")
    gap = CLEAN.index("××乡")
    writer = author or PersonMention(
        "白秋实", "person", "author", "县委组织部副部长", "当涂县委组织部", ev(CLEAN, "总结"), 0.9
    )
    return ReportReading(
        slice=ReportSlice(part, None, CLEAN, trail, "hans", (line,), (Defect("late", 1),)),
        title=title,
        title_evidence=ev(CLEAN, "在城北试点会上的总结"),
        genre="领导讲话",
        genre_evidence=None,
        year=YearResult(year, year, year, confidence, "stated", (ev(CLEAN, "全年议事", implies=str(year)),)),
        authors=(writer,),
        posted_on="2019-05-06",
        locality=primary,
        places=(primary,),
        withheld=(Withheld("masked_place", "××乡", "乡级", gap, gap + 3),),
        initiatives=(
            InitiativeMention("“灯下议事”制度", "灯下议事", "制度", "已实施", sentence, name.start, name.end, 0.9,
                              shown, ("灯", "议事"), (figure,), "340521"),
        ),
        campaigns=(CampaignMention("先进性教育", ev(CLEAN, "先进性教育活动")),),
        documents=(DocumentMention("试点办法", "local", ev(CLEAN, "《试点办法》")),),
        figures=(figure,),
        headings=(Heading(1, "总结", 0, 3),),
    )


def a_reading(*reports: ReportReading, digest: str = "d1") -> Reading:
    raw = RawText(RAW, "text", "utf-8", 1.0, title="网页标题")
    return Reading(raw, "hans", reports or (a_report(),), (Defect("halfwidth_punctuation", 2),), digest)
