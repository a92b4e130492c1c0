"""The broker files: each reads, says who it is, and shares no name, licence prefix or mail domain with another."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from extract.vocabulary import broker_by_email, broker_by_licence, find_broker
from extract.vocabulary.labels import squeeze

FOLDER = Path(__file__).parents[1] / "extract" / "brokers"
FILES = sorted(FOLDER.glob("*.toml"))
LISTS = ("short_names", "english", "email_domains", "licence_prefixes", "former_names")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


HOUSES = {path.stem: read(path) for path in FILES}


def shared(key: str) -> dict[str, list[str]]:
    """The values of a list that stand in more than one file, with the files."""
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for stem, house in HOUSES.items():
        for value in house.get(key, ()):
            owners[value.lower()].append(stem)
    return {value: stems for value, stems in owners.items() if len(stems) > 1}


def names(house: dict[str, Any]) -> Iterable[str]:
    yield house["name"]
    yield house["full_name"]
    for key in ("short_names", "english", "former_names"):
        yield from house.get(key, ())


def test_there_are_enough_houses_for_a_reader_of_the_mainland_market() -> None:
    assert len(FILES) >= 140


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_who_it_is_with_the_allowed_keys_only(path: Path) -> None:
    house = read(path)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", path.stem)
    assert set(house) <= {"name", "full_name", *LISTS}
    assert house["name"].strip() == house["name"] != ""
    assert house["full_name"].strip() == house["full_name"] != ""
    if CHINESE.search(house["name"]):
        assert house["full_name"].endswith("公司")
    for key in LISTS:
        values = house.get(key, ["as good as absent"])
        assert values, f"{key}: leave an empty list out"
        assert len(set(values)) == len(values)
        assert all(value.strip() == value != "" for value in values)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_licence_prefix_is_a_letter_and_four_digits_and_a_domain_is_bare(path: Path) -> None:
    house = read(path)
    # S: securities companies; A: advisory firms, which research institutes of old are.
    assert all(re.fullmatch(r"[SA]\d{4}", prefix) for prefix in house.get("licence_prefixes", ()))
    assert all(
        re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", domain) for domain in house.get("email_domains", ())
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_short_name_is_long_enough_not_to_stand_in_other_words(path: Path) -> None:
    assert all(len(name) >= 3 for name in read(path).get("short_names", ()))


@pytest.mark.parametrize("key", ["licence_prefixes", "email_domains"])
def test_what_tells_a_house_belongs_to_one_house(key: str) -> None:
    assert shared(key) == {}


def test_no_name_belongs_to_two_houses() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for stem, house in HOUSES.items():
        for name in names(house):
            owners[squeeze(name)].add(stem)
    assert {name: stems for name, stems in owners.items() if len(stems) > 1} == {}


@pytest.mark.parametrize("stem", sorted(HOUSES))
def test_every_name_finds_its_house_although_names_contain_each_other(stem: str) -> None:
    found = {name: find_broker(name) for name in names(HOUSES[stem])}
    assert {name: broker.id if broker else None for name, broker in found.items()} == dict.fromkeys(
        found, stem
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("中信建投证券研究发展部", "中信建投证券"),
        ("本报告由中信证券股份有限公司制作", "中信证券"),
        ("国泰君安国际研究部", "国泰君安国际"),
        ("数据来源：国泰君安证券研究", "国泰君安证券"),
        ("国泰海通证券研究", "国泰海通证券"),
        ("海通国际研究有限公司", "海通国际"),
        ("中银国际证券股份有限公司具备证券投资咨询业务资格", "中银国际证券"),
        ("中银国际研究有限公司", "中银国际"),
        ("国联民生证券研究所", "国联民生证券"),
        ("国投证券股份有限公司", "国投证券"),
        ("申万宏源研究", "申万宏源证券"),
        ("齐鲁证券有限公司", "中泰证券"),
    ],
)
def test_the_longest_name_wins(text: str, name: str) -> None:
    broker = find_broker(text)
    assert broker is not None
    assert broker.name == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("S1130524010001", "国金证券"),
        ("S0570520010001", "华泰证券"),
        ("A0230520010001", "申万宏源证券"),
        ("S1010520010001", "中信证券"),
    ],
)
def test_a_licence_number_tells_the_house(code: str, name: str) -> None:
    broker = broker_by_licence(code)
    assert broker is not None
    assert broker.name == name


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("gjzq.com.cn", "国金证券"),
        ("htsc.com", "华泰证券"),
        ("research.xbmail.com.cn", "西部证券"),
        ("gs.com", "Goldman Sachs"),
    ],
)
def test_a_mail_domain_tells_the_house(domain: str, name: str) -> None:
    broker = broker_by_email(domain)
    assert broker is not None
    assert broker.name == name


@pytest.mark.parametrize("number", ["S1450520010001", "S0880520010001", "S0590520010001"])
def test_a_number_that_outlived_a_merger_tells_no_house(number: str) -> None:
    assert broker_by_licence(number) is None
