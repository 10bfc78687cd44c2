"""Lines that stand over a title and are none: letterheads, heads of pages, columns, bulletins and series, ways through
a site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.reading.lines import half_width

_LONGEST = 60
_N = r"[\d一二三四五六七八九十百〇○零]"
# 中共清溪县委文件, and the paper's number under it.
_LETTERHEAD = re.compile(
    r"(?:中共)?[一-龥]{2,30}(?:委员会|党委|[省市县区州盟旗地]委|党组|支部|组织部|办公室|人民政府|办公厅)文件|"
    r"[一-龥]{1,8}[〔\[(](?:19|20)\d\d[〕\])](?:第)?\d{1,4}号|(?:机密|秘密|内部资料|特急|急件|内部文件注意保存)[★☆\s\d年]{0,6}"
)
# Heads of a printed page: 2011年第3期　清溪论丛, 第03版:党建　下一版, (原载《清溪支部》2009年第2期), (总第92期).
_PAGE_HEAD = re.compile(
    rf"[^。,;:!?]{{0,30}}{_N}{{4}}年第{_N}{{1,3}}期(?: .{{0,40}})?|"
    r"第 ?[\dA-Z]{1,3} ?版(?:[: ].{0,40})?|[(](?:总第|第)\d{1,4}期[)](?: .{0,40})?|"
    r"[(\[](?:原载|原刊|刊载?于|载于?|摘自|选自|转自|摘编自)[^()\[\]]{2,40}[)\]]"
)
# The column of a journal, over the title: 党建论坛, 【经验交流】.
_COLUMN = re.compile(
    r"[一-龥·]{2,6}(?:论坛|园地|专栏|之窗|视点|前沿|聚焦|天地|讲坛|纵横|撷英|信箱|之页)|"
    r"(?:经验|工作|学习)交流|(?:理论|问题)(?:探讨|研究|探索)|(?:工作|调查|党建)研究|(?:基层|工作|支部|党建)动态|他山之石|典型经验|"
    r"本刊特稿|特稿|卷首语|领导言论"
)
_FRAMED = re.compile(r"(?:[【\[][一-龥·]{2,8}[】\]]|(?P<mark>[·●■◆▲★※])[ ·]{0,2}[一-龥·]{2,8}[ ·]{0,2}(?P=mark))")
# 首页 > 党建 > 正文; 清溪党建网 » 书记论坛; 最新文章:…
_WAY = re.compile(
    r"(?:当前位置|您?(?:现在|当前)?的?位置|所在位置)[: ].{0,50}|(?:网站|设为|返回)?(?:首页|主页) ?[|>»›→/-].{0,56}|"
    r"[一-龥A-Za-z]{2,16} ?(?:>>|[>»›→]) ?[一-龥]{2,12}(?: ?(?:>>|[>»›→]) ?[一-龥]{2,12}){0,3}|"
    r"(?:最新|热门|推荐|相关|上一?篇|下一?篇)(?:文章|新闻|阅读|内容)?:.{2,50}"
)
# 会议交流材料之三, 基层党建经验材料(七).
_SERIES = re.compile(rf"[一-龥“”]{{0,24}}(?:材料|文件|发言|典型)(?:之{_N}{{1,3}}|[(]{_N}{{1,3}}[)]|{_N}{{1,3}})")
_MEETING = re.compile(r"[一-龥“”]{4,40}(?:会议?|活动|教育|工作)")
# 组工信息 | 第8期 | 清溪县委组织部编 2011年3月15日
_BULLETIN = re.compile(r"[一-龥“”·]{0,40}(?:简报|信息|通讯|快报|动态|专报|内参|参考|简讯|情况反映)")
_ISSUE = re.compile(rf"[(]?(?:(?:19|20)\d\d年)?(?:第|总第){_N}{{1,4}}期[)]?(?:[( ].{{0,30}})?")
_EDITED = re.compile(r"[一-龥“”]{2,40}[ ]{0,12}(?:编|编印|主办)?[ ]{0,12}(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_BULLETIN_LINES = 4
_SPACES = re.compile(r"\s{2,}")


def lines_over_title(lines: Sequence[str]) -> int:
    """How many of the first ``lines`` stand over the title. At least one line is left."""
    forms = [_SPACES.sub(" ", half_width(line.strip())) for line in lines]
    count = _bulletin_lines(forms)
    while count < len(forms) - 1 and (not forms[count] or _stands_over(forms[count], forms[count + 1])):
        count += 1
    return min(count, max(0, len(forms) - 1))


def _stands_over(form: str, below: str) -> bool:
    if len(form) > _LONGEST:
        return False
    if any(kind.fullmatch(form) for kind in (_LETTERHEAD, _PAGE_HEAD, _WAY, _SERIES)):
        return True
    if _MEETING.fullmatch(form) and _SERIES.fullmatch(below):
        return True
    framed = _FRAMED.fullmatch(form) or _COLUMN.fullmatch(form)
    return bool(framed) and len(form) < len(below) <= _LONGEST and "。" not in below


def _bulletin_lines(forms: Sequence[str]) -> int:
    """The lines of a bulletin's head: its name, its number, and who edits it when."""
    for at, form in enumerate(forms[:_BULLETIN_LINES]):
        if at and len(form) <= _LONGEST and _ISSUE.fullmatch(form):
            name = "".join(forms[:at]).replace(" ", "")
            if len(name) > _LONGEST or not _BULLETIN.fullmatch(name):
                return 0
            edited = at + 1 < len(forms) and len(forms[at + 1]) <= _LONGEST and _EDITED.fullmatch(forms[at + 1])
            return at + 2 if edited else at + 1
    return 0
