"""A folder of reports, dropped into a watched one in every way that people and programs do; every file ends in one right state.

Usage: python bench/drop.py [--every N] [FOLDER]

By lot, the same every time, each file of FOLDER (default: ../shared/corpus) is copied in pieces with pauses, written as
`.part` and renamed, put twice, put over another report, or moved in within a whole folder. Then the inbox is checked:
of each content one file is `read` (or `superseded`) and the rest are its duplicates, or all failed with one reason; no file
has two states or none; the knowledge base has what a plain `add` of the same folder has; and no file in the folder is
other than what was put there.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import random
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from inbox import ROOT, watching

from kb.ask.inbox import inbox
from kb.keep.store import KnowledgeBase
from kb.read.inbox import find_pdfs
from kb.read.intake import take_in

CORPUS = ROOT.parent / "shared" / "corpus"
PATIENCE = 1800.0
STEPS = 5


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def in_pieces(data: bytes, target: Path, pause: float) -> None:
    """As a slow copy writes: the file is there, and not whole."""
    size = max(1, -(-len(data) // STEPS))
    with target.open("wb") as file:
        for start in range(0, len(data), size):
            file.write(data[start : start + size])
            file.flush()
            time.sleep(pause)


def drop(sources: list[Path], folder: Path, aside: Path) -> Counter[str]:
    """Everything into `folder`; how many files came in which way."""
    lot = random.Random(11)
    ways: Counter[str] = Counter()
    for number, source in enumerate(sources):
        data, name = source.read_bytes(), f"{number:03} {source.stem}"
        way = lot.choice(("pieces", "part", "twice", "over", "folder"))
        ways[way] += 1
        target = folder / f"{name}.pdf"
        if way == "pieces":
            in_pieces(data, target, lot.choice((0.0, 0.2, 1.0)))
        elif way == "part":
            part = target.with_name(f"{target.name}.part")
            in_pieces(data, part, 0.05)
            part.rename(target)
        elif way == "twice":
            target.write_bytes(data)
            (folder / "copies").mkdir(exist_ok=True)
            (folder / "copies" / f"{name} (1).PDF").write_bytes(data)
        elif way == "over":
            target.write_bytes(lot.choice(sources).read_bytes())
            time.sleep(lot.choice((0.0, 4.0)))
            target.write_bytes(data)
        else:
            whole = aside / f"folder {number}" / "deep"
            whole.mkdir(parents=True)
            (whole / f"{name}.pdf").write_bytes(data)
            whole.parent.rename(folder / whole.parent.name)
    return ways


def settled(base: Path, there: dict[str, str], folder: Path) -> bool:
    """Whether every file that is there has the state of its present bytes, and none waits."""
    if not base.exists():
        return False
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        rows = {str(row["file"]): row for row in inbox(kb) if row["gone"] is None}
    return all(
        (row := rows.get(str(folder / name))) is not None
        and row["state"] != "waiting"
        and row["report"] in (sha, None)
        for name, sha in there.items()
    )


def faults(base: Path, plain: Path, there: dict[str, str], folder: Path) -> list[str]:
    """What is wrong with the states, in words."""
    found: list[str] = []
    with KnowledgeBase.open(base, create=False, read_only=True) as kb:
        rows = [row for row in inbox(kb) if row["gone"] is None and row["state"] != "passed_over"]
        in_base = {str(row["id"]) for row in kb.rows("SELECT id FROM reports")}
        claims = kb.rows("SELECT report, id, value FROM claims ORDER BY id")
    names = Counter(str(row["file"]) for row in rows)
    if set(names) != {str(folder / name) for name in there} or set(names.values()) != {1}:
        found.append("the files with a state are not the files that are there")
    of_content: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        sha = there[str(Path(str(row["file"])).relative_to(folder))]
        state = str(row["state"])
        of_content[sha].append(f"failed {row['slug']}" if state == "failed" else state)
        if state in ("read", "superseded") and sha not in in_base:
            found.append(f"{row['file']} is {state}, and its report is not in")
    for sha, states in sorted(of_content.items()):
        kept = sum(state in ("read", "superseded") for state in states)
        if states[0].startswith("failed"):
            if len(set(states)) > 1:
                found.append(f"{sha[:8]}: {states}")
        elif (kept != 1 or states.count("duplicate") != len(states) - 1) and set(states) != {"duplicate"}:
            found.append(f"{sha[:8]}: {states}")
    with KnowledgeBase.open(plain, create=False, read_only=True) as kb:
        expected = {str(row["id"]) for row in kb.rows("SELECT id FROM reports")}
        # What was put over by another while it waited may have been read, and is then in as well.
        if not expected <= in_base:
            found.append(f"{len(expected - in_base)} reports are missing")
        wanted = kb.rows("SELECT report, id, value FROM claims ORDER BY id")
    if [row for row in claims if row["report"] in expected] != wanted:
        found.append("the claims are not those of a plain add")
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument(
        "folder", nargs="?", type=Path, default=CORPUS if CORPUS.is_dir() else ROOT / "samples"
    )
    options.add_argument("--every", type=int, default=1, help="take every Nth file only")
    given = options.parse_args()
    sources = [path for path in find_pdfs([given.folder]) if path.is_file()][:: given.every]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder, aside, base = place / "in", place / "aside", place / "k.db"
        folder.mkdir()
        aside.mkdir()
        with watching(folder, base, "--jobs", "2") as (process, log):
            began = time.monotonic()
            ways = drop(sources, folder, aside)
            there = hashes(folder)
            dropped = time.monotonic() - began
            while not settled(base, there, folder):
                if time.monotonic() - began > PATIENCE or process.poll() is not None:
                    print("not settled:", log.read_text()[-2000:])
                    break
                time.sleep(2)
            took = time.monotonic() - began
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=60)
        after = hashes(folder)
        with KnowledgeBase.open(place / "plain.db", create=True) as kb:
            now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
            take_in(kb, find_pdfs([folder]), clock=lambda: now, jobs=2, ocr=False)
        wrong = faults(base, place / "plain.db", there, folder)
        with KnowledgeBase.open(base, create=False, read_only=True) as kb:
            states = Counter(str(row["state"]) for row in inbox(kb) if row["gone"] is None)
        print(f"{len(sources)} files became {len(there)}: {dict(sorted(ways.items()))}")
        print(
            f"dropped in {dropped:.0f} s, settled {took - dropped:.0f} s later: {dict(sorted(states.items()))}"
        )
        print(f"ended with {code}; the folder is {'as it was' if after == there else 'CHANGED'}")
        for line in wrong:
            print("WRONG:", line)
        sys.exit(1 if wrong or code or after != there else 0)


if __name__ == "__main__":
    main()
