"""What an import came to: files by outcome, failures by cause, reports by flaw. Keeps numbers, no reports."""

import re
from collections import Counter
from collections.abc import Iterator

from archive.desk.problems import PROBLEMS, counts
from archive.models import Report
from archive.services.received import Received

# Ids asked for at once; databases limit the values of one question.
BATCH = 500
CAUSES = 12
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_QUOTED = re.compile(r"“[^“”]{0,300}”|《[^《》]{0,300}》")
_FIRST_SENTENCE = re.compile(r"[^。；：:(（]{1,80}")


class ImportSummary:
    """``newest`` is the highest id of an upload before the run: what a file repeats was here before it, or came with
    it."""

    def __init__(self, newest: int) -> None:
        self.newest = newest
        self.files = self.new = self.here = self.twice = self.failed = 0
        self.reports = self.published = self.drafts = 0
        self.causes: Counter[str] = Counter()
        self.flaws: Counter[str] = Counter()
        self._waiting: list[int] = []

    def add(self, received: Received, published: int = 0) -> None:
        """One more file. ``published``: how many of its reports were made public by this run."""
        self.files += 1
        self.published += published
        if received.state == "failed":
            self.failed += 1
            self.causes[cause(received.error)] += 1
        elif received.state == "duplicate":
            known = received.upload is not None and received.upload.pk <= self.newest
            self.here += known
            self.twice += not known
        else:
            self.new += 1
            self.reports += len(received.reports)
            self.drafts += len(received.reports) - published
            self._waiting += [report.pk for report in received.reports]
        for member in received.members:
            if member.state == "failed":
                self.causes[cause(member.error)] += 1
        if len(self._waiting) >= BATCH:
            self._count()

    def lines(self) -> Iterator[str]:
        """For a person, after the last file."""
        self._count()
        yield f"共 {self.files:,} 个文件：读入 {self.new:,}，失败 {self.failed:,}。"
        if self.here:
            yield f"已在库中、没有重读：{self.here:,}。"
        if self.twice:
            yield f"与本次另一文件逐字节相同：{self.twice:,}。"
        if self.reports:
            yield f"新增报告 {self.reports:,} 篇，其中待审读 {self.drafts:,} 篇（/desk/queue/）。"
        if self.published:
            yield (f"已发布 {self.published:,} 篇；检索由索引进程跟进：网站在运行时自动，"
                   "否则运行 manage.py index_work --once。")  # fmt: skip
        told = [f"{problem.label} {self.flaws[problem.key]:,}" for problem in PROBLEMS if self.flaws[problem.key]]
        if told:
            yield "报告中的问题（篇）：" + "，".join(told) + "。"
        for words, number in self.causes.most_common(CAUSES):
            yield f"失败 {number:,} 个：{words}"

    def _count(self) -> None:
        for start in range(0, len(self._waiting), BATCH):
            self.flaws.update(counts(Report.objects.filter(pk__in=self._waiting[start : start + BATCH])))
        self._waiting.clear()


def cause(error: str) -> str:
    """The first clause of a refusal without what is peculiar to the file, so that like falls together."""
    words = _NUMBER.sub("N", _QUOTED.sub("“…”", error))
    first = _FIRST_SENTENCE.match(words.strip())
    return first.group().strip() if first else "原因不明"
