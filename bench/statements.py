"""Does a report's statement page say what its front-page table says? Every year of revenue, net profit and EPS.

    python bench/statements.py [--jobs 2] [--all] [FOLDER]

Reads every PDF of the folder, takes the figures of the forecast table at the front and those of the statement pages
behind it, and compares what both print. One line a disagreement, with its class:

    rounding           equal at the coarser of the two printed precisions, or one unit of it apart
    another concept    no row of the same metric agrees, but a row of its family does (营业总收入 against 营业收入)
    restated           an actual of an earlier year differs while the later years of the same row agree
    row on one side    the statement page has no such row, or none that was read: look at the page
    one side unread    the figure is on one side only, while its row is on both: a cell that was not read
    reading error      none of these: look at the page (yanbao explain --image)
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path

from extract.errors import Fault
from extract.model import Claim, MetricClaim
from extract.pipeline import extract

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "zh"
FAMILIES = {
    "revenue": ("revenue", "total_operating_revenue"),
    "net profit": ("net_profit_parent", "net_profit"),
    "EPS": ("eps", "eps_diluted", "eps_basic"),
}
FAMILY = {metric: family for family, metrics in FAMILIES.items() for metric in metrics}
# What only a statement has; a page with these and many figures is one.
STATEMENT = {"pretax_profit", "operating_profit", "operating_cost", "minority_profit", "total_assets"}
FEWEST = 30
EXPLAINED = ("rounding", "another concept", "restated")
TO_LOOK_AT = ("row on one side",)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One metric and year that the two places give differently; a side is None where it gives none."""

    family: str
    period: str
    klass: str
    front: MetricClaim | None
    statement: MetricClaim | None

    def line(self) -> str:
        return f"{self.klass:16} {self.family:10} {self.period:7} {_shown(self.front)}  |  {_shown(self.statement)}"


def _shown(claim: MetricClaim | None) -> str:
    return f"p{claim.page} {claim.metric} {claim.original}" if claim is not None else "–"


def compare(claims: Iterable[Claim]) -> tuple[int, list[Disagreement]]:
    """How many figures both places print and agree on, and the disagreements. Claims of one report."""
    figures = [c for c in claims if isinstance(c, MetricClaim) and _is_figure(c)]
    statements = _statement_pages(figures)
    pages = {c.page for c in figures if c.metric_id in FAMILY} - statements
    if not statements or not pages or min(pages) > 3:
        return 0, []
    front = _by_row([c for c in figures if c.page == min(pages)])
    behind = _by_row([c for c in figures if c.page in statements])
    agreed = 0
    found: list[Disagreement] = []
    for family, metrics in FAMILIES.items():
        ours = {metric: front[metric] for metric in metrics if metric in front}
        theirs = {metric: behind[metric] for metric in metrics if metric in behind}
        if ours and not theirs:
            row = next(iter(ours.values()))
            found.append(Disagreement(family, "all", "row on one side", row[min(row)][0], None))
            continue
        for metric, years in ours.items():
            same = theirs.get(metric)
            rows = {metric: same} if same is not None else theirs
            for period, told in sorted(years.items()):
                verdict = _verdict(metric, period, told, rows, theirs, ours)
                if verdict is None:
                    agreed += 1
                elif verdict[0]:
                    found.append(Disagreement(family, period, verdict[0], told[0], verdict[1]))
    return agreed, found


def _is_figure(claim: MetricClaim) -> bool:
    return (
        claim.origin in ("tables", "ruled")
        and claim.measure == "level"
        and claim.scope is None
        and claim.attribution is None
        and claim.period is not None
        and len(claim.period) == 4
    )


def _statement_pages(figures: Sequence[MetricClaim]) -> set[int]:
    count = Counter(c.page for c in figures)
    kinds: dict[int, set[str]] = defaultdict(set)
    for claim in figures:
        if claim.metric_id in STATEMENT:
            kinds[claim.page].add(str(claim.metric_id))
    return {page for page, n in count.items() if n >= FEWEST and len(kinds[page]) >= 2 and page > 1}


Row = dict[str, list[MetricClaim]]


def _by_row(figures: Sequence[MetricClaim]) -> dict[str, Row]:
    rows: dict[str, Row] = defaultdict(lambda: defaultdict(list))
    for claim in figures:
        if claim.metric_id in FAMILY and claim.period:
            rows[str(claim.metric_id)][claim.period].append(claim)
    return rows


def _verdict(
    metric: str,
    period: str,
    told: Sequence[MetricClaim],
    rows: dict[str, Row],
    family: dict[str, Row],
    front: dict[str, Row],
) -> tuple[str, MetricClaim | None] | None:
    """None where they agree; a class and the other side; an empty class where the other place has no such row or year."""
    others = [c for row in rows.values() for c in row.get(period, ())]
    if not others:
        missing = any(row.keys() & front[metric].keys() for row in rows.values())
        # A statement of fewer years than the front is no error; a gap between two of its years is.
        inside = missing and any(min(row) < period < max(row) for row in rows.values())
        return ("one side unread" if inside else "", None)
    pairs = list(product(told, others))
    if any(_distance(a, b) == 0 for a, b in pairs):
        return None
    nearest = min(pairs, key=lambda pair: (_distance(*pair), pair[1].page))
    relatives = [c for name, row in family.items() if name != metric for c in row.get(period, ())]
    for limit, klass in ((0, "another concept"), (1, "rounding")):
        close = product(told, relatives) if klass == "another concept" else [nearest]
        if any(_distance(a, b) <= limit for a, b in close):
            return klass, nearest[1]
    if metric not in rows or any(_distance(a, b) <= 1 for a, b in product(told, relatives)):
        return "another concept", nearest[1]
    if len({c.metric for c in (*told, *others)}) > 1 and _differs_throughout(front[metric], rows):
        return "another concept", nearest[1]
    later = [p for p in front[metric] if p > period and any(p in row for row in rows.values())]
    if nearest[0].stance == "actual" and later and all(_agrees(front[metric][p], rows, p) for p in later):
        return "restated", nearest[1]
    return "reading error", nearest[1]


def _differs_throughout(told: Row, rows: dict[str, Row]) -> bool:
    years = [p for p in told if any(p in row for row in rows.values())]
    return len(years) >= 3 and not any(_agrees(told[p], rows, p) for p in years)


def _agrees(told: Sequence[MetricClaim], rows: dict[str, Row], period: str) -> bool:
    others = [c for row in rows.values() for c in row.get(period, ())]
    return any(_distance(a, b) <= 1 for a, b in product(told, others))


def _distance(one: MetricClaim, other: MetricClaim) -> Decimal:
    """How far apart two printed figures are, in units of the coarser one's last digit; 0 where one rounds the other."""
    decimals = min(d if d is not None else 0 for d in (one.decimals, other.decimals))
    unit = Decimal(1).scaleb(-decimals)
    apart = abs(one.value - other.value) / unit
    return Decimal(0) if apart <= Decimal("0.5") else apart.quantize(Decimal("0.01"))


def read(path: Path) -> tuple[str, tuple[Claim, ...]]:
    """The claims of one report; none where it cannot be read."""
    try:
        return path.name, extract(path.read_bytes(), path.name, ocr=False).claims
    except Fault as fault:
        return f"{path.name} [{fault.slug}]", ()


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="print the explained ones as well")
    chosen = parser.parse_args(words)
    total, classes, compared = 0, Counter[str](), 0
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for name, claims in pool.map(read, sorted(chosen.folder.glob("*.pdf"))):
            agreed, found = compare(claims)
            total += agreed
            compared += bool(agreed or found)
            classes.update(item.klass for item in found)
            for item in found:
                if chosen.all or item.klass not in EXPLAINED:
                    print(f"{name}: {item.line()}")
    told = ", ".join(f"{count} {klass}" for klass, count in sorted(classes.items())) or "no disagreement"
    print(f"{compared} reports with both places: {total} figures agree; {told}")
    return int(any(klass not in EXPLAINED + TO_LOOK_AT for klass in classes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
