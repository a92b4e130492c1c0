"""Authors: every detail with the name it is printed for."""

from __future__ import annotations

import pytest
from by_hand import line

from extract.head.authors import is_name, read_authors
from extract.model import AnalystClaim
from extract.pages.lines import Line


def people(*lines: Line) -> dict[str, AnalystClaim]:
    return {claim.name: claim for claim in read_authors(lines)}


def test_details_stand_under_their_name_not_over_the_next() -> None:
    found = people(
        line("石听泉", 380, 200),
        line("shitq@spruce.example", 380, 216),
        line("编号：S0999519030001", 380, 250),
        line("吴晚", 380, 266),
        line("wuwan@spruce.example", 380, 282),
        line("编号：S0999519120002", 380, 316),
    )
    assert {n: (c.licence, c.email) for n, c in found.items()} == {
        "石听泉": ("S0999519030001", "shitq@spruce.example"),
        "吴晚": ("S0999519120002", "wuwan@spruce.example"),
    }


def test_names_side_by_side_take_what_is_under_each() -> None:
    found = people(
        line("石听泉（分析师）", 196, 150), line("吴晚（联系人）", 320, 150),
        line("shitq@spruce.example", 196, 164), line("wuwan@spruce.example", 320, 164),
        line("S0999519030001", 196, 178), line("S0999119120002", 320, 178),
    )  # fmt: skip
    assert [(c.name, c.role, c.licence) for c in found.values()] == [
        ("石听泉", "分析师", "S0999519030001"),
        ("吴晚", "联系人", "S0999119120002"),
    ]


def test_a_contact_without_a_licence_counts_by_its_role() -> None:
    assert (
        people(line("联系人：吴晚", 40, 600), line("电话：021-50580000", 40, 614))["吴晚"].phone
        == "021-50580000"
    )


def test_a_heading_of_contacts_holds_for_the_name_beside_it() -> None:
    found = people(
        line("报告联系人", 400, 540, 12), line("吴晚", 540, 541), line("wuwan@spruce.example", 470, 552, 7)
    )
    assert (found["吴晚"].role, found["吴晚"].email) == ("联系人", "wuwan@spruce.example")


def test_a_role_at_the_far_right_is_the_role() -> None:
    found = people(
        line("石听泉", 400, 100), line("研究员", 550, 100), line("SAC No. S0999519030001", 400, 112)
    )
    assert found["石听泉"].role == "研究员"


def test_a_role_in_place_of_the_licence_is_the_role() -> None:
    found = people(
        line("吴晚", 400, 356, 16), line("wuwan@spruce.example", 380, 388, 14), line("研究助理", 400, 421, 14)
    )
    assert (found["吴晚"].role, found["吴晚"].email) == ("研究助理", "wuwan@spruce.example")


@pytest.mark.parametrize(
    ("printed", "licence"),
    [
        ("编号：s0999519030001", "S0999519030001"),
        ("A0999519010002", "A0999519010002"),
        ("SFC No. BZY901", "BZY901"),
        ("SFC CE Ref: BZY902", "BZY902"),
    ],
)
def test_licences_of_either_register_in_either_case(printed: str, licence: str) -> None:
    assert people(line("分析师：石听泉", 400, 100), line(printed, 400, 112))["石听泉"].licence == licence


def test_an_address_cut_by_the_column_goes_on_below() -> None:
    found = people(
        line("分析师：石听泉", 388, 234),
        line("E-mail：shitq@spruce.", 388, 248),
        line("com", 445, 261),
        line("S0999519030001", 388, 274),
    )
    assert found["石听泉"].email == "shitq@spruce.com"


@pytest.mark.parametrize("name", ["欧阳若水", "司马听泉", "尉迟晚", "皇甫青", "鲜于澈", "石听泉", "吴晚"])
def test_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("word", ["总市值", "沪深", "石油化工行", "相关研究", "我们"])
def test_words_that_are_no_names(word: str) -> None:
    assert not is_name(word)


def test_years_are_no_telephone() -> None:
    found = people(
        line("分析师：石听泉", 40, 100), line("S0999519030001", 40, 112), line("2026-2028", 40, 124)
    )
    assert found["石听泉"].phone is None
