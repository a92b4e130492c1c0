"""The data files: every row stands on its own feet, and the facts that reports lean on are right."""

from __future__ import annotations

import csv
import re
import time
from collections import Counter

import pytest

from kb.who.entity import BROKERS
from kb.who.names import fold_name
from kb.who.seed import DATA, load, ordinary_words, unspotted_names
from kb.who.seed import share_class as kind_of_share

SEED = load()


def rows(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_every_row_has_every_column(path: object) -> None:
    table = rows(getattr(path, "name"))  # noqa: B009
    assert table
    for row in table:
        assert None not in row and None not in row.values(), row
        assert all(value == value.strip() for value in row.values()), row


def test_codes_and_ids_are_unique_and_well_formed() -> None:
    codes = [row["code"] for file in ("listings.csv", "others.csv", "indices.csv") for row in rows(file)]
    assert [code for code, n in Counter(codes).items() if n > 1] == []
    assert [code for code in codes if not re.fullmatch(r"[0-9A-Z]+\.[A-Z]{1,3}", code)] == []
    ids = [row["id"] for row in rows("private.csv")]
    assert [one for one, n in Counter(ids).items() if n > 1] == []


def test_owners_are_entities_and_listings_lead_home() -> None:
    for entity in SEED.entities.values():
        assert not entity.owner or entity.kind == "industry" or entity.owner in SEED.entities
        for code in entity.listings:
            assert SEED.codes[code] == entity.id


def test_the_market_is_all_there() -> None:
    kinds = Counter(code.rpartition(".")[2] for code in SEED.codes)
    assert kinds["SH"] > 2300 and kinds["SZ"] > 2900 and kinds["HK"] > 2700 and kinds["US"] >= 300
    assert sum(line.exchange not in ("SH", "SZ", "BJ", "HK") for line in SEED.lines.values()) >= 700
    unlisted = [
        one for one in SEED.entities.values() if one.kind in ("company", "product") and not one.listings
    ]
    assert len(unlisted) >= 590 and sum(bool(one.owner) for one in unlisted) >= 440


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("688041.SH", "海光信息"),
        ("600887.SH", "伊利股份"),
        ("001215.SZ", "千味央厨"),
        ("01519.HK", "极兔速递"),
        ("00700.HK", "腾讯控股"),
        ("00100.HK", "MiniMax"),
        ("603517.SH", "绝味食品"),
        ("NVDA.US", "英伟达"),
        ("000300.SH", "沪深300"),
        ("000001.SH", "上证指数"),
        ("000001.SZ", "平安银行"),
        ("399006.SZ", "创业板指"),
        ("HSI.HI", "恒生指数"),
        ("801750.SI", "计算机（申万）指数"),
    ],
)
def test_codes_mean_whom_they_mean(code: str, name: str) -> None:
    assert SEED.entities[SEED.codes[code]].name == name


def test_lines_of_one_issuer_are_one_entity() -> None:
    for codes in (
        ("601318.SH", "02318.HK", "82318.HK"),
        ("600276.SH", "01276.HK"),
        ("002594.SZ", "01211.HK"),
        ("688981.SH", "00981.HK"),
        ("09988.HK", "BABA.US", "89988.HK"),
        ("688235.SH", "06160.HK", "ONC.US"),
    ):
        assert len({SEED.codes[code] for code in codes}) == 1
        assert SEED.entities[SEED.codes[codes[0]]].ticker == codes[0]


def test_namesakes_stay_apart() -> None:
    assert SEED.codes["000831.SZ"] != SEED.codes["00769.HK"]
    assert SEED.codes["600050.SH"] != SEED.codes["00762.HK"]
    assert SEED.codes["000951.SZ"] != SEED.codes["03808.HK"]


@pytest.mark.parametrize(
    ("product", "owner"),
    [
        ("ChatGPT", "openai"),
        ("豆包大模型", "bytedance"),
        ("千问", "09988.HK"),
        ("GLM", "02513.HK"),
        ("Kimi", "moonshot"),
        ("昇腾", "huawei"),
        ("Claude", "anthropic"),
    ],
)
def test_products_know_their_owner(product: str, owner: str) -> None:
    found = [SEED.entities[n.entity] for n in SEED.names if n.key == fold_name(product) and n.kind == "short"]
    assert [entity.owner for entity in found] == [owner]


@pytest.mark.parametrize("words", [ordinary_words(), unspotted_names()], ids=["ordinary", "unspotted"])
def test_ordinary_words_are_names_of_the_data(words: frozenset[str]) -> None:
    keys = {name.key for name in SEED.names}
    assert [word for word in sorted(words) if fold_name(word) not in keys] == []


def test_the_data_is_read_quickly() -> None:
    load.cache_clear()
    began = time.process_time()
    load()
    assert time.process_time() - began < 1.5  # 0.2 s alone; the machine may be busy


def test_every_kind_is_there() -> None:
    kinds = Counter(entity.kind for entity in SEED.entities.values())
    assert {"company", "product", "industry", "index", "country", "region", "market", "broker"} == set(kinds)
    assert kinds["broker"] > 100 and kinds["industry"] >= 150
    owners = {e.owner for e in SEED.entities.values() if e.kind == "industry" and e.owner}
    assert owners <= {e.id for e in SEED.entities.values() if e.kind == "industry" and not e.owner}


@pytest.mark.parametrize(
    ("code", "issuer", "share_class", "exchange"),
    [
        ("600519.SH", "600519.SH", "A", "SH"),
        ("02318.HK", "601318.SH", "H", "HK"),
        ("BABA.US", "09988.HK", "ADR", "US"),
        ("TSM.US", "TSM.US", "ADR", "US"),
        ("NVDA.US", "NVDA.US", "other", "US"),
        ("00087.HK", "00019.HK", "H", "HK"),
        ("833874.BJ", "301192.SZ", "A", "BJ"),
    ],
)
def test_a_listing_is_a_line_of_its_issuer(code: str, issuer: str, share_class: str, exchange: str) -> None:
    line = SEED.lines[code]
    assert (line.issuer, line.share_class, line.exchange) == (issuer, share_class, exchange)
    assert code in SEED.entities[issuer].listings


def test_the_number_ranges_tell_the_share_class() -> None:
    assert [kind_of_share(code) for code in ("900901.SH", "200002.SZ", "430047.BJ")] == ["B", "B", "A"]


def test_a_delisted_line_keeps_its_days() -> None:
    line = SEED.lines["600837.SH"]
    assert (line.name, line.delisted[:4]) == ("海通证券", "2025")


def test_a_broker_that_is_listed_is_its_company() -> None:
    by_name = {name.text: name.entity for name in SEED.names if name.source == BROKERS}
    assert by_name["国金证券股份有限公司"] == "600109.SH"
    assert by_name["爱建证券有限责任公司"] == "broker-aijian"
    assert not any(name.spotted for name in SEED.names if name.source == BROKERS)


def test_a_new_name_begins_where_the_former_ended() -> None:
    (name,) = [
        n for n in SEED.names if n.entity == "601211.SH" and n.kind == "short" and n.text == "国泰海通"
    ]
    assert name.since == "2025"
    (pearl,) = [n for n in SEED.names if n.entity == "600832.SH"]
    assert (pearl.text, pearl.kind, pearl.until) == ("东方明珠", "former", "2015-05-20")


def test_initials_are_letters_of_living_names() -> None:
    assert SEED.initials["gzmt"] == ("600519.SH",)
    assert all(letters.isascii() and letters.islower() for letters in SEED.initials)
    living = {code for code, line in SEED.lines.items() if not line.delisted}
    assert all(living & set(SEED.entities[one].listings) for ids in SEED.initials.values() for one in ids)
    assert sum(len(ids) for ids in SEED.initials.values()) > 7500
