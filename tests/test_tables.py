"""Grids from lines: rows whose labels stand a little off, around their values, in two columns, beside other tables."""

from __future__ import annotations

from by_hand import DAY, claims, grids, line, table

from extract.pages.lines import Line
from extract.tables.grids import find_grids

YEARS = ("2024A", "2025E", "2026E")


def labels(lines: list[Line]) -> list[tuple[str, str, int]]:
    (grid,) = grids(lines)
    return [(row.side_text, row.label_text, len(row.cells)) for row in grid.rows]


def test_labels_a_few_points_above_their_values_are_theirs() -> None:
    rows = [
        (("营业收入", 0, -3.4), 10, 11, 12),
        (("营业成本", 0, -3.4), 5, 6, 7),
        (("毛利率", 0, -3.4), 1, 2, 3),
    ]
    assert labels(table(YEARS, rows)) == [("", "营业收入", 3), ("", "营业成本", 3), ("", "毛利率", 3)]


def test_a_label_on_two_lines_around_its_values_is_whole() -> None:
    lines = table(YEARS, [("营业收入", 10, 11, 12), ("", 5, 6, 7), ("每股收益", 1, 2, 3)], step=20)
    lines += [line("归属母公司净利润", 40, 134), line("(百万元)", 40, 146)]
    assert labels(lines)[1] == ("", "归属母公司净利润(百万元)", 3)


def test_the_last_letter_of_a_full_label_on_the_next_line_belongs_to_it() -> None:
    lines = table(YEARS, [("归属母公司股东权", 5, 6, 7), ("负债合计", 1, 2, 3)], step=24)
    lines.append(line("益", 40, 136))
    assert labels(lines)[0] == ("", "归属母公司股东权益", 3)


def test_indented_growth_rows_do_not_cost_other_rows_their_labels() -> None:
    growth = (("YOY", 60, 0), "1%", "2%", "3%")
    rows = [("营业收入", 10, 11, 12), growth, ("销量", 5, 6, 7), growth, ("单价", 5, 6, 7), growth]
    assert [label for _, label, _ in labels(table(YEARS, rows))] == [
        "营业收入",
        "YOY",
        "销量",
        "YOY",
        "单价",
        "YOY",
    ]


def test_a_label_column_on_the_left_is_kept_apart() -> None:
    rows = [("|收入", 10, 11, 12), ("软件|YOY", 1, 2, 3), ("|毛利率", 5, 6, 7)]
    rows += [("|收入", 20, 21, 22), ("硬件|YOY", 1, 2, 3), ("|毛利率", 5, 6, 7)]
    sides = [side for side, _, _ in labels(table(YEARS, rows))]
    assert sides == ["", "软件", "", "", "硬件", ""]


def test_the_figures_of_a_table_on_the_left_are_no_label() -> None:
    lines = table(YEARS, [("净利率", 1, 2, 3), ("每股收益", 5, 6, 7)])
    lines += [line("6,934", 10, 114), line("2024A", 10, 128)]
    assert [label for _, label, _ in labels(lines)] == ["净利率", "每股收益"]


def test_a_heading_in_the_middle_of_a_table_is_a_row() -> None:
    lines = table(YEARS, [("收入", 1, 2, 3), ("", "", "", ""), ("收入", 5, 6, 7)])
    lines.append(line("软件业务", 262, 128))
    assert labels(lines) == [("", "收入", 3), ("", "软件业务", 0), ("", "收入", 3)]


def test_running_text_with_figures_below_a_table_is_no_row() -> None:
    lines = table(YEARS, [("收入", 1, 2, 3)])
    lines.append(
        line("我们预计公司 2024-2026 年归母净利润分别为 71.3、73.3、83.9 亿元，增速放缓，维持评级。", 40, 128)
    )
    assert len(labels(lines)) == 1


def test_running_text_beside_a_narrow_table_costs_it_no_row() -> None:
    lines = table(YEARS, [("收入", 1, 2, 3), ("每股收益", 4, 5, 6)])
    text = "我们认为伴随下游需求恢复以及自给率提升，行业有望逐步迎来新一轮景气反转。"
    beside = [line(text, -320, 114), line(text, 380, 128)]
    assert [label for _, label, _ in labels([*lines, *beside])] == ["收入", "每股收益"]


def test_values_set_a_little_lower_belong_to_the_row_above_them() -> None:
    lines = table(YEARS, [("收入", 1, "", ""), ("成本", 4, 5, 6)], step=24)
    lines += [line("2", 260, 130), line("3", 320, 130)]
    assert labels(lines) == [("", "收入", 3), ("", "成本", 3)]


def test_a_table_goes_on_at_the_top_of_the_next_page_without_a_header() -> None:
    first = [("软件业务",), ("收入", 10, 11, 12), ("毛利率", "50%", "51%", "52%"), ("硬件业务",)]
    (before,) = find_grids(table(YEARS, first), DAY)
    rest = table(
        ("", "", ""), [("收入", 5, 6, 7), ("YOY", "1%", "2%", "3%"), ("毛利率", "20%", "21%", "22%")]
    )
    for ln in rest:
        ln.page = 2
    (grid,) = find_grids(rest, DAY, before)
    assert (grid.page, len(grid.rows)) == (2, 3)
    assert {(c.page, c.scope, c.metric) for c in claims(rest, before=before)} == {
        (2, "硬件业务", "收入"),
        (2, "硬件业务", "毛利率"),
    }


def test_a_page_with_a_header_of_its_own_goes_on_with_nothing() -> None:
    (before,) = find_grids(table(YEARS, [("收入", 10, 11, 12)]), DAY)
    again = table(YEARS, [("收入", 5, 6, 7), ("成本", 1, 2, 3), ("毛利", 4, 4, 4)])
    assert [grid.before for grid in find_grids(again, DAY, before)] == [None]
