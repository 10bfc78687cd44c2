"""Tables of cases: input, expected, why; tabs between, ``\\n`` in a cell is a line end."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "cases"


def cases(name: str) -> list[tuple[str, ...]]:
    _head, *rows = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    return [tuple(cell.replace("\\n", "\n") for cell in row.split("\t")) for row in rows if row]
