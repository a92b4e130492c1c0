"""`same` and `different`: what a person says of two names, kept as a run of its own."""

from __future__ import annotations

from pathlib import Path

import click

from kb.commands.frame import (
    Command,
    Output,
    Voice,
    database_option,
    knowledge_base,
    now,
    output_options,
    voice_of,
)

metric_option = click.option("--metric", "metrics", is_flag=True, help="They are names of metrics.")
because_option = click.option("--because", default="", metavar="TEXT", help="Why; kept with the judgement.")


@click.command(
    cls=Command,
    short_help="Two names are one.",
    examples=(
        "yanbao same 数维设计 广联达 --because 子公司更名",
        "yanbao same --metric 日均Token使用量 日均Token调用量",
    ),
)
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@metric_option
@because_option
@database_option
@output_options
@voice_of
def same(
    voice: Voice, left: str, right: str, metrics: bool, because: str, database: Path | None, output: Output
) -> None:
    """Keep that two names, codes or ids mean the same; answers change, no claim does, and undo takes it back."""
    _keep("same", voice, left, right, metrics, because, database, output)


@click.command(
    cls=Command,
    short_help="Two names are not one.",
    examples=(
        "yanbao different 海光 688041.SH --because 这里指另一家海光",
        "yanbao different --metric 签单金额 新签订单",
    ),
)
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@metric_option
@because_option
@database_option
@output_options
@voice_of
def different(
    voice: Voice, left: str, right: str, metrics: bool, because: str, database: Path | None, output: Output
) -> None:
    """Keep that two names do not mean the same, so that nothing ever joins them; undo takes it back."""
    _keep("different", voice, left, right, metrics, because, database, output)


def _keep(
    verdict: str,
    voice: Voice,
    left: str,
    right: str,
    metrics: bool,
    because: str,
    database: Path | None,
    output: Output,
) -> None:
    from kb.ask.judging import judge
    from kb.commands.rows import put_rows

    about = "metric" if metrics else "entity"
    with knowledge_base(database, write=True) as kb:
        judged = judge(kb, verdict, left, right, about=about, because=because, now=now())
    row = judged.as_row()
    mark = {"same": "=", "different": "≠"}[verdict]
    key = "judge.known" if judged.known else "judge.done"

    def told(_rows: object) -> None:
        values = {name: row[name] for name in ("left", "right", "run")}
        words = voice.say("judge.by_data", mark=mark, **values) if judged.run is None else ""
        click.echo(words or voice.say(key, mark=mark, **values))

    put_rows([row], output, voice, told)
    voice.next_step("judge", name=left) if not metrics else voice.next_step("judge_metric", name=left)
