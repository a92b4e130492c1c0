"""How much of the score comes from words learnt on the very pages it is measured on? Two halves, each without its own.

    python bench/crossvalidate.py --score SCORE.py --gold FOLDER… --reports FOLDER [--corpus FOLDER] [--jobs 2] [--words]

The annotated reports are split in two, by a hash of their names. For each half the package is copied, and from the
copy's data files (`languages/`, `metrics/`) every word goes that stands on the half's annotated pages and nowhere else:
not in a report of the other half, not in the other reports of `--corpus`. The values of `checks/confidence.toml` are set
from the other half alone. The half is then read with this copy and with the package as it is, and both are scored by
the scorer given, which is not part of this repository. Names of companies, products and brokers stay: they are facts.

Does nothing where the annotated reports are not at hand. bench/README.md says what this shows and what it does not.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2

from extract.checks.confidence import Row, table

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(Path(__file__).parent))
reliability = importlib.import_module("reliability")

PACKAGES = ("extract", "kb", "templates")
FOLDERS = ("languages", "metrics")
# What is no word of a report: ids, units, and what only the tests read.
NOT_WORDS = {"id", "unit", "kind", "language", "must_not_merge", "examples"}
GONE = "龘靐"  # with what follows a word that no page has
CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PATTERN = re.compile(r"[][(){}|*+?\\^$]|(?<=\w)\.(?=\w)")

Rows = list[dict[str, Any]]


# --- the halves ----------------------------------------------------------------------------------------------


@dataclass
class Half:
    """Reports by name, their gold files, and the text of the pages that these annotate."""

    golds: list[Path] = field(default_factory=list)
    reports: dict[str, Path] = field(default_factory=dict)
    annotated: str = ""
    whole: str = ""


def halves(golds: Sequence[Path], reports: Path, load: Callable[[Path], Rows]) -> tuple[Half, Half]:
    """The two halves. A report goes where the hash of its name sends it, whatever others there are."""
    found = Half(), Half()
    files = sorted((path for folder in golds for path in folder.glob("*.jsonl")), key=lambda path: path.name)
    for path in files:
        name = path.stem.partition("-")[0]
        pdf = reports / f"{name}.pdf"
        if not pdf.exists():
            continue
        half = found[hashlib.sha256(name.encode()).digest()[0] % 2]
        pages = page_texts(pdf)
        if name not in half.reports:
            half.reports[name] = pdf
            half.whole += "\n".join(pages)
        half.golds.append(path)
        lines = load(path)
        numbers = {line["page"] for line in lines} if all(line.get("page") for line in lines) else None
        half.annotated += "\n".join(t for at, t in enumerate(pages, 1) if numbers is None or at in numbers)
    return found


@cache
def page_texts(pdf: Path) -> list[str]:
    """The text of each page, folded: any blanks and line ends out, one width, small letters."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [folded(page.get_textpage().get_text_bounded()) for page in document]


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


# --- what only one half knows --------------------------------------------------------------------------------


class Known:
    """Which words stand on a half's annotated pages and in no other report."""

    def __init__(self, half: Half, others: Sequence[str]) -> None:
        self._here, self._others = half.annotated, others
        self._told: dict[str, bool] = {}

    def only_here(self, word: str) -> bool:
        if word not in self._told:
            stands = _finder(word)
            self._told[word] = stands(self._here) and not any(map(stands, self._others))
        return self._told[word]

    @property
    def words(self) -> list[str]:
        return sorted(word for word, only in self._told.items() if only)


def _finder(word: str) -> Callable[[str], bool]:
    """Whether a text has the word; some entries are patterns, their anchors stand for ends of phrases."""
    plain = folded(word)
    if not plain:
        return lambda text: False
    if _PATTERN.search(word):
        # Not every entry with a bracket is a pattern.
        with warnings.catch_warnings(), contextlib.suppress(re.error):
            warnings.simplefilter("ignore")
            pattern = re.compile(unicodedata.normalize("NFKC", word).lower().strip("^$"))
            return lambda text: pattern.search(text) is not None
    return lambda text: plain in text


def without(value: Any, known: Known, key: str = "") -> Any:
    """The content of a data file with each word that only the half knows replaced by one that no page has.

    Replaced, not taken out: lists keep their length, and one that would be empty means something else. A key is a word
    where it is Chinese; others are names of the file's own.
    """
    if isinstance(value, dict):
        return {
            _gone(k) if CHINESE.search(k) and known.only_here(k) else k: without(v, known, k)
            for k, v in value.items()
        }
    if key in NOT_WORDS:
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [_gone(item) if known.only_here(item) else item for item in value]
    # A metric's names are words, the values beside words of a language are what they mean.
    if isinstance(value, str) and key in ("zh", "en") and known.only_here(value):
        return _gone(value)
    return value


def _gone(word: str) -> str:
    return GONE + "".join(chr(0x9F00 + byte % 0xA0) for byte in hashlib.sha256(word.encode()).digest()[:8])


def written(content: Mapping[str, Any]) -> str:
    """A mapping as TOML, each table on one line."""
    return "".join(
        f"{json.dumps(key, ensure_ascii=False)} = {_value(value)}\n" for key, value in content.items()
    )


def _value(value: Any) -> str:
    if isinstance(value, dict):
        told = (f"{json.dumps(key, ensure_ascii=False)} = {_value(item)}" for key, item in value.items())
        return "{" + ", ".join(told) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def tree(into: Path, known: Known | None, values: Sequence[float] | None) -> Path:
    """A copy of the packages, without what only the half knows, and with other values of confidence."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__"))
    if known is not None:
        for path in sorted(path for folder in FOLDERS for path in (into / "extract" / folder).glob("*.toml")):
            path.write_text(written(without(tomllib.loads(path.read_text("utf-8")), known)), "utf-8")
    if values is not None:
        path = into / "extract" / "checks" / "confidence.toml"
        content = tomllib.loads(path.read_text("utf-8"))
        for row, value in zip(content["row"], values, strict=True):
            row["confidence"] = value
        path.write_text(written(content), "utf-8")
    return into


def words_of_code(known: Known) -> int:
    """Runs of Chinese in the strings of the code that only the half knows: they cannot be taken out, and stay."""
    runs: set[str] = set()
    for path in sorted((ROOT / "extract").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                runs.update(re.findall(r"[\u4e00-\u9fff]{2,}", node.value))
    return sum(map(known.only_here, sorted(runs)))


# --- reading and scoring -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """A printed line of `yanbao extract` as bench/reliability.py asks for claims."""

    row: dict[str, Any]

    def as_row(self) -> dict[str, Any]:
        return self.row

    @property
    def kind(self) -> str:
        return str(self.row["kind"])

    @property
    def page(self) -> int:
        return int(self.row["page"])


def read(where: Path, pdfs: Sequence[Path], jobs: int) -> dict[str, Rows]:
    """The claims of reports by name, read by the packages in a folder, in a process of their own."""
    command = [sys.executable, "-m", "kb.cli", "extract", "--quiet", "--jobs", str(jobs), *map(str, pdfs)]
    surroundings = {**os.environ, "PYTHONPATH": str(where), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=where, env=surroundings, stdout=subprocess.PIPE, check=True)
    found: dict[str, Rows] = {pdf.stem: [] for pdf in pdfs}
    for line in done.stdout.decode("utf-8").splitlines():
        row = json.loads(line)
        found[Path(row["file"]).stem].append(row)
    return found


@dataclass
class Score:
    """The scorer's counts by kind of page, "" for front pages; each claim's confidence and whether it is right."""

    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    judged: list[tuple[float, bool]] = field(default_factory=list)

    def f1(self, score: ModuleType, part: str) -> float:
        """Strict F1, 0 to 1."""
        total = self.totals.get(part)
        if not total:
            return 0.0
        wrong = total["extra"] + total["wrong"], total["miss"] + total["need_wrong"]
        return float(score.prf(total["strict"], *wrong)[2] or 0)

    def mean(self, at: int) -> float:
        """The mean confidence (0), the share that is right (1)."""
        return sum(told[at] for told in self.judged) / max(1, len(self.judged))

    def and_of(self, other: Score) -> Score:
        parts = sorted({*self.totals, *other.totals})
        pairs = {part: (self.totals.get(part, {}), other.totals.get(part, {})) for part in parts}
        totals = {
            part: {key: one.get(key, 0) + two.get(key, 0) for key in {**one, **two}}
            for part, (one, two) in pairs.items()
        }
        return Score(totals, [*self.judged, *other.judged])


def scored(score: ModuleType, half: Half, claims: Mapping[str, Rows]) -> Score:
    """One half's score, added up as the scorer adds up a folder."""
    found = Score()
    for path in half.golds:
        name, _, part = path.stem.partition("-")
        gold = score.load(path)
        score.add(found.totals.setdefault(part, {}), score.score(gold, claims[name]))
        found.judged.extend(_judged(score, part, gold, claims[name]))
    return found


def _judged(score: ModuleType, part: str, gold: Rows, rows: Rows) -> Iterator[tuple[float, bool]]:
    for claim, right in reliability.judged(score, gold, [Said(row) for row in rows]):
        if not part or claim.kind not in score.HEADER:
            yield float(claim.row["confidence"]), right


def confidences(score: ModuleType, half: Half, claims: Mapping[str, Rows]) -> list[float]:
    """The values of checks/confidence.toml as this half alone sets them; a row without claims keeps its own."""
    rows = table()
    counts = [[0, 0] for _ in rows]
    for path in half.golds:
        name, _, part = path.stem.partition("-")
        for claim, right in reliability.judged(score, score.load(path), [Said(row) for row in claims[name]]):
            if part and claim.kind in score.HEADER:
                continue
            at = next(i for i, row in enumerate(rows) if _fits(row, claim.row))
            counts[at][0] += right
            counts[at][1] += 1
    return [
        round(min(0.99, (right + 1) / (seen + 2)), 2) if seen else row.confidence
        for row, (right, seen) in zip(rows, counts, strict=True)
    ]


def _fits(row: Row, claim: Mapping[str, Any]) -> bool:
    known = claim["kind"] == "metric" and claim.get("metric_id") is not None
    return row.fits(claim["kind"], claim["origin"].removeprefix("ocr "), known, tuple(claim["doubts"]))


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--score", type=Path, default=SHARED / "score" / "score.py")
    parser.add_argument("--gold", type=Path, nargs="+", default=[SHARED / "gold"])
    parser.add_argument("--reports", type=Path, default=SHARED / "corpus" / "zh")
    parser.add_argument(
        "--corpus", type=Path, help="other reports that words may be known from; else --reports"
    )
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--words", action="store_true", help="print the words that go")
    chosen = parser.parse_args(words)
    if not chosen.score.exists() or not all(folder.is_dir() for folder in (*chosen.gold, chosen.reports)):
        print("skipped: the annotated reports or their scorer are not at hand, nothing is measured")
        return 0
    score = reliability.scorer(chosen.score)
    both = halves(chosen.gold, chosen.reports, score.load)
    if not all(half.golds for half in both):
        print("skipped: fewer than two annotated reports, nothing to compare")
        return 0
    corpus = sorted((chosen.corpus or chosen.reports).glob("*.pdf"))
    everything = read(ROOT, [pdf for half in both for pdf in half.reports.values()], chosen.jobs)
    print("strict F1, fitted on all → without what only this half knows")
    print(
        f"{'half':5}{'reports':>8}{'pages':>6}{'words out':>10}   {'ALL':22}{'BODY':22} confidence, and right"
    )
    fitted, blind = Score(), Score()
    for at, half in enumerate(both):
        other = both[1 - at]
        rest = [pdf for pdf in corpus if pdf.stem not in half.reports and pdf.stem not in other.reports]
        known = Known(half, [other.whole, *("\n".join(page_texts(pdf)) for pdf in rest)])
        with tempfile.TemporaryDirectory() as folder:
            values = confidences(score, other, {name: everything[name] for name in other.reports})
            where = tree(Path(folder), known, values)
            gone = known.words
            one = scored(score, half, everything)
            two = scored(score, half, read(where, list(half.reports.values()), chosen.jobs))
        print(
            f"{'AB'[at]:5}{len(half.reports):8}{_pages(half, score):6}{len(gone):10}   {_compared(score, one, two)}"
        )
        print(f"     known only from it in the code, where it stays: {words_of_code(known)} words")
        if chosen.words:
            print("     " + " ".join(gone))
        fitted, blind = fitted.and_of(one), blind.and_of(two)
    print(f"{'both':29}   {_compared(score, fitted, blind)}")
    return 0


def _pages(half: Half, score: ModuleType) -> int:
    """How many pages of a half are annotated; a file that names no page counts as one."""
    told = {
        (path.stem.partition("-")[0], line.get("page")) for path in half.golds for line in score.load(path)
    }
    return len(told)


def _compared(score: ModuleType, fitted: Score, blind: Score) -> str:
    cells = []
    for part in ("", "body"):
        one, two = 100 * fitted.f1(score, part), 100 * blind.f1(score, part)
        cells.append(f"{f'{one:.1f} → {two:.1f} ({two - one:+.1f})':22}")
    told = f"{fitted.mean(0):.3f}, {fitted.mean(1):.3f} → {blind.mean(0):.3f}, {blind.mean(1):.3f}"
    return "".join((*cells, " ", told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
