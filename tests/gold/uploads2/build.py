"""Make ``files/`` and ``gold.json`` of this set from ``source/u_*.txt``: python -m tests.gold.uploads2.build

A source block is ``### name``, a head of ``field: value`` lines, a line ``---`` and the upload as it came. A line
``REPORT`` opens the head of each report of an upload that holds several; a name ending in ``.html`` is wrapped as a
saved page with the title ``HTML``. The fields:

``T`` titles, ``G`` genres, ``H`` heading, ``N`` strings that must go;
``Y`` years that count as right (``null``: none shown), ``C`` how sure, ``Q`` what shows it, ``W`` the web date;
``P`` own place or ``-`` or ``masked`` (after ``|`` other spellings of the path: the first that the table knows);
``L`` other places with their role, ``?`` not required, ``X`` strings that only look like places;
``A`` authors (``[c]`` corporate, ``?`` either way right).
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from tests.gold.facts.cards import code_of

FOLDER = Path(__file__).resolve().parent


def _fields(head: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in head.split("\n") if ":" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _code(path: str, year: int) -> str:
    errors = []
    for spelling in path.split(" | "):
        parts = spelling.split("/")
        below = len(parts) > 1 and re.search(r"(?:镇|乡|街道)$", parts[-1])
        try:
            return code_of("/".join(parts[:-1] if below else parts), year)
        except LookupError as error:
            errors.append(str(error))
    raise LookupError("; ".join(errors))


def _place(path: str, role: str, required: bool, year: int) -> dict[str, Any]:
    code = _code(path, year)
    return {"code": code, "path": path.split(" | ")[0], "role": role, "required": required, "as_of_year": year}


def _report(report_id: str, fields: dict[str, str], web_date: str | None) -> dict[str, Any]:
    years = [None if y == "null" else int(y) for y in fields["Y"].split(",")]
    as_of = years[0] or 2012
    own = fields["P"]
    localities = [] if own in ("-", "masked") else [_place(own, "primary", True, as_of)]
    for item in filter(None, (x.strip() for x in fields.get("L", "").split(";"))):
        path, _, role = item.partition("=")
        localities.append(_place(path, role.rstrip("?"), not role.endswith("?"), as_of))
    authors, optional = [], []
    for item in filter(None, (x.strip() for x in fields.get("A", "").split(";"))):
        name = re.sub(r"\[c\]|\s*=\w+|\?$", "", item).strip()
        entry = {"name": name, "kind": "corporate" if "[c]" in item else "person"}
        (optional if item.endswith("?") else authors).append(entry)
    titles, genres = fields["T"].split(" | "), fields["G"].split(",")
    return {
        "id": report_id,
        "heading": fields.get("H"),
        "title": titles[0].strip(),
        "title_also": [t.strip() for t in titles[1:]],
        "genre": genres[0],
        "genre_also": genres[1:],
        "authors": authors,
        "authors_optional": optional,
        "web_posted": web_date,
        "year": years[0],
        "year_acceptable": years,
        "year_confidence": fields.get("C", "none"),
        "year_evidence": [{"quote": q.strip()} for q in fields.get("Q", "").split(" / ") if q],
        "localities": localities,
        "false_places": [x.strip() for x in fields.get("X", "").split(";") if x.strip()],
    }


def _page(title: str, text: str) -> str:
    lines = "\n".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    head = f"<head><meta charset='utf-8'><title>{html.escape(title)}</title></head>"
    return f"<html>{head}\n<body>\n{lines}\n</body></html>\n"


def build() -> dict[str, Any]:
    files = []
    (FOLDER / "files").mkdir(exist_ok=True)
    for path in sorted((FOLDER / "source").glob("u_*.txt")):
        for block in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            head, _, text = block.partition("\n---\n")
            name, _, head = head.partition("\n")
            common, *parts = re.split(r"^REPORT$", head, flags=re.M)
            shared = _fields(common)
            heads = [_fields(part) for part in parts] or [shared]
            upload = _page(shared["HTML"], text) if name.endswith(".html") else text
            (FOLDER / "files" / name).write_text(upload, encoding="utf-8")
            stem, gone = name.partition(".")[0], shared.get("N", "").split(";")
            files.append(
                {
                    "file": name,
                    "habit": shared["habit"],
                    "script": "hant" if stem in ("u14",) else "hans",
                    "clean_text_checks": {
                        "must_contain": [],
                        "must_not_contain": [x.strip() for x in gone if x.strip()],
                    },
                    "reports": [_report(f"{stem}-{n}", f, shared.get("W")) for n, f in enumerate(heads, 1)],
                }
            )
    return {"schema": "seeds-gold/1", "files": files}


def main() -> None:
    (FOLDER / "gold.json").write_text(json.dumps(build(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
