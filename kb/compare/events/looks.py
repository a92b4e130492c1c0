"""A user's state file goes in, how far the last look at the changes reached comes out; a new look replaces it whole.

A look belongs to one question: the knowledge base, the watch-list and the filters it was asked with. A file that is damaged
is as none: then everything is new, and that is said.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from extract.errors import AccessFault
from kb.compare.events.changes import Look

FILE = "looks.json"


def last_look(folder: Path, question: str) -> Look | None:
    """How far the last look at this question reached; None where there was none."""
    said = _looks(folder).get(question)
    if not isinstance(said, dict):
        return None
    reports = said.get("reports")
    return Look(
        str(said.get("until") or ""),
        str(said.get("stamp") or ""),
        tuple(str(report) for report in reports) if isinstance(reports, list) else (),
    )


def keep_look(folder: Path, question: str, look: Look) -> None:
    """Write how far this look reached. Raises AccessFault where the folder cannot be written."""
    looks = {**_looks(folder), question: look._asdict()}
    new = folder / f"{FILE}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(looks, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        new.replace(folder / FILE)
    except OSError as error:
        raise AccessFault(
            "cannot-write",
            f"{folder / FILE} cannot be written: {error.strerror or error}.",
            "without --since last nothing is kept",
            path=str(folder / FILE),
        ) from error


def _looks(folder: Path) -> dict[str, object]:
    try:
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
