"""Rows in, a file another program reads out: JSON, JSON lines, CSV, Markdown, or an Excel workbook.

Numbers stay numbers and text stays text: a negative figure is never quoted, a cell that came out of a PDF and looks
like a formula is never run. The same rows give the same bytes in every form. Any rows will do; the workbook adds
its sheets of estimates, names and reports where the rows are claims.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from extract.errors import AccessFault, UsageFault
from kb.tell import figures

Row = Mapping[str, object]

SCHEMA = 1  # of the JSON document; grows when a field changes its meaning
# Decimal strings in JSON (exact); numbers where a spreadsheet reads them.
NUMBERS = frozenset({"value", "value_high", "prior", "low_pct", "high_pct"})
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def write_rows(rows: Sequence[Row], target: Path | TextIO, form: str) -> None:
    """Write `rows` as `form` (json, jsonl, csv, md, xlsx) to a path, or (all but xlsx) to an open stream.

    Raises UsageFault for an unknown form or a workbook without a file, AccessFault where it cannot be written.
    """
    if form == "xlsx":
        if not isinstance(target, Path):
            raise UsageFault("needs-a-file", "A workbook cannot be written to a stream.", "-o FILE.xlsx")
        from kb.tell.workbook import workbook

        put_file(target, workbook(rows))
        return
    writer = _TEXT.get(form)
    if writer is None:
        known = ", ".join((*_TEXT, "xlsx"))
        raise UsageFault("unknown-form", f"Rows cannot be written as {form!r}.", f"Choose from {known}.")
    text = writer(rows)
    if isinstance(target, Path):
        # Excel takes a CSV without this mark for the system's own encoding, and Chinese for nonsense.
        put_file(target, text.encode("utf-8-sig" if form == "csv" else "utf-8"))
    else:
        target.write(text)


def json_text(rows: Sequence[Row]) -> str:
    """One document: {"ok": true, "schema": 1, "rows": [...]}."""
    document = {"ok": True, "schema": SCHEMA, "rows": [dict(row) for row in rows]}
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"


def jsonl_text(rows: Sequence[Row]) -> str:
    """One object a line."""
    return "".join(
        json.dumps(dict(row), ensure_ascii=False, separators=(",", ":"), default=str) + "\n" for row in rows
    )


def csv_text(rows: Sequence[Row]) -> str:
    """Comma separated, a head, CRLF line ends (RFC 4180); text that a spreadsheet would run gets an apostrophe."""
    stream = io.StringIO()
    names = columns_of(rows)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_csv_cell("", name) for name in names])
    writer.writerows([_csv_cell(name, row.get(name)) for name in names] for row in rows)
    return stream.getvalue()


def md_text(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    names = columns_of(rows)
    if not names:
        return ""
    aligned = ["---:" if name in NUMBERS or name == "page" else "---" for name in names]
    lines = [names, aligned, *([_md_cell(row.get(name)) for name in names] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def columns_of(rows: Sequence[Row]) -> list[str]:
    """Every field any row has, in the order they are first met: claims of several kinds share one head."""
    return list(dict.fromkeys(name for row in rows for name in row))


def _csv_cell(name: str, value: object) -> str:
    text = figures.plain_text(value)
    # A number is what the field or the text says it is: -5.2 must arrive as a number, -5.2*cmd as text.
    if text.startswith(_FORMULA) and figures.number(text) is None:
        return "'" + text
    return text


def _md_cell(value: object) -> str:
    return figures.markdown_text(figures.plain_text(value))


def put_file(path: Path, data: bytes) -> None:
    """The one way an answer becomes a file. Raises AccessFault where it cannot be written, and says why."""
    try:
        path.write_bytes(data)
    except FileNotFoundError as error:
        raise AccessFault(
            "cannot-write",
            f"{path} cannot be written: there is no folder {path.parent}.",
            f"make it first: mkdir -p {path.parent}",
            path=str(path),
        ) from error
    except OSError as error:
        raise AccessFault(
            "cannot-write",
            f"{path} cannot be written: {error.strerror or error}.",
            "Close the file where it is open, or name another with -o.",
            path=str(path),
        ) from error


_TEXT: dict[str, Callable[[Sequence[Row]], str]] = {
    "json": json_text,
    "jsonl": jsonl_text,
    "csv": csv_text,
    "md": md_text,
}
