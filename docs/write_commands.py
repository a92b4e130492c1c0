"""The commands' own help in, docs/commands.md out: `make docs`. The test suite fails where the two differ."""

from __future__ import annotations

from pathlib import Path

import click

from kb.cli import COMMANDS, yanbao

PAGE = Path(__file__).with_name("commands.md")
WIDTH = 96

HEAD = """# Commands

Written by `make docs` from the commands' own help; a test keeps it true.

Standard output is data and nothing else; messages, progress and the likely next command go to standard error, the
last two only on a terminal. `NO_COLOR` is obeyed. `-q`, `-v`, `-vv` and `--lang zh|en` work before and after the
command's name. Commands that print rows take `--json`, `--jsonl`, `--csv`, `--md`, `-o FILE`, `--columns` and
`--limit`; without one of these they draw a table. `--json` is one document, `{"ok": true, "schema": 1, "rows": [...]}`,
or `{"ok": false, "schema": 1, "error": {slug, message, hint, path, page}}`. The names of the fields are those of
[the claim](claims.md). Exit codes and errors: [errors.md](errors.md).
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, _section("yanbao", yanbao, "yanbao")]
    parts += [_section(f"yanbao {command.name}", command, f"yanbao {command.name}") for command in COMMANDS]
    return "\n".join(parts)


def _section(title: str, command: click.Command, path: str) -> str:
    context = click.Context(
        command,
        info_name=path,
        max_content_width=WIDTH,
        terminal_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    return f"## {title}\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
