"""Makes reports that are copies of each other, and reports that only look like it. Same seed, same reports.

The invented texts are made of a grammar: sentences of words drawn as unevenly as those of a language, between set
phrases, half of them listed in the rules and half of them not, of which a third of every text consists.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from time import process_time

from opencc import OpenCC

from archive.models import Report, Upload
from archive.reading.rulebook import tsv_rows
from archive.services.similar import note_similar, samples_of

ROOT = Path(__file__).resolve().parents[3]
SYLLABLES = (
    "山水田林路渠桥村镇街院校店棚圃塘滩岭湾坪溪河湖井泉茶麦稻棉瓜果桑蚕渔牧羊牛灯旗钟榜碑亭台廊栏车船站线网屏卡账表册"
    "学讲议评查访谈帮带教育选配培育考核奖罚管护修建通连搬迁转移引进推广公示承诺对接走访登记整改销号回访督办"
    "老少青壮男女师徒邻里商户农户企业车间班组科室窗口楼栋网格片区园区社区码头工地课堂病房"
)
JOINTS = ("的", "和", "在", "由", "把", "对", "为", "与", "到", "从", "已", "每", "先", "再", "又", "并")
ADVERTS = ("更多精彩范文请登录好文秘书之家，会员可下载全文", "本站提供各类公文写作素材，欢迎来电定制，免费试读",
           "点击右上角收藏本页，关注公众号获取最新模板")
FURNITURE = ("首页 新闻 党建 专题 服务 互动 您现在的位置", "发布时间：2013-06-08 浏览次数：1209 字号：大 中 小",
             "责任编辑：小舟 打印本页 关闭窗口", "版权所有 未经许可不得转载 备案序号 技术支持")
_TO_HANT = OpenCC("s2t")


@dataclass(frozen=True)
class Written:
    """One report. Reports of a ``family`` are copies of each other; ``how`` says how this one was made."""

    text: str
    family: str
    how: str


class Author:
    """Writes texts. All that is random comes from ``random``."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.words = ["".join(random.choices(SYLLABLES, k=random.choice((2, 2, 2, 3, 4)))) for _ in range(4000)]
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))
        rules = (ROOT / "archive" / "rules" / "formulas.tsv").read_text(encoding="utf-8")
        self.formulas = [row["phrase"] for row in tsv_rows(rules)]
        # What offices of this invented country always say, and no rule knows.
        self.sayings = [self.clause(random.randint(8, 14)) for _ in range(60)]

    def clause(self, length: int = 0) -> str:
        words = self.random.choices(self.words, cum_weights=self.weights, k=length or self.random.randint(3, 7))
        for _ in range(len(words) // 3):
            words.insert(self.random.randrange(1, len(words)), self.random.choice(JOINTS))
        if self.random.random() < 0.3:
            words.append(f"{self.random.randint(2, 4000)}{self.random.choice('个名户次万件处')}")
        return "".join(words)

    def sentence(self) -> str:
        parts = [self.clause() for _ in range(self.random.randint(2, 4))]
        if self.random.random() < 0.6:
            place = self.random.randrange(len(parts) + 1)
            pool = self.formulas if self.random.random() < 0.5 else self.sayings
            parts.insert(place, self.random.choice(pool))
        return "，".join(parts) + "。"

    def paragraphs(self, count: int) -> list[str]:
        return ["".join(self.sentence() for _ in range(self.random.randint(2, 5))) for _ in range(count)]

    def report(self) -> str:
        return "\n".join([self.clause(5), *self.paragraphs(self.random.randint(5, 14))])

    # -- copies --------------------------------------------------------------------------------------------------

    def dropped(self, text: str) -> str:
        """Up to half of the paragraphs are gone."""
        lines = text.split("\n")
        out = set(self.random.sample(range(len(lines)), self.random.randint(1, max(1, len(lines) // 2))))
        return "\n".join(line for at, line in enumerate(lines) if at not in out)

    def reworded(self, text: str) -> str:
        """One word in twenty is another."""
        letters = list(text)
        for at in range(0, len(letters) - 40, 40):
            place = at + self.random.randrange(40)
            if letters[place] != "\n":
                letters[place] = self.random.choice(self.words)
        return "".join(letters)

    def advertised(self, text: str) -> str:
        lines = [self.random.choice(ADVERTS), *text.split("\n")]
        lines.insert(self.random.randrange(1, len(lines)), self.random.choice(ADVERTS))
        return "\n".join(lines)

    def traditional(self, text: str) -> str:
        return "\n".join(_TO_HANT.convert(line) for line in text.split("\n"))

    def reordered(self, text: str) -> str:
        title, *lines = text.split("\n")
        self.random.shuffle(lines)
        return "\n".join([title, *lines])

    def furnished(self, text: str) -> str:
        return "\n".join([*FURNITURE[:2], text.replace("，", ",").replace("\n", "\n　　"), *FURNITURE[2:]])

    def contained(self, text: str) -> str:
        """The whole text is one part of a report three times as long."""
        own = self.paragraphs(3 * len(text.split("\n")))
        at = self.random.randrange(len(own))
        return "\n".join([*own[:at], text, *own[at:]])

    def copy(self, text: str) -> tuple[str, str]:
        """A copy made in one to three ways, and their names. A text is lengthened last."""
        ways: list[Callable[[str], str]] = [
            self.dropped, self.reworded, self.advertised, self.traditional, self.reordered, self.furnished,
            self.contained,
        ]
        picked = sorted(self.random.sample(ways, self.random.randint(1, 3)), key=ways.index)
        for way in picked:
            text = way(text)
        return text, " ".join(way.__name__ for way in picked)

    # -- what only looks like a copy ---------------------------------------------------------------------------------

    def next_year(self, text: str) -> str:
        """The same county a year later: headings, openings of paragraphs and set phrases stay, the rest is new."""
        lines = []
        for line in text.split("\n"):
            opening, *rest = line.split("，")
            known = [part for part in rest if part.strip("。") in {*self.formulas, *self.sayings}]
            new = [self.clause() for _ in range(max(0, len(rest) - len(known)))]
            lines.append("，".join([opening, *known, *new]) + "。")
        return "\n".join(lines)

    def forms(self, count: int) -> list[str]:
        """One form filled in by ``count`` offices: what stands between names and numbers is the same everywhere."""
        printed = [self.clause(self.random.randint(2, 5)) for _ in range(60)]
        return [
            "\n".join(
                "，".join(
                    f"{self.clause(2)}{words}{self.random.randint(2, 5000)}{self.random.choice('个名户')}"
                    for words in printed[at : at + 6]
                ) + "。"
                for at in range(0, len(printed), 6)
            )
            for _ in range(count)
        ]

    def quoting(self, count: int) -> list[str]:
        """Reports that quote the same long passage of the centre, up to two fifths of each."""
        quoted = "“" + "".join(self.sentence() for _ in range(7)) + "”"
        reports = []
        for _ in range(count):
            lines: list[str] = []
            while sum(map(len, lines)) < 1.5 * len(quoted):
                lines += self.paragraphs(1)
            lines.insert(self.random.randrange(len(lines)), f"{self.clause()}指出：{quoted}")
            reports.append("\n".join(lines))
        return reports


def archive(seed: int, families: int, forms: int = 20) -> list[Written]:
    """``families`` invented reports and the sample reports, each with a copy, and as hard negatives one report in four
    a year later, ``forms`` filled-in forms and reports with the same quotation each. Mixed, copies after originals."""
    author = Author(Random(seed))
    samples = [path.read_text(encoding="utf-8").strip() for path in sorted((ROOT / "fixtures/clean").glob("*.txt"))]
    written: list[Written] = []
    copies: list[Written] = []
    for number, text in enumerate([*samples, *(author.report() for _ in range(families))]):
        family = f"report {number}"
        written.append(Written(text, family, "original"))
        copies.append(Written(*_copied(author, text, family)))
        if number % 4 == 0 and number >= len(samples):
            copies.append(Written(author.next_year(text), f"{family} a year later", "next year"))
    written += [Written(text, f"form {n}", "form") for n, text in enumerate(author.forms(forms))]
    written += [Written(text, f"quoting {n}", "quoting") for n, text in enumerate(author.quoting(forms))]
    author.random.shuffle(written)
    author.random.shuffle(copies)
    return written + copies


def _copied(author: Author, text: str, family: str) -> tuple[str, str, str]:
    copy, how = author.copy(text)
    return copy, family, how


# -- measured ---------------------------------------------------------------------------------------------------------


def take_in(written: list[Written]) -> tuple[list[Report], float]:
    """The reports as the service stores them, as far as copies go, and the seconds of this process's own work that
    took: what else the machine does is not counted."""
    upload = Upload.objects.create(sha256="e" * 64, name="甲.txt", size=1)
    Report.objects.bulk_create(
        Report(upload=upload, part=part, title="甲", text=one.text, raw_start=0, raw_end=0)
        for part, one in enumerate(written, 1)
    )
    reports = list(Report.objects.order_by("part"))
    began = process_time()
    for report in reports:
        note_similar(report, samples_of(report.text))
    return reports, process_time() - began


def measure(written: list[Written], reports: list[Report]) -> tuple[float, float, Counter[str]]:
    """Precision and recall of what is announced, and what went wrong by how the report was made."""
    family = {report.pk: one.family for report, one in zip(reports, written, strict=True)}
    right = wrong = wanted = 0
    errors: Counter[str] = Counter()
    seen: set[str] = set()
    for report, one in zip(reports, written, strict=True):
        is_copy = one.family in seen
        seen.add(one.family)
        wanted += is_copy
        if report.similar_to_id is None:
            errors[f"missed: {one.how}"] += is_copy
        elif is_copy and family[report.similar_to_id] == one.family:
            right += 1
        else:
            wrong += 1
            errors[f"wrong: {one.how}"] += 1
    return right / (right + wrong), right / wanted, +errors
