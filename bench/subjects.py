"""Whom is a number about? Reports annotated by hand in, the weights of extract/prose/subject/weights.toml out.

    python bench/subjects.py [--jobs 2] [--write] [FOLDER …]

Every number of running text that a line of the folders' NAME*.jsonl speaks of is a question: of its candidates those
are right that the line names (`subject`, `subject_alt`). Half of our own sentences are among the questions. Prints how often the right one is among the candidates, how
often the ordered rules choose it, and by how far ahead the weights have their choice: each report judged by weights from
the others, and the reports of either half by weights from the other. --write keeps the weights from all reports.
Does nothing where the annotated reports, which are not part of the repository, are not at hand.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from reliability import scorer

from extract.pipeline import extract
from extract.prose import stated
from extract.prose.subject.choice import Judged, judge
from extract.prose.subject.features import features
from kb.who.names import seeded_names

SHARED = Path(__file__).parents[2] / "shared"
OWN = Path(__file__).parents[1] / "tests" / "gold_sentences"
WEIGHTS = Path(__file__).parents[1] / "extract" / "prose" / "subject" / "weights.toml"
SEEN = 12  # questions a feature must hold in
DECAY = 8.0  # of the weights' squares
# Bounds between which choices are counted, by how far the weights have the rules' choice ahead.
AHEAD = (-99.0, -1.0, 0.0, 1.0, 2.0, 99.0)
STEPS, STRIDE = 120, 0.1

Floats = NDArray[np.float64]
Line = dict[str, Any]


@dataclass(slots=True)
class Question:
    """A number of running text: the candidates with their features, which are right, and the rules' choice."""

    report: str
    place: tuple[str, tuple[str, ...]]  # the block and the answer: numbers that share both count as fewer
    subjects: list[str]
    features: list[set[str]]
    right: list[bool]
    rule: int  # which of them the rules choose
    matrix: Floats | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the weights: the block, where the number stands in it, the features, the rules' choice, the numbers."""

    text: str
    start: int
    every: dict[str, set[str]]
    rule: str
    numbers: frozenset[Decimal]


@contextmanager
def listening() -> Iterator[list[Asked]]:
    """Every question that is asked meanwhile; each gets its present answer, on which the next may lean."""
    asked: list[Asked] = []

    def note(
        subject: str, found: Any, sentence: Any, group: Any, what: Any, said: Any, facts: Any
    ) -> Judged | None:
        every = features(found, sentence, group, what, said, facts, subject)
        numbers = frozenset(abs(q.value) for q in group.quantities)
        asked.append(Asked(sentence.mentions.text, group.start, every, subject, numbers))
        return judge(subject, found, sentence, group, what, said, facts)

    with mock.patch.object(stated, "judge", note):
        yield asked


def questions(report: Path, gold: Sequence[Path]) -> list[Question]:
    """The questions of one report that its lines by hand answer."""
    score = scorer(SHARED / "score" / "score.py")
    lines = [line for path in gold for line in _lines(path) if line["kind"] == "metric"]
    with listening() as asked:
        extract(report.read_bytes(), report.name, names=seeded_names(), ocr=False)
    answered = ((a, [line for line in lines if _speaks_of(score, line, a)]) for a in asked)
    return [
        _question(
            score,
            report.stem,
            a,
            [[name for name in score.options(line, "subject") if name] for line in told],
        )
        for a, told in answered
        if told and a.every
    ]


def own_questions(path: Path) -> list[Question]:
    """Those of a file of sentences of our own (tests/gold_sentences)."""
    sys.path.append(str(OWN.parent))
    own = importlib.import_module("own_gold")
    score = scorer(SHARED / "score" / "score.py")
    found = []
    for sentence in own.sentences_of(path):
        with listening() as asked:
            own.read(sentence)
        for a in asked:
            told = [m for m in sentence.measured if any(abs(value) in a.numbers for value in m.value)]
            if told and a.every:
                answers = [[name for name in m.subject if name] for m in told]
                found.append(_question(score, path.stem, a, answers))
    return found


def _question(score: Any, report: str, asked: Asked, answers: Sequence[Sequence[str]]) -> Question:
    def right(name: str) -> bool:
        return all(_is(score, name, names) for names in answers)

    place = (asked.text, tuple(sorted(answers[0])))
    subjects = list(asked.every)
    return Question(
        report,
        place,
        subjects,
        list(asked.every.values()),
        [right(s) for s in subjects],
        subjects.index(asked.rule),
    )


def _lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _speaks_of(score: Any, line: Line, asked: Asked) -> bool:
    """Whether a line is of one of these numbers: the same value, and its quote stands where the number does."""
    value = score.number(line["value"])
    if value is None or not any(abs(value) == number for number in asked.numbers):
        return False
    quote, block = _squeezed(str(line.get("quote"))), _squeezed(asked.text)
    place, at = block.find(quote), len(_squeezed(asked.text[: asked.start]))
    while place >= 0 and not place <= at < place + len(quote):
        place = block.find(quote, place + 1)
    return place >= 0


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is(score: Any, name: str, right: Sequence[str]) -> bool:
    """As the scorer compares subjects."""
    return bool(
        score.name_ok(name, right, False) or (score.name_ok(name, right, True) and len(score.fold(name)) >= 2)
    )


# --- fitting -----------------------------------------------------------------------------------------------


def prepare(asked: Sequence[Question]) -> list[str]:
    """The features that hold often enough, by name; every question gets its matrix and its weight."""
    holds = Counter(name for q in asked for name in set().union(*q.features))
    names = sorted(name for name, count in holds.items() if count >= SEEN)
    column = {name: at for at, name in enumerate(names)}
    alike = Counter((q.report, q.place) for q in asked)
    for q in asked:
        q.weight = alike[q.report, q.place] ** -0.5
        q.matrix = np.zeros((len(q.subjects), len(names)))
        for row, on in enumerate(q.features):
            q.matrix[row, [column[name] for name in on if name in column]] = 1.0
    return names


def fit(asked: Sequence[Question], count: int) -> Floats:
    """Weights under which the right candidates are the likely ones (a softmax over each question's), by Adam."""
    useful = [q for q in asked if any(q.right) and not all(q.right)]
    sizes = [len(q.right) for q in useful]
    rows = np.concatenate([q.matrix for q in useful if q.matrix is not None])
    right = np.concatenate([q.right for q in useful]).astype(float)
    of = np.repeat(np.arange(len(useful)), sizes)
    share = np.array([q.weight for q in useful])[of]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    w, mean, square = np.zeros(count), np.zeros(count), np.zeros(count)
    for step in range(1, STEPS + 1):
        sums = rows @ w
        odds = np.exp(sums - np.maximum.reduceat(sums, starts)[of])
        all_of, right_of = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        slope = (
            rows.T @ ((odds / all_of[of] - odds * right / np.maximum(right_of, 1e-12)[of]) * share)
            + DECAY * w
        )
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        pace = STRIDE * (1 - step / (STEPS + 1)) / (1 - 0.9**step)
        w = w - pace * mean / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    return np.asarray(np.round(w, 2))


def ahead(q: Question, w: Floats) -> float:
    """By how much the rules' choice is ahead of the next best."""
    assert q.matrix is not None
    sums = q.matrix @ w
    others = np.delete(sums, q.rule)
    return float(sums[q.rule] - others.max()) if others.size else 0.0


def tell(name: str, asked: Sequence[Question], by: Sequence[float]) -> None:
    """Of the choices of rules and of weights how many are right; those of the rules by how far they are ahead."""
    count = len(asked)
    among = sum(any(q.right) for q in asked)
    rules = sum(q.right[q.rule] for q in asked)
    print(
        f"{name}: {count} numbers, among the candidates {100 * among / count:.1f}, rules {100 * rules / count:.1f}"
    )
    for low, high in itertools.pairwise(AHEAD):
        some = [q.right[q.rule] for q, a in zip(asked, by, strict=True) if low <= a < high]
        if some:
            print(
                f"  ahead by {low:5.1f} … {high:5.1f}: {len(some):5d}, right {100 * sum(some) / len(some):5.1f}"
            )


def folds(
    asked: Sequence[Question], names: Sequence[str]
) -> Iterator[tuple[str, list[Question], list[float]]]:
    """Each report left out in turn; then one half of the reports, by name, judged by the other."""
    reports = sorted({q.report for q in asked})
    out: dict[int, float] = {}
    for report in reports:
        w = fit([q for q in asked if q.report != report], len(names))
        out.update((at, ahead(q, w)) for at, q in enumerate(asked) if q.report == report)
    yield "each report left out", list(asked), [out[at] for at in range(len(asked))]
    for name, half in (("odd on even", set(reports[::2])), ("even on odd", set(reports[1::2]))):
        w = fit([q for q in asked if q.report in half], len(names))
        same = [q for q in asked if q.report in half]
        rest = [q for q in asked if q.report not in half]
        yield f"{name}, the half itself", same, [ahead(q, w) for q in same]
        yield f"{name}, the other half", rest, [ahead(q, w) for q in rest]


def write(names: Sequence[str], w: Floats, asked: Sequence[Question]) -> None:
    head = (
        "# What speaks for and against a candidate for a number's subject: the sums judge the choice of the rules.\n"
        "# Features are told in extract/prose/subject/features.py; one that is not here counts nothing. Weights may be changed by hand.\n"
        f"# Made by bench/subjects.py from {len(asked)} numbers of {len({q.report for q in asked})} annotated reports"
        f" (a feature holds in {SEEN} of them or more; decay {DECAY:g}).\n"
    )
    order = sorted(zip(names, w, strict=True), key=lambda pair: (-abs(pair[1]), pair[0]))
    rows = "".join(f'"{name}" = {weight:.2f}\n' for name, weight in order if abs(weight) >= 0.03)
    WEIGHTS.write_text(f"{head}\n[weights]\n{rows}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=[SHARED / "gold"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    gold: dict[str, list[Path]] = {}
    for path in (path for folder in args.folders for path in sorted(folder.glob("*.jsonl"))):
        gold.setdefault(path.stem.partition("-")[0], []).append(path)
    reports = [SHARED / "corpus" / "zh" / f"{name}.pdf" for name in sorted(gold)]
    if not gold or not all(path.exists() for path in reports):
        print("The annotated reports are not at hand.")
        return
    with ProcessPoolExecutor(args.jobs) as pool:
        some = pool.map(questions, reports, [gold[p.stem] for p in reports])
        # Of our own sentences those of the half that rules may be made on (tests/own_score.py).
        own = pool.map(own_questions, sorted(OWN.glob("*.txt"))[::2])
        asked = [q for part in (*some, *own) for q in part]
    names = prepare(asked)
    print(f"{len(names)} features")
    for name, numbers, by in folds(asked, names):
        tell(name, numbers, by)
    if args.write:
        write(names, fit(asked, len(names)), asked)


if __name__ == "__main__":
    main()
