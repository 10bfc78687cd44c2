"""Tables of figures on annotated reports, as lines of text."""

from __future__ import annotations

from tests.gold.initiative_sets import Annotated, Counts, best_match, shown_of

BINS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)


def table(reports: list[Annotated]) -> list[str]:
    lines = [
        f"{'set':14} {'reports':>7} {'F1':>6} {'prec':>6} {'recall':>6}  quoted P/R     plain P/R      status figures"
    ]
    for name, part in sorted({(one.set, one.part) for one in reports}):
        counts, quoted, plain = Counts(), Counts(), Counts()
        chosen = [one for one in reports if (one.set, one.part) == (name, part)]
        for one in chosen:
            counts.add(one.gold, shown_of(one))
            quoted.add(one.gold, shown_of(one), "quoted")
            plain.add(one.gold, shown_of(one), "plain")
        lines.append(
            f"{name + ' ' + part:14} {len(chosen):7} {counts.f1:6.3f} {counts.precision:6.3f} {counts.recall:6.3f}  "
            f"{quoted.precision:.3f}/{quoted.recall:.3f}    {plain.precision:.3f}/{plain.recall:.3f}    "
            f"{counts.status / max(1, counts.status_asked):.3f}  {counts.figures / max(1, counts.figures_asked):.3f}"
        )
    return lines


def calibration(reports: list[Annotated]) -> list[str]:
    """Of what got a confidence, proposals included: how many, and how many of them are annotated core initiatives."""
    seen: dict[float, list[bool]] = {floor: [] for floor in BINS}
    for one in reports:
        for item in one.reading.initiatives:
            hit = best_match(item.name, one.gold["initiatives"])
            if hit is not None and one.gold["initiatives"][hit]["grade"] == "minor":
                continue
            floor = next((floor for floor in BINS if item.confidence >= floor), None)
            if floor is not None:
                seen[floor].append(hit is not None)
    return [
        f">= {floor:.1f}  {len(found):4}  right {sum(found) / len(found):.2f}" for floor, found in seen.items() if found
    ]
