"""Errors planted in reports of our own in, the share that the checks find out: one number changed at a time.

    python bench/doubts.py [--rendered 360] [--every 1] [--jobs 2] [--missed] [--real FOLDER]

A digit, the scale or the sign of one number of a sample is changed, each kind as often as the others. First in the
claims: of every `--every`-th number of every sample, value and printed number alike, checked with the rest as it was.
Then as a reader meets it: `--rendered` numbers, spread evenly over the numbers of all samples, are changed in the page,
the page rendered and read (needs the `samples` extra). No number is left out because nothing else is bound to it. What
is changed follows from where a number stands, so every run plants the same errors.

`--real` does the first with the PDFs of a folder, every fortieth number of each.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any

from extract.checks.check import doubts_of
from extract.errors import Fault
from extract.model import Claim, MetricClaim, TargetPriceClaim
from extract.pipeline import extract

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
sys.path[:0] = [str(ROOT / "tests"), str(SAMPLES)]
planting = importlib.import_module("planting")
REAL_EVERY = 40

Truth = dict[str, Any]


# --- in the claims -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Report:
    """What was planted in one report, and how many of its claims are in doubt as they are."""

    name: str
    claims: int
    doubted: int
    planted: list[Any]


def read(path: Path) -> tuple[Claim, ...]:
    """The claims of one report; none where it cannot be read."""
    try:
        return extract(path.read_bytes(), path.name, ocr=False).claims
    except Fault:
        return ()


def report(place: tuple[Path, int]) -> Report:
    path, every = place
    claims = read(path)
    return Report(
        path.stem, len(claims), len(doubts_of(claims)), list(planting.planted(path.stem, claims, every))
    )


# --- through the printer -------------------------------------------------------------------------------------


@cache
def source(name: str) -> tuple[str, list[Truth]]:
    """A sample's page and those of its truths that are numbers printed once at their place, with their pages."""
    render = importlib.import_module("render")
    page, truth = render.page_source(name)
    document = _drawn(page)
    pages = {anchor: at for at, sheet in enumerate(document.pages, 1) for anchor in sheet.anchors}
    lines = [
        {**line, "page": pages[line["_anchor"]], "printed": line.get("original") or _printed(line, page)}
        for line in truth.claims
        if line["kind"] in ("metric", "target_price")
    ]
    return page, [line for line in lines if line["printed"] and page.count(_span(line, line["printed"])) == 1]


def _printed(line: Truth, page: str) -> str:
    """What stands at the place of a target price, whose truth has no `original`."""
    start = page.find(f'<span id="{line["_anchor"]}">')
    return page[start : page.find("</span>", start)].partition(">")[2] if start >= 0 else ""


def _span(line: Truth, printed: str) -> str:
    return f'<span id="{line["_anchor"]}">{escape(printed)}</span>'


def _drawn(page: str) -> Any:
    return importlib.import_module("weasyprint").HTML(string=page, base_url=str(SAMPLES)).render()


@cache
def clean(name: str) -> tuple[Claim, ...]:
    return _read_page(source(name)[0], name)


def _read_page(page: str, name: str) -> tuple[Claim, ...]:
    return extract(_drawn(page).write_pdf(), f"{name}.pdf", ocr=False).claims


def place(line: Truth, value: Decimal, claims: Sequence[Claim]) -> int | None:
    """The claim on the line's page that reads its number with this value, as the line has it; None where none does."""
    names = {_folded(name) for name in (line.get("metric", ""), *(line.get("metric_alt") or ()))}
    periods = {line["period"], *(line.get("period_alt") or ())}
    told = line["printed"].strip("+-()%元倍 ")
    best: tuple[int, int] | None = None
    for at, claim in enumerate(claims):
        if claim.page != line["page"] or getattr(claim, "value", None) != value:
            continue
        if isinstance(claim, TargetPriceClaim):
            fit = 3 * (line["kind"] == "target_price")
        elif isinstance(claim, MetricClaim):
            fit = 2 * (told in claim.original) + (claim.period in periods)
            fit += (claim.measure == line.get("measure")) + (_folded(claim.metric) in names)
        else:
            continue
        if fit > 2 and (best is None or fit > best[0]):
            best = fit, at
    return best[1] if best is not None else None


def _folded(name: str) -> str:
    return "".join(name.split()).lower()


def otherwise(printed: str, page: int, claims: Sequence[Claim], before: Sequence[Claim]) -> list[int]:
    """Claims of the page that were not there before and print this number, whatever they make of it."""
    known = Counter(_said(claim) for claim in before)
    number = printed.strip("+-()%元倍 ")
    found = []
    for at, claim in enumerate(claims):
        said = _said(claim)
        if known[said]:
            known[said] -= 1
        elif claim.page == page and number in (getattr(claim, "original", None) or claim.quote):
            found.append(at)
    return found


def _said(claim: Claim) -> tuple[object, ...]:
    names = ("subject", "metric", "measure", "period", "value", "original")
    return claim.page, claim.kind, *(getattr(claim, name, None) for name in names)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One error printed into a page: `outcome` is found, missed, or unread (no claim has the number any more)."""

    name: str
    kind: str
    place: str
    outcome: str
    is_bound: bool
    others: int
    claims: int
    words: str

    @property
    def is_found(self) -> bool:
        return self.outcome == "found"


def render_one(job: tuple[str, int, str]) -> Rendered | None:
    """One number of a sample changed in its page and read; None where the number cannot have such an error."""
    name, at, kind = job
    page, lines = source(name)
    line = lines[at]
    value = Decimal(line["value"])
    wrong = planting.changed(line["printed"], kind, planting.lots(name, at, kind))
    if wrong is None:
        return None
    printed, times = wrong
    before = clean(name)
    was = place(line, value, before)
    claims = _read_page(page.replace(_span(line, line["printed"]), _span(line, printed)), name)
    after = place(line, planting.multiplied(value, times), claims)
    places = [after] if after is not None else otherwise(printed, line["page"], claims, before)
    doubts = doubts_of(claims)
    outcome = "found" if any(here in doubts for here in places) else "missed" if places else "unread"
    # Nobody reads it as it stands: then it is no claim that could be in doubt, and counts as text or table by its line.
    where = planting.place_of(before[was]) if was is not None else "table" if line.get("table") else "text"
    return Rendered(
        name,
        kind,
        where,
        outcome,
        was is not None and was in planting.bound(before),
        len(doubts.keys() - set(places)) - len(doubts_of(before)),
        len(claims),
        f"{line.get('metric', '目标价')} {line['period']}: {line['printed']} → {printed} ({outcome})",
    )


def jobs(count: int) -> list[tuple[str, int, str]]:
    """Numbers spread evenly over all samples that have a text layer, in order, the kinds of errors in turn."""
    render = importlib.import_module("render")
    names = [name for name in render.names() if not render.load(name)[0]["report"].get("image_only")]
    every = [(name, at) for name in names for at in range(len(source(name)[1]))]
    chosen = [every[i * len(every) // count] for i in range(min(count, len(every)))]
    kinds: Sequence[str] = planting.KINDS
    # Three kinds and five columns to a row: the turn shifts by one after each round.
    return [(name, at, kinds[(i + i // len(kinds)) % len(kinds)]) for i, (name, at) in enumerate(chosen)]


# --- told ----------------------------------------------------------------------------------------------------


def table(planted: Sequence[Any], name: Callable[[Any], str]) -> Iterator[str]:
    """One line a sample: found of planted, by kind and place, and the rest in doubt."""
    names = sorted({name(one) for one in planted})
    groups = [*names, ""] if len(names) > 1 else [""]
    yield f"{'':26}  found /    all          digit  scale   sign    table   text   bound  others in doubt"
    for group in groups:
        told = [one for one in planted if group in ("", name(one))]
        cells = [_percent([one for one in told if one.kind == kind]) for kind in planting.KINDS]
        cells += [_percent([one for one in told if one.place == where]) for where in ("table", "text")]
        cells.append(f"{100 * planting.share(one.is_bound for one in told):6.1f}")
        others = 100 * sum(max(0, one.others) for one in told) / max(1, sum(one.claims for one in told))
        found = sum(one.is_found for one in told)
        yield (
            f"{group or 'all':26} {found:6} / {len(told):6}  {_percent(told)} %"
            f"  {' '.join(cells[:3])}   {' '.join(cells[3:5])}  {cells[5]}  {others:6.2f} %"
        )


def _percent(told: Sequence[Any]) -> str:
    return f"{100 * planting.share(one.is_found for one in told):6.1f}" if told else "     –"


def lone(planted: Sequence[Any]) -> str:
    """How many of the missed nothing is bound to, by kind and place."""
    missed = [one for one in planted if not one.is_found]
    kinds = Counter((one.place, one.kind) for one in missed if not one.is_bound)
    told = ", ".join(f"{count} {place} {kind}" for (place, kind), count in sorted(kinds.items()))
    return f"missed: {len(missed)}, of which no equation binds {sum(kinds.values())} ({told})"


def in_claims(paths: Sequence[Path], every: int, workers: int, missed: bool, by_name: bool) -> None:
    with ProcessPoolExecutor(workers) as pool:
        reports = list(pool.map(report, [(path, every) for path in paths]))
    planted = list(chain.from_iterable(one.planted for one in reports))
    for line in table(planted, (lambda one: one.report) if by_name else lambda one: "all"):
        print(line)
    print(lone(planted))
    claims, doubted = sum(one.claims for one in reports), sum(one.doubted for one in reports)
    print(
        f"claims in doubt where nothing is wrong: {doubted} of {claims}, {100 * doubted / max(1, claims):.2f} %"
    )
    print(
        "  by report: "
        + ", ".join(f"{one.name} {one.doubted}/{one.claims}" for one in reports if one.doubted)
    )
    if missed:
        for one in planted:
            if not one.is_found:
                print(f"    {one.report} {one.words}: {one.before} → {one.after}")


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rendered", type=int, default=360)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--missed", action="store_true", help="print what was not found out")
    parser.add_argument("--real", type=Path, help="a folder of other reports, instead of the samples")
    chosen = parser.parse_args(words)
    if chosen.real:
        in_claims(sorted(chosen.real.glob("*.pdf")), REAL_EVERY, chosen.jobs, chosen.missed, False)
        return 0
    print("planted in claims")
    in_claims(sorted(SAMPLES.glob("*.pdf")), chosen.every, chosen.jobs, chosen.missed, True)
    if chosen.rendered and importlib.util.find_spec("weasyprint") is not None:
        with ProcessPoolExecutor(chosen.jobs) as pool:
            told = [
                one for one in pool.map(render_one, jobs(chosen.rendered), chunksize=12) if one is not None
            ]
        print("\nprinted, rendered and read")
        for line in table(told, lambda one: one.name):
            print(line)
        unread = [one for one in told if one.outcome == "unread"]
        print(lone(told))
        print(f"of them no longer read as a number at all: {len(unread)} ({len(told)} planted)")
        if chosen.missed:
            for one in told:
                if not one.is_found:
                    print(f"    {one.name} {one.kind} {one.words}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
