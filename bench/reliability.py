"""Is a claim at 0.9 right nine times in ten? Reports annotated by hand in, a table of confidence and truth out.

    python bench/reliability.py [--jobs 2] [FOLDER]

Reads the annotated reports and asks the scorer of every claim on an annotated page whether it is right (value, unit,
subject, metric, measure, period and stance; for other kinds what the scorer asks of them). The rows of
extract/checks/confidence.toml come from every other report, by name; the reliability is that of the rest.
Does nothing where the annotated reports, which are not part of the repository, are not at hand.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from extract.checks.confidence import Row, row_of, table
from extract.model import Claim
from kb.read.reading import read_many

SHARED = Path(__file__).parents[2] / "shared"
BINS = (0.0, 0.6, 0.8, 0.9, 0.95, 0.98, 1.01)

Gold = Sequence[dict[str, Any]]
Told = tuple[Claim, bool]


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(score: ModuleType, gold: Gold, claims: Sequence[Claim]) -> Iterator[Told]:
    """Each claim that the gold lines speak of, and whether one of them says the same."""
    pages = {line["page"] for line in gold} if all(line.get("page") for line in gold) else None
    figures = [score.as_metric(line) for line in gold if line["kind"] in score.METRIC_KINDS]
    of_kind: dict[str, list[dict[str, Any]]] = {}
    for line in gold:
        of_kind.setdefault(line["kind"], []).append(line)
    for claim in claims:
        row = claim.as_row()
        lines = of_kind.get(claim.kind, [])
        if pages is not None and claim.page not in pages and claim.kind not in score.HEADER:
            continue
        if claim.kind in score.METRIC_KINDS:
            told = score.as_metric(row)
            yield claim, any(_same_figure(score, line, told) for line in figures)
        elif claim.kind in score.SETS and any(not line.get("optional") for line in lines):
            yield claim, any(score.SETS[claim.kind](line, row) for line in lines)
        elif claim.kind in score.HEADER and lines:
            yield claim, any(_same_head(score, line, row) for line in lines)


def _same_figure(score: ModuleType, line: dict[str, Any], told: dict[str, Any]) -> bool:
    if not score.value_unit_ok(line, told):
        return False
    slots = score.slots(line, told)
    return all(slots[name] for name in score.STRICT)


def _same_head(score: ModuleType, line: dict[str, Any], row: dict[str, Any]) -> bool:
    return all(
        any(score.field_ok(key, option, row.get(key)) for option in score.options(line, key))
        for key in score.HEADER[line["kind"]]
        if line.get(key) is not None or key == "action"
    )


def halves(folder: Path, jobs: int) -> tuple[list[Told], list[Told]]:
    """The judged claims of the reports that set the table, and of those that try it."""
    score = scorer(folder / "score" / "score.py")
    gold = folder / "gold"
    names = sorted({path.stem.partition("-")[0] for path in gold.glob("*.jsonl")})
    reports = [folder / "corpus" / "zh" / f"{name}.pdf" for name in names]
    readings = read_many(reports, jobs=jobs, ocr=False)
    found: tuple[list[Told], list[Told]] = [], []
    for at, (name, reading) in enumerate(zip(names, readings, strict=True)):
        claims = reading.result().claims
        for path in sorted(gold.glob(f"{name}*.jsonl")):
            # A page of text or of statements does not annotate the head of its report.
            behind = "-" in path.stem
            told = judged(score, score.load(path), claims)
            found[at % 2].extend((c, right) for c, right in told if not behind or c.kind not in score.HEADER)
    return found


def shares(told: Sequence[Told]) -> str:
    return f"{sum(right for _, right in told):5d} / {len(told):5d}"


def named(row: Row) -> str:
    known = {True: "known metric", False: "unknown metric", None: ""}[row.known]
    doubts = ("in doubt: " + ", ".join(sorted(row.doubts))[:40]) if row.doubts else ""
    return " · ".join(filter(None, (row.kind, row.origin, known, doubts))) or "anything else"


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("folder", type=Path, nargs="?", default=SHARED)
    chosen = parser.parse_args(words)
    if not (chosen.folder / "score" / "score.py").exists():
        print("The annotated reports are not at hand: nothing is measured.")
        return 0
    first, second = halves(chosen.folder, chosen.jobs)
    print("row of the table | set to | (right + 1) / (all + 2) | right / all, first half | second half")
    for row in table():
        sets, tries = ([t for t in half if row_of(t[0], t[0].doubts) is row] for half in (first, second))
        worth = (sum(right for _, right in sets) + 1) / (len(sets) + 2)
        print(f"{named(row):60} {row.confidence:.2f}  {worth:.3f}  {shares(sets)}  {shares(tries)}")
    print("\nReliability, second half\nconfidence | claims | mean confidence | right")
    for low, high in itertools.pairwise(BINS):
        inside = [t for t in second if low <= t[0].confidence < high]
        if inside:
            mean = sum(claim.confidence for claim, _ in inside) / len(inside)
            right = sum(right for _, right in inside) / len(inside)
            print(f"{low:.2f}–{min(high, 1):.2f} | {len(inside):5d} | {mean:.3f} | {100 * right:.1f} %")
    apart = sum(abs(_mean(b, second)) for b in itertools.pairwise(BINS)) / max(1, len(second))
    print(f"expected calibration error {100 * apart:.1f} points over {len(second)} claims")
    return 0


def _mean(edges: tuple[float, float], told: Sequence[Told]) -> float:
    inside = [t for t in told if edges[0] <= t[0].confidence < edges[1]]
    return sum(right - claim.confidence for claim, right in inside)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
