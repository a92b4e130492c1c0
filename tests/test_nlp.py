"""The marks a text carries: quantities, periods, metrics, names."""

from __future__ import annotations

import datetime

from extract.prose.sentence.nlp import Reader

ANCHOR = datetime.date(2025, 4, 10)


def test_a_metric_begins_after_its_period() -> None:
    mentions = Reader(ANCHOR, ()).read("2024 年销量为 5 万吨")
    assert [(m.text, m.metric.id) for m in mentions.metrics] == [("销量", "sales_volume")]


def test_a_range_of_years_is_no_quantity() -> None:
    mentions = Reader(ANCHOR, ()).read("2021-2023年EPS分别为1.0/1.2/1.4元")
    assert [q.original for q in mentions.quantities] == ["1.0", "1.2", "1.4元"]
    assert [p.value for p in mentions.periods] == ["2021/2023"]


def test_a_latin_name_is_whole_words() -> None:
    mentions = Reader(ANCHOR, ("Orion",)).read("Orion发布新品，Orionis不在其列")
    assert [(n.text, n.start) for n in mentions.names] == [("Orion", 0)]
