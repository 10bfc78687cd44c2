"""One hostile set through the running program, file by file, in the order of its manifest.

What is asked of each file, beyond the manifest's own fields:

- It goes in as a browser sends it: one multipart request to the upload page by a logged-in reviewer. Names keep their
  control characters (RFC 5987 ``filename*``), since a client may send anything.
- *Accepted*: it left at least one report; every report of it could be published; the index follows; a search for the
  marker as an exact phrase gives exactly the reports of this file that hold it; every page, feed and record of it
  answers 200 and holds none of the forbidden strings. ``must_contain`` is looked for in the clean text as it stands.
  The archive stores clean texts in Simplified characters by design, so a string in Traditional characters (the set has
  「黨」) counts as held where the raw text has it as it is *and* the clean text has its Simplified form.
- *Rejected*: no report more than before, and the page says why in words. Of a duplicate in another form the manifest
  says "refused or flagged with a link to the first": a draft that names the first and is not published counts.
- Nothing may be logged as an error meanwhile: an exception that was caught and turned into words is a crash, too.
- Only the download of the original may hold forbidden strings, being the file itself; it must come as an attachment
  that no browser sniffs.

Time counts as over budget where the processor time is, or where the wall clock is three times over (a hang that does
not compute): other work on the machine is not the file's doing.
"""

import html
import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from opencc import OpenCC

from archive.models import Report, ReportStatus, Upload
from archive.services.accounts import REVIEW, ensure_groups
from tests.hostile.manifest import HostileFile, Verdict
from tests.hostile.measure import Measured

BOUNDARY = "hostile-7f3a9c51"
# On pages about many files a forbidden word may be another file's text; markup and control characters never may.
NEVER = re.compile(r"[<\x00-\x08\x0b-\x1f\u202a-\u202e]|Traceback")
LISTS = ("/", "/feeds/new.atom", "/sitemap.xml", "/years/", "/initiatives/", "/authors/", "/localities/",
         "/years/unknown/", "/desk/", "/desk/queue/", "/desk/uploads/", "/desk/uploads/?state=failed",
         "/search/?q=%E5%85%9A", "/search/?q=XSS&sort=added", "/search/?q=alert&per=100")
PAGES = ("/reports/{pk}/", "/reports/{pk}/?view=raw", "/reports/{pk}/?view=compare", "/reports/{pk}/text",
         "/reports/{pk}/json", "/reports/{pk}/cite.bib", "/reports/{pk}/cite.ris", "/desk/reports/{pk}/")
MARKUP = ("text/html", "application/xhtml+xml", "application/xml", "application/atom+xml", "text/xml")
ASK = "refuse or ask"
SOUND = "关于推进村级档案室建设的情况汇报\n全镇十二个村建起档案室，专人值守，定期开放，群众随时可查。\n稳妥后续标记\n"


class ErrorLog(logging.Handler):
    """Keeps what is logged as an error, with its exception."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.rows: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        words = record.getMessage()
        self.rows.append(f"{words}: {type(error).__name__}: {error}" if error else words)

    def taken(self) -> list[str]:
        rows, self.rows = self.rows, []
        return rows


class HostileRun:
    """A fresh, migrated archive of its own, a reviewer at the desk and a visitor."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("index_rebuild", verbosity=0, stdout=_Silent())
        ensure_groups()
        reviewer = get_user_model().objects.create_user("shenhe", is_staff=True)
        reviewer.groups.add(Group.objects.get(name=REVIEW))
        self.desk = Client(raise_request_exception=False)
        self.desk.force_login(reviewer)
        self.visitor = Client(raise_request_exception=False)
        self.errors = ErrorLog()
        logging.getLogger().addHandler(self.errors)
        for name in ("django", "django.request"):
            logging.getLogger(name).addHandler(self.errors)
        # Public pages of what is no public report answer 404, as they should.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        # Rules, dictionary and templates are loaded by the first file; that is not the file's doing.
        self._post("warm.txt", "关于启动工作的报告\n先装载各表。\n".encode())
        for report in Report.objects.all():
            self._publish(report.pk)
        self.errors.taken()

    # -- in ---------------------------------------------------------------------------------------------------------

    def take(self, file: HostileFile) -> Verdict:
        """Upload and publish one file."""
        verdict, before = Verdict(file), Report.objects.count()
        data = file.path.read_bytes()
        with Measured() as measured:
            answer = self._post(file.upload_name, data)
            del data
            verdict.message = result_words(answer)
            self._find(verdict, before)
            for pk in verdict.reports if file.accepted else ():
                self._publish(pk)
        verdict.seconds, verdict.cpu, verdict.megabytes = measured.seconds, measured.cpu, measured.megabytes
        verdict.problems += judged(verdict, answer, Report.objects.count() - before)
        verdict.problems += [f"logged as an error: {row[:300]}" for row in self.errors.taken()]
        return verdict

    def _post(self, name: str, data: bytes) -> HttpResponse:
        return self.desk.generic("POST", reverse("desk:upload"), multipart(name, data),
                                 content_type=f"multipart/form-data; boundary={BOUNDARY}")

    def _publish(self, pk: int) -> None:
        """Nearly all texts of the set are alike; a person says first that this one is no copy, or it stays a draft."""
        if Report.objects.filter(pk=pk, similar_to__isnull=False, duplicate_decision="").exists():
            self.desk.post(reverse("desk:duplicate", args=[pk]), {"do": "distinct"})
        self.desk.post(reverse("desk:publish", args=[pk]))

    def _find(self, verdict: Verdict, before: int) -> None:
        upload = Upload.objects.filter(sha256=verdict.file.sha256).defer("raw_text").first()
        verdict.upload = upload.pk if upload else None
        if upload is not None:
            held = Report.objects.filter(Q(upload=upload) | Q(upload__container=upload))
            verdict.reports = list(held.order_by("pk").values_list("pk", flat=True))
        verdict.got = "accepted" if verdict.reports else "rejected"
        more = Report.objects.count() - before
        if not verdict.file.accepted and verdict.file.kind == "duplicate" and not more:
            verdict.got, verdict.reports = "rejected", []

    # -- afterwards, with all files in ------------------------------------------------------------------------------

    def index(self) -> tuple[float, list[str]]:
        """(seconds of processor, what went wrong). All at once: whose file a merge of segments is due to nobody can
        say."""
        with Measured() as measured:
            try:
                call_command("index_work", once=True, stdout=_Silent(), stderr=_Silent())
            except SystemExit:
                return measured.cpu, ["index_work: not every report could be indexed"]
        return measured.cpu, []

    def search(self, verdict: Verdict) -> None:
        """The marker as an exact phrase gives exactly the reports of this file that hold it."""
        marker = verdict.file.marker
        if not marker or not verdict.reports:
            return
        want = set(Report.objects.published().filter(pk__in=verdict.reports, text__contains=marker)
                   .values_list("pk", flat=True))
        url = "/search/?q=" + quote(f"“{marker}”")
        answer = self.visitor.get(url)
        got = {int(pk) for pk in re.findall(rb'href="/reports/(\d+)/', answer.content)}
        if not want or got != want:
            verdict.problems.append(f"search for {marker} gives {sorted(got)}, not {sorted(want)}")
        verdict.problems += forbidden(verdict.file, url, answer)

    def pages(self, verdict: Verdict) -> None:
        """Every page of the file's reports, and of the file."""
        packed = bool(verdict.upload) and not Report.objects.filter(upload=verdict.upload).exists()
        urls = [page.format(pk=pk) for pk in verdict.reports[:3] for page in PAGES]
        if verdict.upload:
            urls += [f"/uploads/{verdict.upload}/"] if verdict.reports else []
            urls += [f"/desk/uploads/{verdict.upload}/"]
        urls += [f"/desk/reports/{pk}/compare" for pk in Report.objects.filter(
            pk__in=verdict.reports[:3], similar_to__isnull=False).values_list("pk", flat=True)]
        for url in urls:
            at_desk = url.startswith("/desk/")
            began = time.process_time()
            answer = (self.desk if at_desk else self.visitor).get(url)
            verdict.slowest_page = max(verdict.slowest_page, (time.process_time() - began, url))
            verdict.problems += forbidden(verdict.file, url, answer)
            hidden = not at_desk and (verdict.got == "flagged" or (url == f"/uploads/{verdict.upload}/" and packed))
            if answer.status_code != (404 if hidden else 200):
                verdict.problems.append(f"{url} answers {answer.status_code}")
        if verdict.upload:
            verdict.problems += as_download(self.desk.get(f"/desk/uploads/{verdict.upload}/original"))
        if verdict.slowest_page[0] > verdict.file.seconds:
            verdict.problems.append(f"{verdict.slowest_page[1]} takes {verdict.slowest_page[0]:.1f} s")
        verdict.problems += [f"logged as an error on a page: {row[:300]}" for row in self.errors.taken()]

    def lists(self, files: Iterable[HostileFile]) -> list[str]:
        """Pages about many files at once hold no markup and no control character of any."""
        strings = {text for file in files for text in file.must_not_render if NEVER.search(text)}
        problems = []
        for url in LISTS:
            answer = self.desk.get(url)
            problems += [f"{url} answers {answer.status_code}"] if answer.status_code != 200 else []
            body = text_of(answer)
            problems += [f"{url} holds {text!r}" for text in sorted(strings) if text in body]
        return problems

    def afterwards(self) -> list[str]:
        """The next sound upload works, and the index still is the database."""
        answer = self._post("后续.txt", SOUND.encode())
        report = Report.objects.order_by("-pk").first()
        problems = []
        if report is None or "稳妥后续标记" not in report.text:
            return [f"the next sound upload failed: {result_words(answer)}"]
        self._publish(report.pk)
        call_command("index_work", once=True, stdout=_Silent(), stderr=_Silent())
        try:
            call_command("index_verify", stdout=_Silent(), stderr=_Silent())
        except SystemExit:
            problems.append("index_verify: the index is not the database")
        found = self.visitor.get("/search/?q=" + quote("“稳妥后续标记”"))
        if f"/reports/{report.pk}/".encode() not in found.content:
            problems.append("the next sound upload is not found")
        return problems + [f"logged as an error: {row[:300]}" for row in self.errors.taken()]


def multipart(name: str, data: bytes) -> bytes:
    """The body a client sends for one file. Browsers escape three characters in ``filename``; any other client may
    send them in ``filename*``, so that goes along wherever the two differ. A lone surrogate becomes U+FFFD as in
    every browser (WHATWG: a form's strings are scalar values); nothing can be sent as one."""
    raw = re.sub("[\ud800-\udfff]", "\ufffd", name).encode()
    plain = raw.replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
    head = b'Content-Disposition: form-data; name="files"; filename="' + plain + b'"'
    if plain != raw:
        head += b"; filename*=UTF-8''" + quote(raw).encode()
    border = f"--{BOUNDARY}".encode()
    return b"\r\n".join([border, head, b"Content-Type: application/octet-stream", b"", data, border + b"--", b""])


def result_words(answer: HttpResponse) -> str:
    """What the page says of the file, without tags."""
    body = text_of(answer)
    start = body.find("data-results>")
    part = body[start + len("data-results>") : body.find("</section>", start)] if start >= 0 else body[:2000]
    return " ".join(html.unescape(re.sub(r"<[^>]{0,500}>", " ", part)).split())


def text_of(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def judged(verdict: Verdict, answer: HttpResponse, more: int) -> Iterator[str]:
    """Verdict, words, documents, budget."""
    file = verdict.file
    if answer.status_code != 200:
        yield f"the upload page answers {answer.status_code}"
    if "意外错误" in verdict.message:
        yield "refused as an unexpected error, not in words of its own"
    yield from _outcome(verdict, more)
    for text in file.must_contain:
        if file.accepted and verdict.reports and not held(text, verdict):
            yield f"the text lacks {text!r}"
        if not file.accepted and text not in verdict.message:
            yield f"the message lacks {text!r}: {verdict.message[:200]}"
    if not file.accepted and len(re.findall(r"[\u4e00-\u9fff]", verdict.message)) < 8:
        yield f"refused without words: {verdict.message[:200]!r}"
    yield from forbidden(file, "the upload page", answer)
    yield from _stored(verdict)
    if verdict.cpu > file.seconds or verdict.seconds > 3 * file.seconds:
        yield f"took {verdict.cpu:.1f} s of processor, {verdict.seconds:.1f} s of clock; allowed {file.seconds:g}"
    if verdict.megabytes > file.megabytes:
        yield f"took {verdict.megabytes:.0f} MB, allowed {file.megabytes:g}"


def _outcome(verdict: Verdict, more: int) -> Iterator[str]:
    file = verdict.file
    if file.accepted and verdict.got != "accepted":
        yield f"refused: {verdict.message[:200]}"
    elif file.accepted:
        drafts = Report.objects.filter(pk__in=verdict.reports).exclude(status=ReportStatus.PUBLISHED).count()
        if drafts:
            yield f"{drafts} reports could not be published"
        if file.documents is not None and len(verdict.reports) != file.documents:
            yield f"{len(verdict.reports)} documents, not {file.documents}"
    elif more:
        new = Report.objects.filter(pk__in=verdict.reports)
        names_first = file.kind == "duplicate" and all(report.similar_to_id for report in new)
        asks = ASK in file.why and all(report.status == ReportStatus.DRAFT for report in new)
        if names_first or asks:
            verdict.got = "flagged"
        else:
            yield f"accepted, {more} reports more"


def held(text: str, verdict: Verdict) -> bool:
    """See the head of this module on Traditional characters."""
    reports = Report.objects.filter(pk__in=verdict.reports)
    if reports.filter(text__contains=text).exists():
        return True
    simplified = OpenCC("t2s").convert(text)
    return simplified != text and any(
        text in report.upload.raw_text and simplified in report.text for report in reports.select_related("upload")
    )


def _stored(verdict: Verdict) -> Iterator[str]:
    reports = Report.objects.filter(pk__in=verdict.reports).select_related("upload")
    for report in reports.iterator(chunk_size=20):
        for text in verdict.file.must_not_contain:
            for name, stored in (("title", report.title), ("text", report.text), ("raw text", report.upload.raw_text)):
                if text in stored:
                    yield f"the stored {name} of report {report.pk} holds {text!r}"


def forbidden(file: HostileFile, url: str, answer: HttpResponse) -> Iterator[str]:
    """Forbidden strings in the bytes of an answer; what must only not be *rendered* is looked for in markup."""
    body, headers = text_of(answer), "\n".join(f"{name}: {value}" for name, value in answer.items())
    is_markup = answer.get("Content-Type", "").split(";")[0] in MARKUP
    for text in file.must_not_contain:
        if text in body or text in headers:
            yield f"{url} holds {text!r}"
    for text in set(file.must_not_render) - set(file.must_not_contain):
        if (is_markup and text in body) or text in headers:
            yield f"{url} shows {text!r}"


def as_download(answer: HttpResponse) -> Iterator[str]:
    answer.close()
    if not answer.get("Content-Disposition", "").startswith("attachment"):
        yield "the original is not handed out as an attachment"
    if answer.get("X-Content-Type-Options") != "nosniff":
        yield "the original is handed out without nosniff"
    if any(mark in str(value) for value in answer.headers.values() for mark in ("\r", "\n", "\x1b", "\u202e")):
        yield "a header of the original holds control characters"


def printable(text: str) -> str:
    """Control characters of hostile names never reach the terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


class _Silent:
    """Where commands print to."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


def run(files: list[HostileFile], say: Callable[[str], None]) -> tuple[list[Verdict], list[str]]:
    """(a verdict per file, problems of the whole); ``say`` hears of the progress, a line at a time."""
    world = HostileRun()
    verdicts = []
    for number, file in enumerate(files, 1):
        verdict = world.take(file)
        verdicts.append(verdict)
        say(f"{number:3}/{len(files)} {'不符' if verdict.problems else '相符'} {verdict.got:8} {verdict.cpu:6.2f} s "
            f"{verdict.megabytes:6.0f} MB {file.path.name}")
        for problem in verdict.problems:
            say(f"        {printable(problem)}")
    seconds, problems = world.index()
    say(f"索引 {seconds:.1f} s；正在检索每个标记、取每个页面……")
    for verdict in verdicts:
        world.search(verdict)
        world.pages(verdict)
    slowest = max((verdict.slowest_page for verdict in verdicts), default=(0.0, ""))
    say(f"最慢的页面 {slowest[1]}：{slowest[0]:.1f} s")
    return verdicts, problems + world.lists(files) + world.afterwards()
