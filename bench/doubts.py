"""Errors planted in reports of our own in, the share that the checks find out: one number changed at a time.

    python bench/doubts.py [--planted 2000] [--rendered 60] [--seed 7] [--missed]

Every sample is read as it is; then one of its claims at a time is changed, a digit, its sign or its magnitude, value
and printed number alike, and checked with the rest (--planted times). The same again with what a reader meets: the
changed number is printed into the page, the page rendered and read (--rendered times; needs the `samples` extra).
A number that nothing else in its report is bound to cannot be found out; the share that is bound is printed beside.
"""

from __future__ import annotations

import argparse
import importlib
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from extract.checks.check import doubts_of
from extract.model import Claim, MetricClaim
from extract.pipeline import extract

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
sys.path[:0] = [str(ROOT / "tests"), str(SAMPLES)]
planting = importlib.import_module("planting")

Truth = dict[str, Any]


def read(data: bytes, name: str) -> tuple[Claim, ...]:
    return extract(data, f"{name}.pdf", ocr=False).claims


def claim_of(line: Truth, value: Decimal, claims: Sequence[Claim]) -> int | None:
    """The place of the claim that reads this line of the truth, with this value; None where none does."""
    names = {_folded(name) for name in (line["metric"], *(line.get("metric_alt") or ()))}
    periods = {line["period"], *(line.get("period_alt") or ())}
    for at, claim in enumerate(claims):
        if (
            isinstance(claim, MetricClaim)
            and claim.value == value
            and claim.measure == line["measure"]
            and claim.period in periods
            and (_folded(claim.metric) in names or str(line["original"]) in claim.original)
        ):
            return at
    return None


def _folded(name: str) -> str:
    return re.sub(r"\s", "", name).lower()


def rendered(count: int, seed: int) -> Counter[str]:
    """Errors printed into the pages of samples and read again: what became of each."""
    render = importlib.import_module("render")
    weasyprint = importlib.import_module("weasyprint")
    fonts = importlib.import_module("fonts")
    chance = random.Random(seed)
    told: Counter[str] = Counter()
    sources = {name: render.page_source(name) for name in render.names()}
    sources = {
        name: source
        for name, source in sources.items()
        if not render.load(name)[0]["report"].get("image_only")
    }
    clean = {name: read((SAMPLES / f"{name}.pdf").read_bytes(), name) for name in sources}
    lines = [
        (name, line)
        for name, (_, truth) in sources.items()
        for line in truth.claims
        if line["kind"] == "metric"
    ]
    while told["planted"] < count:
        name, line = chance.choice(lines)
        kind = chance.choice(planting.KINDS)
        printed = planting.changed(line["original"], kind, chance)
        before = f'<span id="{line["_anchor"]}">{escape(line["original"])}</span>'
        source, _ = sources[name]
        was = claim_of(line, Decimal(line["value"]), clean[name])
        if printed is None or source.count(before) != 1 or was is None:
            continue
        page = source.replace(before, before.replace(escape(line["original"]), escape(printed)))
        document = weasyprint.HTML(string=page, base_url=str(SAMPLES)).render()
        claims = read(document.write_pdf(finisher=fonts.thin_all), name)
        told["planted"] += 1
        place = claim_of(
            line, planting.value_after(Decimal(line["value"]), line["original"], printed, kind), claims
        )
        doubts = doubts_of(claims)
        is_bound = was in planting.bound(clean[name])
        told["others in doubt"] += len(doubts.keys() - {place})
        told["claims"] += len(claims)
        if place is None:
            told["not read as that claim"] += 1
            continue
        told["read"] += 1
        told["found out"] += place in doubts
        told["bound"] += is_bound
        told["bound and found out"] += is_bound and place in doubts
    return told


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--planted", type=int, default=2000)
    parser.add_argument("--rendered", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--missed", action="store_true", help="print what was not found out")
    chosen = parser.parse_args(words)
    reports = [read(path.read_bytes(), path.stem) for path in sorted(SAMPLES.glob("*.pdf"))]
    found = planting.planted(reports, chosen.planted, chosen.seed)
    print(f"planted in claims: {found.planted}")
    print(
        f"  found out, of those something is bound to: {100 * found.bound:.1f} % ({100 * found.bound_share:.1f} % of all)"
    )
    print(f"  found out, of all: {100 * found.every:.1f} %")
    print(
        f"  other claims in doubt for it: {100 * found.others:.2f} %; in doubt where nothing is wrong: {100 * found.clean:.2f} %"
    )
    if chosen.missed:
        for name, before, after in found.missed:
            print(f"    {name}: {before} → {after}")
    if chosen.rendered and importlib.util.find_spec("weasyprint") is not None:
        told = rendered(chosen.rendered, chosen.seed)
        print(f"printed, rendered and read: {told['planted']}, of which read as such {told['read']}")
        print(f"  found out, of those something is bound to: {told['bound and found out']} / {told['bound']}")
        print(f"  found out, of all: {told['found out']} / {told['read']}")
        print(f"  other claims in doubt: {100 * told['others in doubt'] / max(1, told['claims']):.2f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
