"""Claim rows in, the bytes of an Excel workbook out: claims, estimates by broker and year, names, reports.

Numbers and days are typed; the value stays in base units and its format shows 亿, % or 倍; every value carries its
quote and place as a comment. Text from a PDF is always written as text. The only module that imports xlsxwriter.
"""

from __future__ import annotations

import datetime
import io
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from extract.errors import UsageFault
from kb.compare.views import year_of
from kb.proof.evidence import citation
from kb.tell import figures
from kb.tell.desk import Desk, Row
from kb.tell.exhibits import cut_quote
from kb.tell.forecasts import METRICS, boards
from kb.tell.views import KINDS

NUMBERS = frozenset({"value", "value_high", "prior", "low_pct", "high_pct", "confidence", "page", "decimals"})
# What is worked out of claims: in the unit of the row, or in percent.
WORKED_OUT = frozenset({"old", "new", "mean", "median", "high", "low", "stdev", "actual", "expected"})
PERCENT = frozenset({"percent", "upside", "revision_30", "revision_90", "surprise", "standout_pct"})
DAYS = frozenset({"date", "event_date", "day", "against"})
FIRST_COLUMNS = (
    "date",
    "broker",
    "subject",
    "ticker",
    "kind",
    "metric",
    "measure",
    "period",
    "stance",
    "comparator",
    "value",
    "value_high",
    "unit",
    "original",
    "rating",
    "action",
    "prior",
    "event",
    "risk",
    "attribution",
    "scope",
    "page",
    "quote",
    "title",
    "doubts",
    "confidence",
)
MOST_COMMENTS = (
    20_000  # a comment is a drawing to Excel; beyond this a workbook opens slowly, and `quote` has the words
)
MOST_ROWS = 1_048_575
_WIDEST, _NARROWEST, _LOOKED_AT = 48, 7, 400
# Excel divides by a thousand for each trailing comma; the literal point two digits further left makes it 亿 or 万.
_HUNDRED_MILLIONS = r'0\.00,,"亿{0}";-0\.00,,"亿{0}"'
_PLAIN = {"%": '0.00"%"', "pct_pt": '0.00"个百分点"', "倍": '0.00"倍"'}
_EPOCH = datetime.datetime(2000, 1, 1)


def workbook(rows: Sequence[Row]) -> bytes:
    """The workbook of `rows`; the sheets beyond the first appear where the rows are claims.

    Raises UsageFault for more rows than a sheet holds.
    """
    if len(rows) > MOST_ROWS:
        raise UsageFault(
            "too-many-rows",
            f"{len(rows):,} rows are more than a worksheet holds ({MOST_ROWS:,}).",
            "Narrow the question, or write CSV: -o FILE.csv",
        )
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": "yanbao", "created": _newest(rows)})
    sheets = _Sheets(book)
    if any(row.get("kind") in KINDS for row in rows):
        desk = Desk(rows, _reports(rows))
        sheets.add("claims", rows, _claim_columns(rows), commented=True)
        sheets.add("estimates", *_estimates(desk), commented=True)
        sheets.add("recommended", *_recommended(desk))
        sheets.add("reports", *_sources(desk))
    else:
        sheets.add("rows", rows, list(dict.fromkeys(name for row in rows for name in row)))
    book.close()
    return stream.getvalue()


class _Sheets:
    """Writes tables into a workbook, one sheet each, with the formats they share."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[str, Any] = {}
        self._comments = 0

    def add(self, name: str, rows: Sequence[Row], columns: Sequence[str], *, commented: bool = False) -> None:
        sheet = self._book.add_worksheet(name)
        head = self._format("head")
        for column, field in enumerate(columns):
            sheet.write_string(0, column, field, head)
            sheet.set_column(column, column, _width(field, rows))
        for index, row in enumerate(rows, start=1):
            for column, field in enumerate(columns):
                shown = row.get(field)
                if isinstance(shown, _Cell):
                    self._put(sheet, index, column, "value", shown.row.get("value"), shown.row)
                    if commented:
                        self._comment(sheet, index, column, shown.row)
                    continue
                self._put(sheet, index, column, field, shown, row)
                if commented and field == "value" and shown is not None:
                    self._comment(sheet, index, column, row)
        sheet.freeze_panes(1, min(3, len(columns)))
        if columns:
            sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)

    def _put(self, sheet: Any, row: int, column: int, field: str, value: object, claim: Row) -> None:
        if value is None or value in ("", []):
            return
        is_number = field in NUMBERS | WORKED_OUT | PERCENT or _is_number(value)
        found = figures.number(value) if is_number else None
        if found is not None:
            sheet.write_number(row, column, float(found), self._format(_number_format(field, claim)))
            return
        day = _day(value) if field in DAYS else None
        if day is not None:
            sheet.write_datetime(row, column, day, self._format("yyyy-mm-dd"))
            return
        sheet.write_string(row, column, _text(value))

    def _comment(self, sheet: Any, row: int, column: int, claim: Row) -> None:
        if self._comments >= MOST_COMMENTS or not claim.get("quote"):
            return
        self._comments += 1
        text = f"{cut_quote(str(claim['quote']))}\n{citation(claim)}"
        doubts = claim.get("doubts")
        if isinstance(doubts, list | tuple) and doubts:
            text += "\n? " + ", ".join(str(doubt) for doubt in doubts)
        sheet.write_comment(row, column, text, {"author": "yanbao", "x_scale": 2.2, "y_scale": 1.1})

    def _format(self, name: str) -> Any:
        if name not in self._formats:
            fields: Mapping[str, object] = {"num_format": name}
            if name == "head":
                fields = {"bold": True, "bottom": 1, "text_wrap": False}
            self._formats[name] = self._book.add_format(fields)
        return self._formats[name]


class _Cell:
    """A claim that stands in a matrix: its value is written, its quote becomes the comment."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def __str__(self) -> str:
        return figures.figure(self.row)


def _estimates(desk: Desk) -> tuple[list[dict[str, object]], list[str]]:
    """One line a company, metric and broker, one column a year; actual years stand beside the estimates."""
    table: list[dict[str, object]] = []
    years: set[str] = set()
    told = boards(desk)
    for board in (board for who in sorted(told) for board in told[who]):
        for line in sorted(board.lines, key=lambda line: line.broker):
            cells = {str(year_of(row)): _Cell({**row, "date": desk.day(row)}) for row in line.cells.values()}
            years |= cells.keys()
            table.append(
                {
                    "subject": desk.name(line.newest),
                    "ticker": desk.ticker(line.newest),
                    "metric": dict(METRICS)[board.metric],
                    "unit": board.unit,
                    "broker": line.broker,
                    "date": desk.day(line.newest),
                    **cells,
                }
            )
    return table, ["subject", "ticker", "metric", "unit", "broker", "date", *sorted(years)]


def _recommended(desk: Desk) -> tuple[list[dict[str, object]], list[str]]:
    named: dict[str, list[Row]] = {}
    for row in desk.newest_first(desk.of_kind("recommendation")):
        named.setdefault(desk.who(row), []).append(row)
    reports = {who: len({str(row["report"]) for row in rows}) for who, rows in named.items()}
    table: list[dict[str, object]] = [
        {
            "subject": desk.name(row),
            "ticker": desk.ticker(row),
            "reports": reports[who],
            "group": row.get("group"),
            "broker": desk.broker(row),
            "date": desk.day(row),
            "page": row.get("page"),
            "quote": row.get("quote"),
        }
        for who in sorted(named, key=lambda who: (-reports[who], who))
        for row in named[who]
    ]
    return table, ["subject", "ticker", "reports", "group", "broker", "date", "page", "quote"]


def _sources(desk: Desk) -> tuple[list[dict[str, object]], list[str]]:
    counts: dict[str, int] = {}
    for row in desk.claims:
        counts[str(row.get("report"))] = counts.get(str(row.get("report")), 0) + 1
    columns = ["date", "broker", "title", "report_type", "industry", "subject", "claims", "file", "report"]
    table = [
        {**{name: row.get(name) for name in columns}, "claims": counts.get(str(row["report"]), 0)}
        for row in desk.newest_first(desk.reports.values())
    ]
    return table, columns


def _reports(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The reports behind `rows`: their own report claims, else what each claim says of its report."""
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        entry = found.setdefault(str(row.get("report")), {"report": row.get("report")})
        # An event and a related report have a date, and the latter a title, of their own.
        entry.setdefault("date", row.get("published", row.get("date")))
        entry.setdefault("title", row.get("report_title", row.get("title")))
        for name in ("broker", "file"):
            entry.setdefault(name, row.get(name))
        if row.get("kind") == "report":
            entry.update({name: value for name, value in row.items() if value is not None})
    return list(found.values())


def _claim_columns(rows: Sequence[Row]) -> list[str]:
    there = dict.fromkeys(name for row in rows for name in row)
    return [name for name in FIRST_COLUMNS if name in there] + [
        name for name in there if name not in FIRST_COLUMNS
    ]


def _number_format(field: str, claim: Row) -> str:
    if field in PERCENT:
        return '+0.0"%";-0.0"%"'
    if field in ("page", "decimals") or ("kind" not in claim and field not in WORKED_OUT):
        return "General"
    if field == "confidence":
        return "0.00"
    unit = str(claim.get("unit") or "")
    size = abs(figures.number(claim.get(field if field in WORKED_OUT else "value")) or Decimal(0))
    plain = _PLAIN.get(unit)
    if plain is None:
        money = figures.MONEY.get(unit, "股" if unit == "share" else None)
        if size >= 10**6 and money is not None:
            return _HUNDRED_MILLIONS.format(money)
        plain = "#,##0" if size >= 10**4 or claim.get("decimals") == 0 else "#,##0.####"
        if money is not None and size < 10**4:
            plain = "#,##0.00##"
    return plain


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _day(value: object) -> datetime.datetime | None:
    try:
        return datetime.datetime.combine(datetime.date.fromisoformat(str(value)), datetime.time())
    except ValueError:
        return None


def _text(value: object) -> str:
    return figures.plain_text(value)[:32_767]


def _newest(rows: Sequence[Row]) -> datetime.datetime:
    """The workbook's birthday is the newest report in it: a clock would make every file differ."""
    return max((day for row in rows if (day := _day(row.get("date"))) is not None), default=_EPOCH)


def _width(field: str, rows: Sequence[Row]) -> float:
    widest = max((_columns(str(row.get(field) or "")) for row in rows[:_LOOKED_AT]), default=0)
    return min(max(widest, _columns(field) + 2, _NARROWEST) + 1, _WIDEST)


def _columns(text: str) -> float:
    return sum(2.0 if unicodedata.east_asian_width(char) in "WF" else 1.0 for char in text)
