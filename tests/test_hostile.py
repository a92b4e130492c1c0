"""Three hundred files made to break a reader: each ends in time, in little memory, in a state with a name, and alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hostile.broken import cut_short, mutated, wrong_headers
from hostile.locked import locked
from hostile.names import fill
from hostile.nested import nested
from hostile.sizes import sizes
from hostile.trees import trees

from kb.keep.store import KnowledgeBase
from kb.proof.health import examine

TESTS = Path(__file__).parent
SAMPLES = TESTS.parent / "samples"
HONEST = ("haiguang-landu-2026-04.pdf", "weekly-jichuan-2026-03.pdf", "yili-tingyu-2026-04.pdf")
SECONDS, MEGABYTES = 60, 512
GIVEN_UP = {"took-too-long", "took-too-much-memory", "too-much-output", "given-up"}
STATES = {"read", "duplicate", "superseded", "failed", "passed_over"}
EXPECTED: dict[str, set[str]] = {
    "forms-9x10": GIVEN_UP,
    "forms-in-a-ring": GIVEN_UP | {"read"},
    "bomb-in-a-bomb": GIVEN_UP | {"read"},
    "letters-100000-on-one-spot": GIVEN_UP,
    "asks-for-a-password": {"encrypted"},
    "owner-password-only": {"read", "duplicate"},
    "no-pages": {"no-pages", "damaged"},
    "pages-2000": {"read", "took-too-long"},
    "objects-50000": {"read", "duplicate"},
    "tree-100000-deep": {"read", "damaged", "duplicate"},
    "nothing": {"empty-file"},
    "a-web-page": {"not-a-pdf"},
    "an-archive": {"not-a-pdf"},
    "cut-at-10": {"damaged"},
    "sparse": {"too-large"},
    "names/harmless\u202efdp.exe": {"read"},
    "names/line\nfeed": {"read"},
    "names/-rf": {"read"},
    "names/link to zeros": {"link"},
    "names/link to a report": {"link"},
    "names/pipe": {"not-a-file"},
    "names/socket": {"not-a-file"},
}

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the kernel's ceilings, links and devices"
)


@dataclass
class Watched:
    """What is left of one `watch --once` over the hostile folder."""

    folder: Path
    outside: Path
    base: Path
    code: int
    said: str
    rows: dict[str, dict[str, Any]]
    took: dict[str, Any]
    changed: list[str]

    def slug(self, name: str) -> str | None:
        row = self.rows[f"{name}.pdf"]
        return str(row["slug"]) if row["slug"] else str(row["state"])


def watch(here: Path) -> Watched:
    """The hostile folder made, watched once, and looked at again."""
    folder, outside, home = here / "in", here / "outside", here / "home"
    for place in (folder, folder / "names", outside, home):
        place.mkdir()
    makers = (
        nested(),
        trees(),
        sizes(),
        locked(),
        cut_short(SAMPLES),
        mutated(SAMPLES, 100),
        wrong_headers(),
    )
    for name, data in (case for maker in makers for case in maker):
        (folder / f"{name}.pdf").write_bytes(data)
    fill(folder / "names", outside / "outside.pdf")
    for name in HONEST:
        shutil.copy(SAMPLES / name, folder)
    with (folder / "sparse.pdf").open("wb") as file:
        file.truncate(400 << 20)
    before = everything(here)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("YANBAO", "XDG"))},
        **{"PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}", "HOME": str(home), "TMPDIR": str(home)},
        **{"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
    }
    base, out = here / "kb.db", here / "took.json"
    words = ["watch", "--once", str(folder), "--db", str(base), "--no-ocr", "--jobs", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "hostile.measured", str(out), *words],
        env=environment,
        cwd=home,
        capture_output=True,
        check=False,
    )
    took = json.loads(out.read_text(encoding="utf-8"))
    after = everything(here)
    # SQLite may have put rows aside in the folder for what is temporary; nothing of it is left.
    after[str(home)] = before[str(home)]
    for ours in (base, out):
        after.pop(str(ours))
    inbox = [sys.executable, "-m", "kb.cli", "inbox", "--db", str(base), "--json"]
    told = subprocess.run(inbox, env=environment, capture_output=True, check=True)
    rows = json.loads(told.stdout)["rows"]
    assert len({row["file"] for row in rows}) == len(rows)
    return Watched(
        folder=folder,
        outside=outside,
        base=base,
        code=done.returncode,
        said=(done.stdout + done.stderr).decode("utf-8"),
        rows={os.path.relpath(row["file"], folder): row for row in rows},
        took=took,
        changed=sorted(name for name in {*before, *after} if before.get(name) != after.get(name)),
    )


def everything(place: Path) -> dict[str, tuple[object, ...]]:
    """Every file under a folder: what it is, its size, its time of change and the hash of its bytes."""
    found: dict[str, tuple[object, ...]] = {}
    for folder, folders, files in os.walk(place):
        for name in (*folders, *files):
            path = Path(folder) / name
            look = path.lstat()
            data = (
                path.read_bytes()
                if path.is_file() and not path.is_symlink() and look.st_size < 1 << 26
                else b""
            )
            sha = hashlib.sha256(data).hexdigest()
            found[str(path)] = (look.st_mode, 0 if path.is_dir() else look.st_size, look.st_mtime_ns, sha)
    return {name: entry for name, entry in found.items() if Path(name) != place}


def test_a_hostile_folder(tmp_path: Path) -> None:
    """One test, because the folder takes a minute: tests run side by side would each make their own."""
    watched = watch(tmp_path)
    every_file_is_in_one_state_with_a_name(watched)
    each_ends_in_time_and_in_little_memory(watched)
    files_beside_it_are_read_meanwhile(watched)
    nothing_is_written_outside_and_no_file_is_touched(watched)
    the_knowledge_base_is_whole(watched)
    no_name_speaks_to_the_terminal(watched)
    became = {name: watched.slug(name) for name in EXPECTED}
    assert not {name: slug for name, slug in became.items() if slug not in EXPECTED[name]}


def every_file_is_in_one_state_with_a_name(watched: Watched) -> None:
    files = [path for path in watched.folder.rglob("*") if not path.is_dir() or path.is_symlink()]
    files = [path for path in files if path.name != "no ending"]
    print(Counter((row["state"], row["slug"]) for row in watched.rows.values()), len(files))
    assert len(files) >= 300
    assert len(watched.rows) == len(files)
    assert {row["state"] for row in watched.rows.values()} <= STATES
    failed = [row for row in watched.rows.values() if row["state"] == "failed"]
    assert all(row["slug"] and row["reason"] for row in failed)
    assert not [row for row in failed if row["slug"] == "internal"]
    assert watched.code == 6
    assert "Traceback" not in watched.said


def each_ends_in_time_and_in_little_memory(watched: Watched) -> None:
    slow = {
        name: ended - begun for name, begun, ended in watched.took["files"] if ended - begun > SECONDS / 4
    }
    print({Path(name).name: round(seconds) for name, seconds in slow.items()})
    print({name: watched.took[name] for name in ("worker", "parent")})
    # A worker's own start is no part of the file's time, but of this measure.
    assert max(slow.values(), default=0) < SECONDS + 8
    assert watched.took["worker"] <= MEGABYTES
    assert watched.took["parent"] <= MEGABYTES


def files_beside_it_are_read_meanwhile(watched: Watched) -> None:
    assert [watched.slug(name.removesuffix(".pdf")) for name in HONEST] == ["read"] * 3
    spans = {Path(name).name: (begun, ended) for name, begun, ended in watched.took["files"]}
    begun, ended = spans["letters-100000-on-one-spot.pdf"]
    beside = [name for name, (first, last) in spans.items() if begun < first and last < ended]
    assert len(beside) >= 3, beside


def nothing_is_written_outside_and_no_file_is_touched(watched: Watched) -> None:
    assert watched.changed == []


def the_knowledge_base_is_whole(watched: Watched) -> None:
    with KnowledgeBase.open(watched.base, create=False, read_only=True) as kb:
        assert examine(kb).faults == []
        assert [row["state"] for row in kb.runs()] == ["done"]


def no_name_speaks_to_the_terminal(watched: Watched) -> None:
    """A name with a line feed, a colour or a change of direction in it forges no line of the log."""
    loud = {
        letter for letter in watched.said if letter in "\x1b\x07\x01\x7f\r\u202e\u2067" or ord(letter) < 9
    }
    assert loud == set()
    days = [line for line in watched.said.splitlines() if line.strip()]
    assert not [line for line in days if line.startswith("feed.pdf")]
