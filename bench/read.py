"""Reports in, pages a second and peak memory out: five ways of reading the same pages, side by side in one run.

Usage: python bench/read.py [--every N] [--rounds N] [--long PAGES] [FOLDER]

Each way reads in a process of its own, which says how long its reading took (imports not counted) and how large it
grew. Rounds go through all ways in turn and the best of each way counts, so a busy machine slows all of them alike;
the ratios are the result, the absolute figures depend on the machine.
"""

# ruff: noqa: PLC0415  (each way imports its own library, in its own process)
from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "zh"


class Reading(NamedTuple):
    """What one process did: pages read, seconds by the clock and on the processor, peak memory in MiB of a process."""

    pages: int
    wall: float
    cpu: float
    peak: float


# --- the ways of reading: each reads one file and returns its number of pages ------------------------------


def pdfplumber_text(path: Path) -> int:
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.close()
        return len(document.pages)


def pdfium_text(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        text_page = page.get_textpage()
        text_page.get_text_range()
        text_page.close()
        page.close()
    count = len(document)
    document.close()
    return count


def yanbao_lines(path: Path) -> int:
    from extract.pages.lines import lines_of
    from extract.pages.reader import Document

    with Document(path.read_bytes(), path.name) as document:
        for page in document.pages():
            lines_of(page)
        return document.page_count


def yanbao_extract(path: Path) -> int:
    from extract.pipeline import extract
    from kb.who.names import seeded_names

    return extract(path.read_bytes(), path.name, names=seeded_names(), ocr=False).pages


WAYS: dict[str, tuple[str, Callable[[Path], int], int]] = {
    "pdfplumber": ("pdfplumber extract_text", pdfplumber_text, 1),
    "pdfium": ("pypdfium2 bare page text (the limit)", pdfium_text, 1),
    "lines": ("yanbao: pages and lines", yanbao_lines, 1),
    "extract": ("yanbao: whole extraction", yanbao_extract, 1),
    "extract2": ("yanbao: whole extraction, 2 processes", yanbao_extract, 2),
}


# --- in the child ------------------------------------------------------------------------------------------


def run_way(name: str, paths: Sequence[Path]) -> Reading:
    """All files one way; what is loaded once (libraries, vocabulary) is loaded before the clock starts."""
    _, read, processes = WAYS[name]
    if processes == 1:
        read(paths[0])
        wall, cpu = time.perf_counter(), time.process_time()
        pages = sum(read(path) for path in paths)
        return Reading(
            pages, time.perf_counter() - wall, time.process_time() - cpu, _peak(resource.RUSAGE_SELF)
        )
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(read, [paths[0]] * processes, chunksize=1))
        # The longest first, so that no process waits for one that began a long report last.
        ordered = sorted(paths, key=lambda path: (-path.stat().st_size, path.name))
        wall = time.perf_counter()
        pages = sum(pool.map(read, ordered, chunksize=1))
        wall = time.perf_counter() - wall
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Reading(pages, wall, spent.ru_utime + spent.ru_stime, _peak(resource.RUSAGE_CHILDREN))


def _peak(who: int) -> float:
    # Kilobytes on Linux, bytes on macOS.
    return resource.getrusage(who).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


# --- in the parent -----------------------------------------------------------------------------------------


def measure(name: str, paths: Sequence[Path]) -> Reading:
    """One way in a fresh process."""
    command = [sys.executable, __file__, "--child", name, *map(str, paths)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return Reading(*json.loads(done.stdout.splitlines()[-1]))


def best(readings: Sequence[Reading]) -> Reading:
    """The quickest by the clock, with the least processor time and the largest memory of all rounds."""
    return Reading(
        readings[0].pages,
        min(r.wall for r in readings),
        min(r.cpu for r in readings),
        max(r.peak for r in readings),
    )


def compare(paths: Sequence[Path], rounds: int) -> None:
    found: dict[str, list[Reading]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name in WAYS:
            found[name].append(measure(name, paths))
    results = {name: best(readings) for name, readings in found.items()}
    base = results["pdfplumber"]
    print(f"{len(paths)} reports, {base.pages} pages, best of {rounds}\n")
    print("| way | pages/s | × pdfplumber | pages/s of processor time | × pdfplumber | peak MiB a process |")
    print("|---|---|---|---|---|---|")
    for name, (title, _, processes) in WAYS.items():
        r = results[name]
        quick = f"{r.pages / r.wall:.1f} | {base.wall / r.wall:.2f}"
        worked = f"{r.pages / r.cpu:.1f} | {base.cpu / r.cpu:.2f}" if processes == 1 else "– | –"
        print(f"| {title} | {quick} | {worked} | {r.peak:.0f} |")
    one, two = results["extract"], results["extract2"]
    print(f"\ntwo processes / one: {one.wall / two.wall:.2f}")
    print(f"whole extraction / pages and lines, processor time: {one.cpu / results['lines'].cpu:.2f}")


def grow(paths: Sequence[Path], pages: int) -> None:
    """Peak memory of the whole extraction on one report made of `pages` pages, and of a tenth as many."""
    for count in (pages // 10, pages):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "long.pdf"
            _join(paths, count, target)
            r = measure("extract", [target])
            print(
                f"one report of {count:,} pages: {r.pages / r.cpu:.1f} pages/s of processor time, {r.peak:.0f} MiB"
            )


def _join(paths: Sequence[Path], pages: int, target: Path) -> None:
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    while len(whole) < pages:
        for path in paths:
            part = pypdfium2.PdfDocument(path)
            whole.import_pages(part, list(range(min(len(part), pages - len(whole)))))
            part.close()
            if len(whole) >= pages:
                break
    whole.save(target)
    whole.close()


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(run_way(sys.argv[2], [Path(name) for name in sys.argv[3:]])))
        return
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument(
        "folder", nargs="?", type=Path, default=CORPUS if CORPUS.is_dir() else ROOT / "samples"
    )
    options.add_argument("--every", type=int, default=1, help="read every Nth report only")
    options.add_argument("--rounds", type=int, default=1, help="go through all ways N times; the best counts")
    options.add_argument("--long", type=int, default=0, help="also read one report of this many pages")
    given = options.parse_args()
    paths = sorted(given.folder.glob("*.pdf"))[:: given.every]
    if not paths:
        options.error(f"no PDF in {given.folder}")
    compare(paths, given.rounds)
    if given.long:
        grow(paths, given.long)


if __name__ == "__main__":
    main()
