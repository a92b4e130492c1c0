"""Reports in, what one page and one claim cost out: processor seconds to read and to keep, bytes on disk and on the way.

Usage: python bench/unit_costs.py [--every N] [FOLDER]

docs/scale.md plans with these figures. Everything is done in this process and by the processor's clock, so a busy machine
changes little; what is loaded once is loaded before.
"""

from __future__ import annotations

import argparse
import datetime
import pickle
import tempfile
import time
from pathlib import Path

from kb.keep.seen import READ, Entry, put
from kb.keep.store import KnowledgeBase
from kb.read.reading import read_bytes

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "zh"
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def size(base: Path) -> int:
    return sum(path.stat().st_size for path in base.parent.glob(f"{base.name}*"))


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument(
        "folder", nargs="?", type=Path, default=CORPUS if CORPUS.is_dir() else ROOT / "samples"
    )
    options.add_argument("--every", type=int, default=1, help="read every Nth report only")
    given = options.parse_args()
    paths = sorted(given.folder.glob("*.pdf"))[:: given.every]
    read_bytes(paths[0].read_bytes(), paths[0].name, ocr=False)
    pages = claims = numerals = bytes_in = bytes_back = 0
    reading = keeping = 0.0
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "k.db"
        with KnowledgeBase.open(base, create=True) as kb:
            run = kb.start_run("bench", NOW)
            empty = size(base)
            for path in paths:
                data = path.read_bytes()
                began = time.process_time()
                extraction = read_bytes(data, path.name, ocr=False)
                read = time.process_time()
                with kb.together():
                    kb.add(extraction, run=run, path=path, now=NOW)
                    put(kb, [Entry(str(path), len(data), 1, READ, extraction.report, run=run)], NOW)
                keeping += time.process_time() - read
                reading += read - began
                pages += extraction.pages
                claims += len(extraction.claims)
                numerals += len(extraction.ledger)
                bytes_in += len(data)
                bytes_back += len(pickle.dumps(extraction, pickle.HIGHEST_PROTOCOL))
            kb.finish_run(run, now=NOW)
        kept = size(base) - empty
    count = len(paths)
    print(f"{count} reports, {pages} pages, {claims} claims, {numerals} numerals\n")
    print("| | a report | a page | a claim |")
    print("|---|---|---|---|")
    for what, amount, form in (
        ("pages", pages, "{:.1f}"),
        ("claims", claims, "{:.1f}"),
        ("reading, processor ms", 1000 * reading, "{:.2f}"),
        ("keeping, processor ms", 1000 * keeping, "{:.2f}"),
        ("PDF, kB", bytes_in / 1000, "{:.1f}"),
        ("way back from a worker, kB", bytes_back / 1000, "{:.2f}"),
        ("knowledge base, kB", kept / 1000, "{:.2f}"),
    ):
        cells = [form.format(amount / unit) for unit in (count, pages, claims)]
        print(f"| {what} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
