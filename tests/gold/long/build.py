"""Make the texts and the gold of the long reports from ``source/``: the same bytes every time.

    python tests/gold/long/build.py      writes texts/*.txt and gold.json beside itself

Needs OpenCC (development only) for the text that is given out in Traditional script.

A source holds the text, a line ``=====`` and one annotation a line: ``c|`` core or ``m|`` minor initiative, status
(已 拟 不, the first is the right one, any other counts as well), category, name as in the text, numbers, other names
parted by /; ``k|`` national campaign; ``P|`` code of the primary place; ``H|hant`` script. Every other quoted string is
no initiative.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATUS = {"已": "已实施", "拟": "拟实施", "不": "不明"}
QUOTED = re.compile("“([^“”\n]{1,80})”")
SENTENCE = re.compile(r"[^。！？\n]+[。！？]?”?")


def figure(number: str, text: str) -> float:
    """12万 is 120000; so is 1.2 where the text has 1.2万 of something other than money."""
    if number not in text:
        raise SystemExit(f"figure not in the text: {number}")
    if number.endswith("万"):
        return float(number[:-1]) * 10_000
    scaled = "." in number and re.search(re.escape(number) + "万(?!多?元)", text)
    return round(float(number) * (10_000 if scaled else 1), 4)


def annotation(line: str, text: str) -> dict:
    grade, status, category, name, *more = line.split("|")
    numbers, aliases = ([*more, "", ""])[:2]
    at = text.find(name)
    if at < 0:
        raise SystemExit(f"not in the text: {name}")
    evidence = next(m.group() for m in SENTENCE.finditer(text) if m.start() <= at < m.end())
    for alias in filter(None, aliases.split("/")):
        if alias not in text and f"“{alias}”" not in text:
            raise SystemExit(f"alias not in the text: {alias}")
    figures = [figure(number, text) for number in numbers.split(",") if number]
    return {
        "name": name,
        "normalised": re.sub("[“”]", "", name),
        "aliases": [alias for alias in aliases.split("/") if alias],
        "category": category,
        "grade": "core" if grade == "c" else "minor",
        "status": STATUS[status[0]],
        "status_also": [STATUS[mark] for mark in status[1:]],
        "evidence": evidence.strip(),
        "components": [],
        "figures": {f"f{index}": value for index, value in enumerate(sorted(set(figures)))},
        "locality": None,
    }


def report(path: Path) -> tuple[dict, str]:
    text, _, notes = path.read_text(encoding="utf-8").partition("\n=====\n")
    lines = [line for line in notes.splitlines() if line]
    keys = {line[0]: line[2:] for line in lines if line[0] in "PH"}
    initiatives = [annotation(line, text) for line in lines if line[0] in "cm"]
    campaigns = [{"name": line[2:]} for line in lines if line[0] == "k"]
    named = {
        name
        for item in initiatives
        for name in QUOTED.findall(item["name"] + "".join(f"“{a}”" for a in item["aliases"]))
    }
    named |= {campaign["name"] for campaign in campaigns}
    others = [
        {"string": f"“{name}”", "why": "quoted, names no scheme"} for name in QUOTED.findall(text) if name not in named
    ]
    place = {"code": keys["P"], "role": "primary"} if "P" in keys else None
    return {
        "id": f"{path.stem}-1",
        "title": text.split("\n", 1)[0],
        "localities": [place] if place else [],
        "initiatives": initiatives,
        "national_campaigns": campaigns,
        "non_initiatives": others,
        "script": keys.get("H", "hans"),
    }, text


def main() -> None:
    import opencc

    (HERE / "texts").mkdir(exist_ok=True)
    files = []
    for path in sorted((HERE / "source").glob("*.txt")):
        one, text = report(path)
        script = one.pop("script")
        upload = opencc.OpenCC("s2t").convert(text) if script == "hant" else text
        (HERE / "texts" / path.name).write_text(upload + "\n", encoding="utf-8")
        files.append({"file": path.name, "script": script, "raw_chars": len(upload), "reports": [one]})
    gold = {"schema": "seeds-gold/1", "files": files}
    (HERE / "gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    core = sum(i["grade"] == "core" for f in files for r in f["reports"] for i in r["initiatives"])
    others = sum(len(r["non_initiatives"]) for f in files for r in f["reports"])
    print(
        f"{len(files)} texts, {sum(f['raw_chars'] for f in files)} characters, "
        f"{core} core, {others} quoted non-initiatives"
    )


if __name__ == "__main__":
    main()
