"""Fills the tables of localities from the rules' table of administrative divisions."""

from django.db import transaction

from archive.models import Locality, LocalityName, LocalitySuccession
from archive.models.locality import LocalityLevel
from archive.reading.rulebook import csv_rows
from archive.services.rules import rulebook

LEVELS = {"省级": LocalityLevel.PROVINCE, "地级": LocalityLevel.PREFECTURE, "县级": LocalityLevel.COUNTY}


def after_migrate(**_: object) -> None:
    """Run by Django after every migrate and flush: the places belong to the schema, not to the data."""
    load_localities()


@transaction.atomic
def load_localities() -> int:
    """Insert every division of ``places.csv`` that is missing; returns how many rows of localities were added.

    A code carries several names in turn (420600 was 襄樊市 until 2010, 襄阳市 from then); the latest names the
    locality, all of them are kept with their years.
    """
    known = set(Locality.objects.values_list("code", flat=True))
    by_code: dict[str, list[dict[str, str]]] = {}
    for row in csv_rows(rulebook().tables["places.csv"]):
        by_code.setdefault(row["代码"], []).append(row)
    fresh = {code: rows for code, rows in by_code.items() if code not in known}
    if not fresh:
        return 0
    Locality.objects.bulk_create([_locality(code, rows, by_code) for code, rows in sorted(fresh.items())])
    LocalityName.objects.bulk_create([_name(row) for rows in fresh.values() for row in rows])
    LocalitySuccession.objects.bulk_create(
        [link for rows in fresh.values() for row in rows for link in _successions(row, by_code)]
    )
    return len(fresh)


def _year(text: str) -> int | None:
    return int(text) if text else None


def _locality(code: str, rows: list[dict[str, str]], by_code: dict[str, list[dict[str, str]]]) -> Locality:
    rows = sorted(rows, key=lambda row: int(row["启用时间"]))
    latest = rows[-1]
    return Locality(
        code=code,
        name=latest["名称"],
        level=LEVELS[latest["级别"]],
        parent_id=_parent(code, by_code),
        first_year=int(rows[0]["启用时间"]),
        last_year=_year(latest["变更/弃用时间"]),
    )


def _parent(code: str, by_code: dict[str, list[dict[str, str]]]) -> str | None:
    """The nearest division above by code; counties directly below a province have no prefecture of their own."""
    for above in (f"{code[:4]}00", f"{code[:2]}0000"):
        if above != code and above in by_code:
            return above
    return None


def _name(row: dict[str, str]) -> LocalityName:
    above = row["二级行政区"] if row["二级行政区"] not in ("", "直辖") else row["一级行政区"]
    return LocalityName(
        locality_id=row["代码"],
        name=row["名称"],
        parent_name=above if above != row["名称"] else "",
        from_year=int(row["启用时间"]),
        to_year=_year(row["变更/弃用时间"]),
    )


def _successions(row: dict[str, str], by_code: dict[str, list[dict[str, str]]]) -> list[LocalitySuccession]:
    """New codes are separated by ``;``, each with a year in brackets where it differs from the row's."""
    links = []
    for item in filter(None, row["新代码"].split(";")):
        code, _, year = item.partition("[") if "[" in item else item.partition("(")
        when = year.strip("])") or row["变更/弃用时间"]
        if code.strip() in by_code and when:
            links.append(
                LocalitySuccession(predecessor_id=row["代码"], successor_id=code.strip(), year=int(when))
            )
    return links
