"""Rows in other programs' forms: numbers stay numbers, text stays text, the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from extract.errors import AccessFault, UsageFault
from kb.tell import export
from kb.tell.workbook import workbook

Row = dict[str, object]

NAMESPACE = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def claim(number: int, **fields: object) -> Row:
    row: Row = {
        "id": f"c{number}",
        "report": "r1",
        "file": "a.pdf",
        "kind": "metric",
        "page": 3,
        "bbox": [[1.0, 2.0, 3.0, 4.0]],
        "quote": f"第 {number} 句",
        "doubts": [],
        "subject": "甲公司",
        "ticker": "600001.SH",
        "metric": "营业收入",
        "metric_id": "revenue",
        "measure": "level",
        "value": "14377000000",
        "unit": "CNY",
        "period": "2026",
        "stance": "estimate",
        "broker": "东海证券",
        "date": "2026-03-02",
    }
    return row | fields


ROWS = [
    claim(1, doubts=["growth_disagrees"]),
    claim(2, value="-22.8", unit="%", measure="yoy", quote="=1+1"),
    claim(3, period="2027", value="15800000000"),
    claim(4, kind="recommendation", metric=None, value=None, unit=None, group="+算力"),
    claim(
        5,
        kind="event",
        metric=None,
        value=None,
        unit=None,
        event="@发布",
        date="2026-02",
        published="2026-03-02",
    ),
]


def cells(data: bytes, sheet: int = 1) -> dict[str, tuple[str, str]]:
    """Every cell of a sheet: its type ("n" number, "s" shared string) and its value as stored or spelled."""
    book = zipfile.ZipFile(io.BytesIO(data))
    strings = [
        "".join(text.text or "" for text in item.iter(f"{{{NAMESPACE['s']}}}t"))
        for item in ET.fromstring(book.read("xl/sharedStrings.xml"))
    ]
    root = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert root.findall(".//s:f", NAMESPACE) == []
    found = {}
    for cell in root.findall(".//s:c", NAMESPACE):
        value = cell.findtext("s:v", "", NAMESPACE)
        kind = cell.get("t", "n")
        found[str(cell.get("r"))] = (kind, strings[int(value)] if kind == "s" else value)
    return found


def column(data: bytes, name: str, sheet: int = 1) -> list[tuple[str, str]]:
    """The cells below a heading, top to bottom, empty ones left out."""
    found = cells(data, sheet)
    letters = next(key.rstrip("1") for key, (_, text) in found.items() if text == name and key.endswith("1"))
    rows = sorted(
        (int(match[2]), key)
        for key in found
        if (match := re.fullmatch(r"([A-Z]+)(\d+)", key)) and match[1] == letters
    )
    return [found[key] for row, key in rows if row > 1]


def test_json_is_one_document(tmp_path: Path) -> None:
    export.write_rows(ROWS, tmp_path / "a.json", "json")
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document == {"ok": True, "schema": 1, "rows": ROWS}
    assert "甲公司" in (tmp_path / "a.json").read_text(encoding="utf-8")


def test_jsonl_is_one_object_a_line() -> None:
    stream = io.StringIO()
    export.write_rows(ROWS, stream, "jsonl")
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == ROWS


def test_csv_keeps_negative_numbers_and_guards_formulas(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    export.write_rows(ROWS, path, "csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") and b"\r\n" in path.read_bytes()
    table = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert [row["value"] for row in table] == ["14377000000", "-22.8", "15800000000", "", ""]
    assert (table[1]["quote"], table[3]["group"], table[4]["event"]) == ("'=1+1", "'+算力", "'@发布")
    assert table[0]["doubts"] == '["growth_disagrees"]' and table[1]["doubts"] == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [("-5.2", "-5.2"), ("+56.92", "+56.92"), ("-5.2%", "'-5.2%"), ("=cmd", "'=cmd"), ("-1+cmd", "'-1+cmd"),
     ("＝1", "'＝1"), ("-Infinity", "'-Infinity"), ("\t=1", "'\t=1"), ("普通", "普通"), ("1=1", "1=1")],
)  # fmt: skip
def test_the_guard_spares_numbers(text: str, written: str) -> None:
    stream = io.StringIO()
    export.write_rows([{"quote": text}], stream, "csv")
    assert next(csv.reader(io.StringIO(stream.getvalue().split("\r\n", 1)[1]))) == [written]


def test_markdown_is_a_table_that_text_cannot_break() -> None:
    stream = io.StringIO()
    export.write_rows([{"subject": "甲|乙", "value": "-1", "quote": "两行\n<b>"}], stream, "md")
    assert stream.getvalue() == (
        "| subject | value | quote |\n| --- | ---: | --- |\n| 甲\\|乙 | -1 | 两行 \\<b\\> |\n"
    )


def test_no_rows_are_no_crash(tmp_path: Path) -> None:
    for form in ("json", "jsonl", "csv", "md", "xlsx"):
        export.write_rows([], tmp_path / f"a.{form}", form)
        assert (tmp_path / f"a.{form}").exists()


def test_the_workbook_types_its_cells() -> None:
    data = workbook(ROWS)
    assert column(data, "value") == [("n", "14377000000"), ("n", "-22.8"), ("n", "15800000000")]
    assert column(data, "date")[:2] == [("n", "46083"), ("n", "46083")]  # 2026-03-02, typed
    assert column(data, "date")[4] == ("s", "2026-02")
    assert column(data, "quote")[1] == ("s", "=1+1")
    assert column(data, "event") == [("s", "@发布")]
    assert column(data, "page")[0] == ("n", "3")


def test_the_workbook_has_its_sheets_and_formats() -> None:
    book = zipfile.ZipFile(io.BytesIO(workbook(ROWS)))
    assert re.findall(r'<sheet name="(\w+)"', book.read("xl/workbook.xml").decode()) == [
        "claims", "estimates", "recommended", "reports"
    ]  # fmt: skip
    styles = book.read("xl/styles.xml").decode()
    assert "0\\.00,,&quot;亿元&quot;;-0\\.00,,&quot;亿元&quot;" in styles
    assert "0.00&quot;%&quot;" in styles and "yyyy-mm-dd" in styles
    first = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<autoFilter" in first and 'state="frozen"' in first


def test_every_value_carries_its_quote_and_place() -> None:
    book = zipfile.ZipFile(io.BytesIO(workbook(ROWS)))
    root = ET.fromstring(book.read("xl/comments1.xml"))
    said = ["".join(text.text or "" for text in comment.iter(f"{{{NAMESPACE['s']}}}t"))
            for comment in root.findall(".//s:comment", NAMESPACE)]  # fmt: skip
    assert said[0] == "第 1 句\n东海证券, 2026-03-02, p. 3\n? growth_disagrees"
    assert len(said) == 3


def test_estimates_are_a_matrix_of_brokers_and_years() -> None:
    other = claim(6, broker="西山证券", report="r2", value="15000000000")
    data = workbook([*ROWS, other])
    assert column(data, "broker", 2) == [("s", "东海证券"), ("s", "西山证券")]
    assert column(data, "2026", 2) == [("n", "14377000000"), ("n", "15000000000")]
    assert column(data, "2027", 2) == [("n", "15800000000")]
    assert column(data, "metric", 2) == [("s", "营业收入")] * 2


def test_names_and_reports_have_sheets() -> None:
    data = workbook(ROWS)
    assert column(data, "group", 3) == [("s", "+算力")]
    assert column(data, "reports", 3) == [("n", "1")]
    assert column(data, "claims", 4) == [("n", "5")]
    assert column(data, "date", 4) == [("n", "46083")]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    assert workbook(ROWS) == workbook([dict(row) for row in ROWS])
    created = zipfile.ZipFile(io.BytesIO(workbook(ROWS))).read("docProps/core.xml").decode()
    assert "2026-03-02T00:00:00Z</dcterms:created>" in created


def test_rows_that_are_no_claims_get_one_sheet() -> None:
    data = workbook([{"run": 1, "command": "=add", "claims": 12}])
    assert column(data, "run") == [("n", "1")]
    assert column(data, "command") == [("s", "=add")]


def test_faults(tmp_path: Path) -> None:
    with pytest.raises(UsageFault) as caught:
        export.write_rows(ROWS, io.StringIO(), "parquet")
    assert caught.value.hint == "Choose from json, jsonl, csv, md, xlsx."
    with pytest.raises(UsageFault):
        export.write_rows(ROWS, io.StringIO(), "xlsx")
    with pytest.raises(AccessFault) as refused:
        export.write_rows(ROWS, tmp_path / "no" / "a.csv", "csv")
    assert refused.value.slug == "cannot-write"


def test_what_is_worked_out_is_a_number_in_the_unit_of_its_row(tmp_path: Path) -> None:
    rows = [
        {"day": "2026-03-06", "kind": "target_cut", "subject": "甲公司", "unit": "CNY", "old": "30", "new": "27.5",
         "percent": "-8.25", "upside": None, "id": "0a"},
        {"day": "2026-03-06", "kind": "upgrade", "subject": "甲公司", "unit": None, "old": "增持", "new": "买入",
         "percent": None, "upside": None, "id": "0b"},
    ]  # fmt: skip
    export.write_rows(rows, tmp_path / "a.xlsx", "xlsx")
    data = (tmp_path / "a.xlsx").read_bytes()
    assert column(data, "old") == [("n", "30"), ("s", "增持")]
    assert column(data, "percent") == [("n", "-8.25")]
    assert [kind for kind, _ in column(data, "day")] == ["n", "n"]
    with pytest.raises(KeyError):  # no sheets of claims: these are none
        column(data, "report", sheet=2)
