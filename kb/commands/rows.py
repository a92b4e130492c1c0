"""Rows in, the form the user asked for out: a table on the terminal, or JSON, JSONL, CSV, Markdown, a workbook.

The one place that decides between standard output and a file, and between people and machines.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence

from extract.errors import UsageFault
from kb.commands.frame import Output, Voice

Row = Mapping[str, object]


def put_rows(
    rows: Sequence[Row],
    output: Output,
    voice: Voice,
    table: Callable[[Sequence[Row]], None] | None = None,
    *,
    shown: Sequence[str] = (),
    beside: Row | None = None,
) -> None:
    """Print or write `rows`. `table` draws them for a person; without it, a plain table of the columns `shown`.

    `beside` are fields that a JSON document carries next to its rows: what is known of them as a whole.
    Raises UsageFault where a column is unknown or a workbook would go to the terminal.
    """
    chosen = [dict(row) for row in rows[: output.limit]]
    if output.columns:
        chosen = [_only(row, output.columns) for row in _known(chosen, output.columns)]
    form = output.resolved_form
    if form == "table" and output.target is None:
        if table is not None and not output.columns:
            table(chosen)
        else:
            from kb.tell.terminal import print_rows

            print_rows(chosen, output.columns or tuple(shown), voice.say)
        return
    if form == "xlsx" and output.target is None:
        raise UsageFault("needs-a-file", "A workbook goes into a file.", "-o FILE.xlsx")
    from kb.tell.export import json_text, write_rows

    if form == "json" and output.target is None and beside:
        document = {**json.loads(json_text(chosen)), **beside}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        return
    write_rows(chosen, output.target if output.target is not None else sys.stdout, form)


def _known(rows: list[dict[str, object]], columns: Sequence[str]) -> list[dict[str, object]]:
    known = {name for row in rows for name in row}
    unknown = [name for name in columns if rows and name not in known]
    if unknown:
        import difflib

        near = difflib.get_close_matches(unknown[0], sorted(known), n=3, cutoff=0.5)
        raise UsageFault(
            "unknown-column",
            f"There is no column {unknown[0]!r}.",
            f"Did you mean: {', '.join(near)}?" if near else f"choose from {', '.join(sorted(known))}",
        )
    return rows


def _only(row: Row, columns: Sequence[str]) -> dict[str, object]:
    return {name: row.get(name) for name in columns}
