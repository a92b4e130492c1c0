"""`conflicts`: who contradicts whom, or itself, and why; both places one click away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.errors import UnreadableFault
from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    knowledge_base,
    output_options,
    voice_of,
)
from kb.commands.narrow import Narrowed, narrowing

if TYPE_CHECKING:
    from kb.compare.conflicts.conflict import Conflict
    from kb.keep.store import KnowledgeBase

_TYPES = ("disagreement", "unit_slip", "period_shift", "basis_mix", "definition", "rounding")


@click.command(
    cls=Command,
    short_help="Numbers that contradict each other, and why.",
    examples=("yanbao conflicts 广联达", "yanbao conflicts --type unit_slip --since 7d --crops conflicts"),
)
@click.argument("who", required=False)
@click.argument("metric", required=False)
@click.option(
    "--type", "types", type=click.Choice(_TYPES), multiple=True, help="Only this type; may be repeated."
)
@click.option("--all", "with_rounding", is_flag=True, help="Differences of rounding too.")
@narrowing("period", "since", "as_of", "list")
@click.option(
    "--crops",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    metavar="FOLDER",
    help="Write both places as pictures into FOLDER.",
)
@database_option
@output_options
@voice_of
def conflicts(
    voice: Voice,
    who: str | None,
    metric: str | None,
    types: tuple[str, ...],
    with_rounding: bool,
    asked: Narrowed,
    folder: Path | None,
    database: Path | None,
    output: Output,
) -> None:
    """Print the numbers that contradict each other, between reports and inside one, and what explains it."""
    from kb.commands.rows import put_rows
    from kb.compare.conflicts.contradictions import contradictions
    from kb.tell.contradictions import ROUNDING, counts
    from kb.tell.terminal import print_conflicts

    with knowledge_base(database) as kb:
        found = contradictions(kb, who, asked.filters(kb, voice, who), metric=metric, types=types)
        shown = [one for one in found if with_rounding or ROUNDING in types or one.type != ROUNDING]
        if folder is not None:
            _write_crops(kb, shown[: output.limit], folder, voice)
    if found:
        voice.message(counts(found, voice.say))
    else:
        voice.message(voice.say("conflict.none"))
    if len(found) > len(shown):
        voice.message(voice.say("conflict.rounding_hidden", count=len(found) - len(shown)))
    rows = [one.as_row() for one in shown]
    put_rows(rows, output, voice, lambda _: print_conflicts(shown[: output.limit], voice.say))
    if shown:
        voice.next_step("conflicts", id=shown[0].one["id"])


def _write_crops(kb: KnowledgeBase, found: list[Conflict], folder: Path, voice: Voice) -> None:
    """Two pictures a conflict, numbered as they are printed; a report that is gone is told once and stops nothing."""
    from kb.proof.places import prove
    from kb.tell.export import put_file

    folder.mkdir(parents=True, exist_ok=True)
    width = len(str(len(found)))
    missing: dict[str, None] = {}
    for number, conflict in enumerate(found, 1):
        for side, row in (("a", conflict.one), ("b", conflict.other)):
            try:
                _, picture = prove(kb, str(row["id"]))
            except UnreadableFault as fault:
                missing[fault.message] = None
                continue
            put_file(folder / f"{number:0{width}d}{side}-{conflict.type}-{row['id']}.png", picture)
    for message in missing:
        voice.message(message)
    voice.message(voice.say("conflict.crops", path=folder))
