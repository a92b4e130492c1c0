"""Running headers and footers: what returns on every page, and what only looks as if it did."""

from __future__ import annotations

from by_hand import line

from extract.pages.lines import Line
from extract.pages.running import RunningLines

HEIGHT = 800.0


def kinds(pages: list[list[Line]]) -> list[list[str]]:
    RunningLines(len(pages)).mark([(HEIGHT, lines) for lines in pages])
    return [[ln.kind for ln in lines] for lines in pages]


def test_a_name_at_one_height_on_three_pages_is_running() -> None:
    pages = [[line("云杉科技深度报告", 40, 40, page=n), line("正文", 40, 400, page=n)] for n in range(1, 5)]
    assert kinds(pages) == [["header", ""]] * 4


def test_page_numbers_are_running_because_they_count() -> None:
    pages = [[line(str(n + 1), 300, 780, page=n)] for n in range(1, 5)]
    assert kinds(pages) == [["footer"]] * 4


def test_years_of_table_heads_at_the_top_of_pages_are_not_running() -> None:
    pages = [[line("2019", 200, 60, page=n), line("51", 260, 60, page=n)] for n in range(1, 5)]
    assert kinds(pages) == [["", ""]] * 4


def test_a_label_in_a_row_of_figures_is_not_running() -> None:
    def row(n: int) -> list[Line]:
        return [
            line("市盈率", 40, 60, page=n),
            *(line(f"{n}{i}.5", 200 + 60 * i, 60, page=n) for i in range(4)),
        ]

    assert kinds([row(n) for n in range(1, 5)]) == [[""] * 5] * 4


def test_a_short_label_that_stands_elsewhere_on_each_page_is_not_running() -> None:
    pages = [[line("营业收入", 40, 30 + 12 * n, page=n)] for n in range(1, 5)]
    assert kinds(pages) == [[""]] * 4


def test_a_day_in_figures_may_be_running() -> None:
    pages = [[line("2026.04.20", 40, 40, page=n)] for n in range(1, 5)]
    assert kinds(pages) == [["header"]] * 4
