"""A person's word about names: it changes every answer, no claim, and can be taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from judged_reports import NOW, figure, keep, place, rating, report

from extract.errors import Fault, NothingFoundFault, UsageFault
from extract.model import AnalystClaim
from kb.ask import query
from kb.ask.judging import judge, own_name, put_off
from kb.ask.naming import judged_apart, standing
from kb.ask.overlay import overlay_of
from kb.keep.store import KnowledgeBase
from kb.who.clusters import METRIC_WORDS
from kb.who.entity import Entity

HAIGUANG, YILI = "688041.SH", "600887.SH"
USED, CALLED = "日均机时占用量", "日均机时使用量"


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(tmp_path / "kb.db", create=True) as kb:
        keep(
            kb,
            report(
                "a", figure(1, "海光"), figure(2, "海光信息"), figure(3, "光芯未来"), figure(4, "伊利股份")
            ),
            report(
                "b",
                rating(5, "海光"),
                figure(6, "光芯未来科技"),
                figure(7, "某某控股", USED),
                date="2026-04-11",
            ),
            report("c", figure(8, "某某控股", CALLED), figure(9, "光芯", "归母净利润"), date="2026-04-12"),
        )
        yield kb


def same(kb: KnowledgeBase, left: str, right: str, **more: str) -> int | None:
    return judge(kb, "same", left, right, now=NOW, **more).run


def different(kb: KnowledgeBase, left: str, right: str, **more: str) -> int | None:
    return judge(kb, "different", left, right, now=NOW, **more).run


def told(kb: KnowledgeBase, who: str, metric: str | None = None) -> list[str]:
    rows = query.show(kb, who, metric, all_claims=True)
    return sorted(str(row["quote"]).split()[-1] for row in rows)


def whom(kb: KnowledgeBase, value: str) -> tuple[object, ...]:
    row = next(row for row in query.claims(kb, kinds=("metric",)) if row["value"] == value)
    return row["subject"], row["subject_id"], row["ticker"]


def dump(kb: KnowledgeBase) -> list[tuple[object, ...]]:
    """Every row of every table but the runs and judgements."""
    with sqlite3.connect(f"file:{kb.path}?mode=ro", uri=True) as db:
        tables = [
            str(row[0])
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if row[0] not in ("runs", "judgements") and not str(row[0]).startswith("claims_text_")
        ]
        rows = [
            (table, *row) for table in tables for row in db.execute(f"SELECT * FROM {table} ORDER BY rowid")
        ]
    db.close()
    return rows


def test_a_name_that_is_the_same_as_a_company_is_answered_with_it(kb: KnowledgeBase) -> None:
    assert told(kb, "海光信息") == ["1", "2", "买入"]
    same(kb, "光芯未来", "海光信息", because="更名")
    assert told(kb, "海光信息") == told(kb, "光芯未来") == told(kb, HAIGUANG) == ["1", "2", "3", "买入"]
    assert whom(kb, "3") == ("光芯未来", HAIGUANG, HAIGUANG)
    assert whom(kb, "6") == ("光芯未来科技", None, None)


def test_names_joined_over_several_steps_are_one(kb: KnowledgeBase) -> None:
    same(kb, "光芯未来", "光芯未来科技")
    assert told(kb, "光芯未来") == told(kb, "光芯未来科技") == ["3", "6"]
    assert whom(kb, "3")[1] == whom(kb, "6")[1] == "name:光芯未来"
    same(kb, "光芯", "光芯未来科技")
    same(kb, "光芯", HAIGUANG)
    assert told(kb, "光芯未来") == ["1", "2", "3", "6", "9", "买入"]
    assert whom(kb, "6") == ("光芯未来科技", HAIGUANG, HAIGUANG)


def test_a_name_that_is_not_whom_it_is_linked_to_stands_for_itself(kb: KnowledgeBase) -> None:
    different(kb, "海光", HAIGUANG)
    assert told(kb, "海光信息") == ["2"]
    assert told(kb, "海光") == ["1", "买入"]
    assert whom(kb, "1") == ("海光", None, None)
    same(kb, "海光", "光芯未来")
    assert told(kb, "光芯未来") == ["1", "3", "买入"]
    with pytest.raises(UsageFault) as caught:
        same(kb, "光芯未来", "海光信息")
    assert caught.value.slug == "kept-apart"
    assert "海光 ≠ 688041.SH (run 2)" in caught.value.message
    assert caught.value.hint == "yanbao undo 2"


def test_a_name_judged_to_be_another_company_leaves_the_one_it_was_linked_to(kb: KnowledgeBase) -> None:
    different(kb, "海光", HAIGUANG)
    same(kb, "海光", "伊利股份")
    assert told(kb, "伊利股份") == ["1", "4", "买入"]
    assert whom(kb, "1") == ("海光", YILI, YILI)


def test_what_is_one_cannot_be_judged_different(kb: KnowledgeBase) -> None:
    same(kb, "光芯未来", "光芯")
    same(kb, "光芯", "海光信息")
    with pytest.raises(UsageFault) as caught:
        different(kb, HAIGUANG, "光芯未来")
    assert caught.value.slug == "joined-already"
    assert "光芯 = 海光信息 (run 3)" in caught.value.message and "(run 2)" in caught.value.message
    kb.undo(3, now=NOW)
    assert different(kb, HAIGUANG, "光芯未来") == 5


def test_two_names_of_one_company_are_one_by_the_data(kb: KnowledgeBase) -> None:
    assert judge(kb, "same", HAIGUANG, "海光信息", now=NOW).known
    with pytest.raises(UsageFault) as caught:
        different(kb, HAIGUANG, "688041")
    assert caught.value.slug == "one-already"
    assert len(kb.runs()) == 1


def test_saying_it_again_keeps_nothing(kb: KnowledgeBase) -> None:
    run = same(kb, "光芯未来", "海光信息")
    again = judge(kb, "same", "海光信息", "光芯未来", now=NOW)
    assert (again.run, again.known) == (run, True)
    assert len(kb.runs()) == 2


@pytest.mark.parametrize(
    ("left", "about", "slug", "near"),
    [
        ("光芯未", "entity", "no-such-name", "光芯未来"),
        ("日均机时占用", METRIC_WORDS, "no-such-metric", USED),
    ],
)
def test_a_name_that_nobody_bears_is_refused_with_the_nearest(
    kb: KnowledgeBase, left: str, about: str, slug: str, near: str
) -> None:
    with pytest.raises(NothingFoundFault) as caught:
        same(kb, left, "海光信息" if about == "entity" else CALLED, about=about)
    assert caught.value.slug == slug
    assert near in caught.value.hint


def test_metrics_are_judged_in_the_same_way(kb: KnowledgeBase) -> None:
    assert told(kb, "某某控股", CALLED) == ["8"]
    run = same(kb, USED, CALLED, about=METRIC_WORDS)
    assert told(kb, "某某控股", USED) == told(kb, CALLED) == ["7", "8"]
    ids = {row["metric_id"] for row in query.show(kb, CALLED)}
    assert len(ids) == 1 and None not in ids
    kb.undo(int(str(run)), now=NOW)
    assert told(kb, CALLED) == ["8"]


def test_the_vocabulary_keeps_metrics_apart_whatever_a_person_says(kb: KnowledgeBase) -> None:
    same(kb, "净利润", USED, about=METRIC_WORDS)
    with pytest.raises(UsageFault) as caught:
        same(kb, "归母净利润", USED, about=METRIC_WORDS, because="我确定")
    assert caught.value.slug == "must-not-merge"
    assert "extract/metrics/" in caught.value.message


def test_a_metrics_name_can_be_taken_from_what_the_vocabulary_says_it_is(kb: KnowledgeBase) -> None:
    keep(kb, report("d", figure(10, "伊利股份", "营收"), figure(11, "伊利股份", "营业收入")))
    assert told(kb, "伊利股份", "营业收入") == ["10", "11", "4"]
    different(kb, "营收", "营业收入", about=METRIC_WORDS)
    assert told(kb, "伊利股份", "营业收入") == ["11", "4"]
    assert told(kb, "伊利股份", "营收") == ["10"]


def test_a_name_known_by_its_code_alone_can_be_judged(kb: KnowledgeBase) -> None:
    keep(kb, report("e", figure(15, "旧名科技"), subject="旧名科技", ticker="300475"))
    assert whom(kb, "15")[1] == "300475.SZ"
    different(kb, "旧名科技", "300475")
    assert whom(kb, "15") == ("旧名科技", None, None)
    same(kb, "旧名科技", "光芯")
    assert told(kb, "光芯") == ["15", "9"]


def test_a_metric_taken_from_the_vocabulary_joins_another(kb: KnowledgeBase) -> None:
    keep(kb, report("d", figure(10, "伊利股份", "营收")))
    different(kb, "营收", "revenue", about=METRIC_WORDS)
    same(kb, "营收", USED, about=METRIC_WORDS)
    assert told(kb, USED) == ["10", "7"]
    assert told(kb, "伊利股份", "营业收入") == ["4"]


def test_merging_and_unmerging_leaves_every_table_as_it_was(kb: KnowledgeBase) -> None:
    before, answers = dump(kb), query.claims(kb)
    runs = [
        same(kb, "光芯未来", "海光信息"),
        different(kb, "海光", HAIGUANG),
        same(kb, USED, CALLED, about=METRIC_WORDS),
        own_name(kb, "光芯", [YILI], now=NOW),
        put_off(kb, "某某控股", now=NOW),
    ]
    assert dump(kb) == before
    assert query.claims(kb) != answers
    for run in (runs[1], runs[0], runs[4], runs[2], runs[3]):
        assert kb.undo(int(str(run)), now=NOW)["judgements"] >= 1
    assert dump(kb) == before
    assert query.claims(kb) == answers
    assert kb.judgements() == []
    assert len(kb.rows("SELECT * FROM v_judgements WHERE state = 'undone'")) == 6


def test_judgements_stay_when_their_reports_go_and_come(kb: KnowledgeBase) -> None:
    same(kb, "光芯未来", "海光信息")
    kb.undo(1, now=NOW)
    with pytest.raises(Fault):
        query.show(kb, "海光信息")
    keep(kb, report("z", figure(3, "光芯未来")))
    assert told(kb, "海光信息") == ["3"]


def test_a_company_whose_first_listing_changed_is_one_company(kb: KnowledgeBase) -> None:
    """The data learn that a Hong Kong company is the issuer of a mainland listing: what was said by its old code holds."""
    hong_kong, mainland = "00941.HK", "600941.SH"
    keep(kb, report("h", figure(12, "中国移动")))
    with sqlite3.connect(kb.path) as db:  # as an earlier version of the data linked it
        db.execute("UPDATE claims SET subject_id = ? WHERE subject_id = ?", (hong_kong, mainland))
    db.close()
    kb.worked_out.clear()
    assert told(kb, "中国移动") == ["12"]
    same(kb, "光芯", hong_kong)
    assert told(kb, "中国移动") == ["12", "9"]
    assert whom(kb, "9")[1] == whom(kb, "12")[1] == mainland


def test_codes_that_moved_are_noticed_without_any_judgement(kb: KnowledgeBase) -> None:
    keep(kb, report("h", figure(12, "中国移动")), report("i", figure(16, "中国移动")))
    with sqlite3.connect(
        kb.path
    ) as db:  # one report came in before the data knew both listings for one company
        db.execute(
            "INSERT INTO entities (id, kind, name, listings) VALUES ('00941.HK', 'company', '中国移动', '[]')"
        )
        db.execute(
            "UPDATE claims SET subject_id = '00941.HK' WHERE report = ? AND subject_id <> ''", ("h" * 64,)
        )
    db.close()
    kb.worked_out.clear()
    assert whom(kb, "12")[1] == whom(kb, "16")[1] == "600941.SH"
    assert told(kb, "600941.SH") == told(kb, "00941.HK") == ["12", "16"]


def test_names_that_are_one_are_asked_for_by_the_id_they_are_given(kb: KnowledgeBase) -> None:
    same(kb, "光芯未来", "光芯未来科技")
    assert {row["value"] for row in query.claims(kb, subject_id="name:光芯未来")} == {"3", "6"}


def test_the_whole_product_agrees(kb: KnowledgeBase) -> None:
    same(kb, "光芯未来", "海光信息")
    assert {
        str(row["value"]) for row in query.claims(kb, subject_id=HAIGUANG) if row["kind"] == "metric"
    } == {"1", "2", "3"}


def test_digests_and_files_follow(kb: KnowledgeBase, tmp_path: Path) -> None:
    from kb.tell.digest import render
    from kb.tell.export import csv_text

    page = render(kb, "company", who="海光信息", form="md")
    same(kb, "光芯未来科技", "海光信息")
    judged = render(kb, "company", who="海光信息", form="md")
    assert "b证券" in page and judged.count("b证券") > page.count("b证券")
    assert render(kb, "company", who="光芯未来科技", form="md") == judged
    assert csv_text(query.show(kb, "海光信息", all_claims=True)).count(HAIGUANG) == 8


def test_reports_are_about_whom_people_say(kb: KnowledgeBase) -> None:
    keep(kb, report("r", figure(13, "海光"), rating(14, None), subject="海光"))
    own = next(row for row in query.reports(kb) if row["file"] == "r.pdf")
    assert (own["subject"], own["subject_id"]) == ("海光信息", HAIGUANG)
    different(kb, "海光", HAIGUANG)
    own = next(row for row in query.reports(kb) if row["file"] == "r.pdf")
    assert (own["subject"], own["subject_id"], own["ticker"]) == ("海光", None, None)
    assert [row["subject"] for row in query.claims(kb, kinds=("rating",), reports=["r" * 64])] == ["海光"]


def test_nothing_judged_costs_nothing(kb: KnowledgeBase) -> None:
    """A name that all its claims are linked by is asked for by its id alone, of which an index knows the order."""
    assert overlay_of(kb) is overlay_of(kb)
    condition = overlay_of(kb).about_entity(HAIGUANG, "海光")
    assert condition.params == (HAIGUANG,)
    told = kb.rows(
        f"EXPLAIN QUERY PLAN SELECT * FROM claims c JOIN reports r ON r.id = c.report WHERE {condition.sql}",
        condition.params,
    )
    assert "claims_of_whom" in str(told[0]["detail"])


def test_conditions_of_judged_names_use_the_indexes(kb: KnowledgeBase) -> None:
    same(kb, "光芯未来", "海光信息")
    different(kb, "海光", HAIGUANG)
    same(kb, "光芯", "某某控股")
    same(kb, USED, CALLED, about=METRIC_WORDS)
    overlay = overlay_of(kb)
    for condition in (
        overlay.about_entity(HAIGUANG, "海光信息"),
        overlay.about_name("光芯"),
        overlay.about_name("海光"),
        overlay.about_metric(CALLED, None),
        overlay.about_metric("营收", "revenue"),
    ):
        plan = kb.rows(f"EXPLAIN QUERY PLAN SELECT * FROM claims c WHERE {condition.sql}", condition.params)
        assert not [row["detail"] for row in plan if str(row["detail"]).startswith("SCAN")], condition.sql


def test_a_name_that_somebody_took_from_its_bearer_says_so(kb: KnowledgeBase) -> None:
    different(kb, "海光", HAIGUANG)
    found = standing(kb, "海光")
    assert found.entity is None
    assert judged_apart(found) == "海光 ≠ 688041.SH (run 2)"
    with pytest.raises(NothingFoundFault) as caught:
        query.show(kb, "中芯国际")
    assert caught.value.message == "No claim is about 中芯国际 (688981.SH)."


def test_analysts_are_known_by_their_licence(kb: KnowledgeBase) -> None:
    def signs(number: int, name: str, licence: str | None) -> AnalystClaim:
        return AnalystClaim(name=name, licence=licence, **place(number, name))  # type: ignore[arg-type]

    keep(kb, report("d", signs(1, "程以安", "S0880500000001"), date="2026-03-01"))
    keep(kb, report("e", signs(1, "程以安", "S0880500000001"), signs(2, "陆知远", "S0880500000002")))
    keep(kb, report("f", signs(1, "陆知远", "S0910500000003"), signs(2, "无证人", None)))
    one = standing(kb, "程以安")
    assert one.entity is not None
    assert (one.entity.id, one.entity.kind) == ("person-s0880500000001", "person")
    assert one.reasons[0].words == (
        "signs as 程以安 with licence S0880500000001 at d证券,e证券, last 2026-04-10; 2 reports"
    )
    assert standing(kb, "s0880500000002").entity == standing(kb, "S0880500000002").entity is not None
    assert [found.entity.id for found in standing(kb, "陆知远").candidates] == [
        "person-s0880500000002",
        "person-s0910500000003",
    ]
    assert standing(kb, "无证人").entity is None


def test_what_a_person_said_of_a_name_comes_before_who_signs_so(kb: KnowledgeBase) -> None:
    signs = AnalystClaim(name="光芯未来", licence="S0880500000009", **place(1, "光芯未来"))  # type: ignore[arg-type]
    keep(kb, report("d", signs))
    assert standing(kb, "光芯未来").entity == Entity("person-s0880500000009", "person", "光芯未来")
    same(kb, "光芯未来", YILI)
    held = standing(kb, "光芯未来").entity
    assert held is not None and held.id == YILI
