"""Fit the weights of the evidence for a named scheme, cross-validated by report; development time only, needs nothing.

    python -m tests.gold.fit_weights [--shared DIR] [--write]

Each annotated report gives its candidates at their best mention: 1 = core initiative, 0 = none; minor ones weigh
little.
Only reports of part "seen" are fitted to. --write stores the weights in archive/rules/initiative_weights.toml with the
SHA-256 of the gold files they came from.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.config.settings")

import django

django.setup()

from archive.reading.extraction.initiative_candidates import find_candidates  # noqa: E402
from archive.reading.extraction.initiative_evidence import Surroundings, confidence, features_of, is_excluded  # noqa: E402
from archive.reading.extraction.initiative_names import normal_form  # noqa: E402
from archive.reading.extraction.initiative_rules import InitiativeRules  # noqa: E402
from archive.services.rules import RULES_DIR, rulebook  # noqa: E402
from tests.gold.initiative_sets import Annotated, best_match, sets  # noqa: E402

FOLDS = 10
MINOR_WEIGHT = 0.05
L2 = 2.0
STEPS = 12
CLOSE = 1e-3
# Evidence too rare in the sets to be fitted, with what the language says of it: the weights are drawn towards these.
PRIORS = {
    "quoted": {
        "couplet": -1.3,
        "exists": 1.8,
        "named": 2.0,
        "scope": 0.4,
        "vehicle": 1.0,
        "known_name": 1.5,
        "sign": 1.0,
        "first_person": -1.5,
        "formula_before": -1.5,
        "fault_before": -1.5,
        "turn": -1.0,
        "praised": 1.0,
        "fault_shape": -2.0,
        "introduced": 1.5,
        "apposed": 1.3,
        "item_quote": 2.2,
        "articles": 2.5,
        "goes_into": 1.2,
        "that_is": 1.5,
        "this_thing": 1.5,
        "event_after": 1.5,
        "denied": -1.0,
        "aside": -1.0,
    },
    "plain": {
        "bare_activity": -1.5,
        "bare": -0.5,
        "generic_place": -1.0,
        "item_name": 2.5,
        "many_parts": -1.0,
        "body_parts": -2.0,
        "own_subject": 1.0,
        "owned": 1.5,
        "known_alone": -0.6,
        "ordinal": 2.0,
        "known": 0.7,
    },
}
GOLD = ("long/gold.json", "devset.json", "samples.json")


@dataclass(frozen=True, slots=True)
class Sample:
    """A candidate at its best mention: features by name, 1 or 0, how much it counts, and where it is from."""

    report: Annotated
    form: str
    name: str
    features: dict[str, float]
    label: float
    weight: float


def samples_of(report: Annotated, rules: InitiativeRules) -> list[Sample]:
    text = report.reading.slice.text
    candidates = find_candidates(text, rules)
    around = Surroundings.of(text, report.reading.title, candidates, report.reading.campaigns, rules)
    best: dict[str, tuple[float, Sample]] = {}
    for item in candidates:
        if is_excluded(item, around, rules):
            continue
        form = "quoted" if item.form == "quoted" else "plain"
        features = features_of(item, around, rules)
        name = text[item.start : item.end]
        hit = best_match(name, report.gold["initiatives"])
        grade = None if hit is None else report.gold["initiatives"][hit]["grade"]
        weight = MINOR_WEIGHT if grade == "minor" else 1.0
        sample = Sample(report, form, name, features, float(grade == "core"), weight)
        sure = confidence(features, form, rules)
        key = normal_form(text[item.core_start : item.core_end])
        if key not in best or sure > best[key][0]:
            best[key] = (sure, sample)
    return [sample for _, sample in best.values()]


def sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Logistic regression with L2 towards PRIORS by Newton's method; the bias is not drawn."""
    names = ["bias", *sorted({name for sample in samples for name in sample.features})]
    index = {name: position for position, name in enumerate(names)}
    rows = [
        ([(0, 1.0), *((index[name], value) for name, value in one.features.items() if value)], one.label, one.weight)
        for one in samples
    ]
    size = len(names)
    drawn_to = [PRIORS[samples[0].form].get(name, 0.0) for name in names]
    weights = list(drawn_to)
    for _ in range(STEPS):
        slope = [L2 * (value - prior) for value, prior in zip(weights, drawn_to, strict=True)]
        slope[0] = 0.0
        bend = [[0.0] * size for _ in names]
        for at in range(size):
            bend[at][at] = L2 if at else 1e-6
        for row, label, much in rows:
            chance = sigmoid(sum(weights[at] * value for at, value in row))
            error, curve = much * (chance - label), max(1e-4, much * chance * (1.0 - chance))
            for at, value in row:
                slope[at] += error * value
                line = bend[at]
                for other, there in row:
                    line[other] += curve * value * there
        moved = solve(bend, slope)
        weights = [value - by for value, by in zip(weights, moved, strict=True)]
        if max(map(abs, moved)) < CLOSE:
            break
    return dict(zip(names, weights, strict=True))


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a positive definite system, by elimination; ``matrix`` is used up."""
    values = list(right)
    size = len(values)
    for at in range(size):
        for below in range(at + 1, size):
            if factor := matrix[below][at] / matrix[at][at]:
                upper, lower = matrix[at], matrix[below]
                for column in range(at, size):
                    lower[column] -= factor * upper[column]
                values[below] -= factor * values[at]
    for at in range(size - 1, -1, -1):
        values[at] = (values[at] - sum(matrix[at][k] * values[k] for k in range(at + 1, size))) / matrix[at][at]
    return values


def score(features: dict[str, float], weights: dict[str, float]) -> float:
    return sigmoid(weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items()))


def digest() -> str:
    folder = Path(__file__).resolve().parent
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in GOLD)).hexdigest()


def folds(samples: Sequence[Sample]) -> list[tuple[Sample, float]]:
    """Each sample with its confidence by weights fitted without its report, or any of the same tenth."""
    judged = []
    for turn in range(FOLDS):
        of_turn = [int(hashlib.md5(one.report.gold["id"].encode()).hexdigest(), 16) % FOLDS == turn for one in samples]
        out = [one for one, held in zip(samples, of_turn, strict=True) if held]
        if out:
            weights = fit([one for one, held in zip(samples, of_turn, strict=True) if not held])
            judged += [(one, score(one.features, weights)) for one in out]
    return judged


def figures(judged: Sequence[tuple[Sample, float]], floor: float) -> str:
    """Precision and recall among candidates at a threshold; minor ones left out."""
    strict = [(one, sure) for one, sure in judged if one.weight == 1.0]
    right = sum(sure >= floor for one, sure in strict if one.label)
    shown = sum(sure >= floor for _, sure in strict)
    wanted = sum(one.label for one, _ in strict)
    precision, recall = right / max(1, shown), right / max(1.0, wanted)
    return f"{floor:.2f} {precision:.3f} {recall:.3f} {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def written(weights: dict[str, dict[str, float]]) -> str:
    lines = [
        "# Weights of the evidence for a named scheme (initiative_evidence.py, initiative_rhetoric.py): logistic",
        f"# regression, L2 = {L2:g}, made by tests/gold/fit_weights.py --write; not to be edited by hand.",
        f'# Annotated sets (their part "seen"): {", ".join(GOLD)}; the seeds too where --shared was given.',
        "",
        f'sets_sha256 = "{digest()}"',
    ]
    for form, values in weights.items():
        lines += ["", f"[weights.{form}]", *(f"{name} = {value:.2f}" for name, value in values.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--wrong", default="", metavar="SET", help="print what cross-validation judges wrong in a set")
    options = parser.parse_args()
    rules = rulebook().rules(InitiativeRules.from_tables)
    reports = [one for one in sets(options.shared) if one.part == "seen"]
    samples = [sample for report in reports for sample in samples_of(report, rules)]
    weights = {}
    for form in ("quoted", "plain"):
        of_form = [one for one in samples if one.form == form]
        weights[form] = fit(of_form)
        judged = folds(of_form)
        for name in sorted({one.report.set for one in of_form}):
            part = [(one, sure) for one, sure in judged if one.report.set == name]
            print(
                f"{form:7} {name:8} {len(part):5}",
                *(figures(part, floor) for floor in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55)),
                sep="  ",
            )
        for one, sure in sorted(judged, key=lambda pair: pair[1]):
            if one.report.set == options.wrong and one.weight == 1.0 and (sure >= 0.5) != bool(one.label):
                told = " ".join(
                    f"{k}{v * weights[form][k]:+.1f}"
                    for k, v in one.features.items()
                    if v and abs(v * weights[form][k]) >= 0.4
                )
                print(
                    f"  {one.report.gold['id']:7} {sure:.2f} {'wrong' if not one.label else 'low  '} {one.name}  {told}"
                )
    if options.write:
        (RULES_DIR / "initiative_weights.toml").write_text(written(weights), encoding="utf-8")


if __name__ == "__main__":
    main()
