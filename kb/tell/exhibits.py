"""The claims a page has cited in, their evidence out: pictures cut from the PDFs, quotes, and what each claim says.

A report whose PDF is gone or changed keeps its statements and quotes and says why there is no picture. Claims read
from one place share one picture, and a page carries no more pictures than `budget` bytes.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from extract.errors import Fault
from extract.model import Box
from kb.proof.evidence import Pages
from kb.tell import figures
from kb.tell.context import Exhibit, Proof, Statement
from kb.tell.desk import Desk, Row

QUOTE_LIMIT = 120  # characters of a report repeated beside a picture: research is licensed
PICTURE_BUDGET = 10_000_000  # bytes of PNG; as base64 about 13.3 MB
STANCES = {"estimate": "预测", "guidance": "公司指引", "consensus": "一致预期", "target": "目标"}

_CSS_PIXELS = 0.7  # a crop of 144 dpi shown at about its printed size
_TOO_MUCH = "为控制文件大小，此处未附截图；查看：yanbao open {claim}"


def exhibits(
    desk: Desk, path_of: Callable[[str], Path | None], *, budget: int = PICTURE_BUDGET
) -> tuple[Exhibit, ...]:
    """The evidence for `desk.cited`, report by report in order of first citation, in reading order within a report.

    `path_of` tells where a report (by its sha256) lies; None: no place is known.
    """
    by_report: dict[str, list[Row]] = {}
    for row in desk.cited.values():
        by_report.setdefault(str(row.get("report")), []).append(row)
    found, spent = [], 0
    for report, rows in by_report.items():
        proofs, used = _proofs(desk, rows, path_of(report), report, budget - spent)
        spent += used
        lead = desk.reports.get(report, {})
        found.append(
            Exhibit(
                report=report,
                broker=desk.broker(rows[0]),
                date=desk.shown_day(rows[0]),
                title=str(lead.get("title") or ""),
                file=desk.file(rows[0]),
                proofs=proofs,
            )
        )
    return tuple(found)


def _proofs(
    desk: Desk, rows: Sequence[Row], path: Path | None, report: str, budget: int
) -> tuple[tuple[Proof, ...], int]:
    """The proofs of one report and the bytes their pictures take."""
    places: dict[tuple[int, tuple[Box, ...]], list[Row]] = {}
    for row in rows:
        places.setdefault((_page(row), boxes_of(row)), []).append(row)
    order = sorted(places, key=lambda place: (place[0], place[1][0].top if place[1] else 0.0, place[1]))
    pages, why = _open(path, report)
    proofs, spent = [], 0
    try:
        for place in order:
            picture, missing = b"", why
            if pages is not None:
                picture, missing = _picture(pages, *place)
            if spent + len(picture) > budget:
                picture, missing = b"", _TOO_MUCH.format(claim=places[place][0].get("id"))
            spent += len(picture)
            proofs.append(_proof(desk, places[place], place[0], picture, missing))
    finally:
        if pages is not None:
            pages.close()
    return tuple(proofs), spent


def _open(path: Path | None, report: str) -> tuple[Pages | None, str]:
    if path is None:
        return None, "找不到原始 PDF"
    try:
        return Pages(path, report=report), ""
    except Fault as fault:
        return None, _missing(fault)


def _picture(pages: Pages, page: int, boxes: tuple[Box, ...]) -> tuple[bytes, str]:
    try:
        return pages.crop(page, boxes), ""
    except Fault as fault:
        return b"", _missing(fault)


def _missing(fault: Fault) -> str:
    reasons = {
        "evidence-missing": "原始 PDF 已不在原处",
        "evidence-changed": "原始 PDF 的内容已改变",
        "evidence-no-access": "无权读取原始 PDF",
    }
    return reasons.get(fault.slug, "原始 PDF 无法打开")


def _proof(desk: Desk, rows: Sequence[Row], page: int, picture: bytes, missing: str) -> Proof:
    width = int.from_bytes(picture[16:20], "big") if picture else 0
    return Proof(
        statements=tuple(
            Statement(
                claim=str(row["id"]),
                text=statement(desk, row),
                attribution=str(row.get("attribution") or ""),
                doubts=doubts_of(row),
            )
            for row in rows
        ),
        page=page,
        quote=cut_quote(str(rows[0].get("quote") or "")),
        image="data:image/png;base64," + base64.b64encode(picture).decode() if picture else None,
        width=round(width * _CSS_PIXELS),
        missing=missing,
    )


def statement(desk: Desk, row: Row) -> str:
    """The claim in a line, subject first: "广联达 · 营业收入 · 2024（预测）= 62.40亿元"."""
    kind, name = row.get("kind"), desk.name(row)
    if kind == "metric":
        stance = STANCES.get(str(row.get("stance")), "")
        period = f" · {figures.period_words(row['period'])}" if row.get("period") else ""
        period += f"（{stance}）" if stance else ""
        return f"{name} · {figures.metric_words(row)}{period} = {figures.figure(row)}"
    if kind == "target_price":
        prior = row.get("prior")
        before = f"（前值 {figures.figure({**row, 'value': prior, 'value_high': None})}）" if prior else ""
        return f"{name} · 目标价 = {figures.figure(row)}{before}"
    if kind == "rating":
        return f"{name} · 评级 = {row.get('rating')}" + (
            f"（前值 {row['prior']}）" if row.get("prior") else ""
        )
    if kind == "recommendation":
        group = row.get("group")
        return f"推荐名单 · {name}" + (f"（{group}）" if group else "")
    words = {"event": f"{name} · {row.get('event')}", "risk": f"风险 · {row.get('risk')}"}
    return words.get(str(kind), str(row.get("title") or row.get("quote") or ""))


def cut_quote(quote: str, limit: int = QUOTE_LIMIT) -> str:
    """A quote in one line of at most `limit` characters, without the bullets of a symbol font (private-use glyphs)."""
    seen = "".join(char for char in quote if unicodedata.category(char) != "Co")
    text = " ".join(seen.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def boxes_of(row: Mapping[str, object]) -> tuple[Box, ...]:
    boxes = row.get("bbox")
    if not isinstance(boxes, list | tuple):
        return ()
    return tuple(Box(*(float(edge) for edge in box)) for box in boxes)


def doubts_of(row: Row) -> tuple[str, ...]:
    doubts = row.get("doubts")
    return tuple(str(doubt) for doubt in doubts) if isinstance(doubts, list | tuple) else ()


def _page(row: Row) -> int:
    page = row.get("page")
    return page if isinstance(page, int) else 0
