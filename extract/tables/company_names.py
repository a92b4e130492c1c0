"""Cells of a row in, the company's name and its code out: "688111.SH 金山办公" is both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.head.header import exchange_of, rated
from extract.tables.cells import Cell, is_value

_CODE = re.compile(
    r"(\d{6})\s?(?:\.?(SH|SZ|BJ|SS|CH))?|(\d{4,5})[. ]?HK|([A-Z]{1,5})[. ](?:N|O|OQ|US|UN|UW|UQ)"
)
_NAME = re.compile(
    r"(?!(?:CH|CS|HK|US|SH|SZ|BJ|UN|UW|JP|TT|KS)$)(?![A-Z]{3}$(?<=USD|CNY|HKD|EUR|JPY|KRW|TWD|GBP))(?=.*[\u4e00-\u9fffA-Za-z]{2})(?:[\u4e00-\u9fffA-Za-z0-9*·&\-（）() ]{2,16}"
    r"|[A-Za-z0-9*&.\-() ]{2,32})"
)
_NOT_NAME = re.compile(
    r"合计|可比|行业|板块|公司名称|证券代码|股票代码|资料|来源|\best\b|^Diff|Consensus|Average", re.I
)
_AVERAGE = re.compile(r"(?:可比|同行|同业)?(?:上市)?(?:公司|行业)?.{0,4}(?:平均|均值|中位|中值|中间值).{0,4}")
_OF_MANY = re.compile(r"可比|行业|同行|同业")


def is_code(text: str) -> bool:
    return bool(_CODE.fullmatch(text))


def is_average(text: str) -> bool:
    return bool(_AVERAGE.fullmatch(text))


def average_of(name: str) -> str:
    """Under whose name an average is filed: 平均值 is 可比公司平均值."""
    return name if _OF_MANY.search(name) else "可比公司" + name


def listing_in(row: Sequence[Cell]) -> str | None:
    """The listing code printed in a row, in the form of the knowledge base: 688111.SH, 00700.HK, FDX.US."""
    match = next((m for cell in row if (m := _CODE.fullmatch(cell.text))), None)
    if match is None:
        return None
    if match[3]:
        return f"{int(match[3]):05d}.HK"
    if match[4]:
        return f"{match[4]}.US"
    printed = (match[2] or "").upper().replace("SS", "SH").replace("CH", "")
    exchange = printed or exchange_of(match[1])
    return f"{match[1]}.{exchange}" if exchange else None


_MONEY = re.compile(r"USD|CNY|HKD|EUR|JPY|KRW|TWD|GBP|RMB")


def currency_in(row: Sequence[Cell]) -> str | None:
    """The currency a cell of its own names for the figures of a row."""
    named = {cell.text for cell in row if _MONEY.fullmatch(cell.text)}
    return next(iter(named)).replace("RMB", "CNY") if len(named) == 1 else None


def parted(cell: Cell) -> list[Cell]:
    """A code and what only blanks part from it, each on its own: "603345.SH 安井食品 速冻食品" is three."""
    pieces = list(re.finditer(r"\S+", cell.text))
    if len(pieces) < 2 or not is_code(pieces[0][0]):
        return [cell]
    if not re.search(r"[\u4e00-\u9fff]", cell.text):  # the words of a Western name stay together
        pieces = [pieces[0], *list(re.finditer(r"(?<=\s)\S.*", cell.text))[:1]]
    return [
        Cell(
            piece[0],
            cell.line.box_of(cell.start + piece.start(), cell.start + piece.end()),
            cell.line,
            cell.start + piece.start(),
            cell.start + piece.end(),
        )
        for piece in pieces
    ]


def name_in(row: Sequence[Cell], end: float, at: float | None) -> Cell | None:
    """The company a row names, left of `end`; in the column at `at` where that is known, else the last name."""
    names = [
        cell
        for cell in row
        if cell.box.x1 < end
        and _NAME.fullmatch(cell.text)
        and not (is_value(cell.text) or is_code(cell.text) or rated(cell.text) or _NOT_NAME.search(cell.text))
    ]
    if at is not None:
        names = [cell for cell in names if cell.box.x0 - 12 <= at <= cell.box.x1 + 12]
    return names[-1] if names else None


def rest_of(name: Cell, below: Sequence[Sequence[Cell]]) -> Cell | None:
    """The second line of a long name: a few words right below it, in a row without figures."""
    for row in below:
        if row[0].line.base - name.line.base > 1.9 * name.line.size:
            break
        for cell in row:
            beside = min(abs(cell.box.x0 - name.box.x0), abs(cell.middle - name.middle)) < 3
            words_only = not any(is_value(c.text) for c in row)
            if beside and words_only and re.fullmatch(r"[\u4e00-\u9fff]{1,6}|-?[A-Z]{1,2}", cell.text):
                return cell
    return None
