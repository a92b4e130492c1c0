"""Registered names and initials: what follows from a rule, and what must not."""

from __future__ import annotations

import pytest

from extract.model import AnalystClaim, Box
from kb.who.people import person, person_id
from kb.who.resolve import Resolver

RESOLVER = Resolver.from_seed()


@pytest.mark.parametrize(
    ("printed", "entity"),
    [
        ("海光信息技术股份有限公司", "688041.SH"),
        ("内蒙古伊利实业集团股份有限公司", "600887.SH"),
        ("湖北华强科技股份有限公司", "688151.SH"),
        ("深圳华强实业股份有限公司", "000062.SZ"),
        ("深圳市汇川技术股份有限公司", "300124.SZ"),
        ("浙江大华技术股份有限公司", "002236.SZ"),
        ("京东方科技集团股份有限公司", "000725.SZ"),
        ("万科企业股份有限公司", "000002.SZ"),
        ("湖南黄金股份有限公司", "002155.SZ"),
        ("紫金矿业集团股份有限公司", "601899.SH"),
        ("郑州千味央厨食品股份有限公司", "001215.SZ"),
        ("上海千味央厨食品股份有限公司", None),
        # The legal form of a parent, a place that is not the company's, a part of the business, two characters alone.
        ("紫金矿业集团有限公司", None),
        ("中国贵州茅台酒厂（集团）有限责任公司", "moutai-group"),
        ("三一集团有限公司", None),
        ("广东海天集团股份有限公司", None),
        ("江苏大华技术股份有限公司", None),
        ("杭州海康机器人股份有限公司", "hik-robot"),
        ("比亚迪半导体股份有限公司", "byd-semi"),
        ("京东科技控股股份有限公司", "jd-technology"),
        ("大华科技股份有限公司", None),
    ],
)
def test_a_registered_name_is_of_the_company_that_bears_its_stem(printed: str, entity: str | None) -> None:
    found = RESOLVER.judge(printed).entity
    assert (found.id if found else None) == entity


@pytest.mark.parametrize(
    ("typed", "entity"),
    [("gzmt", "600519.SH"), ("HGXX", "688041.SH"), ("zgpa", "601318.SH"), ("gmv", None), ("gz mt", None)],
)
def test_initials_are_for_who_types_and_never_for_what_is_read(typed: str, entity: str | None) -> None:
    found = RESOLVER.resolve(typed)
    assert (found.entity.id if found.entity else None) == entity
    assert RESOLVER.judge(typed).entity is None


def test_initials_of_several_propose_them() -> None:
    found = RESOLVER.resolve("payh")
    assert [reason.words for reason in found.reasons] == ["pinyin initials payh"]
    several = RESOLVER.resolve("zsyh")  # 招商银行, 浙商银行
    assert several.entity is None
    assert {"600036.SH", "601916.SH"} <= {candidate.entity.id for candidate in several.candidates}


def analyst(name: str, licence: str | None) -> AnalystClaim:
    return AnalystClaim(
        page=1, bbox=(Box(1, 2, 3, 4),), quote=name, origin="test", name=name, licence=licence
    )


def test_a_person_is_a_licence_number() -> None:
    found = person(analyst("张 三", "S0880523010003"), source="a.pdf", on="2026-03-01")
    assert found is not None
    entity, (name,) = found
    assert (entity.id, entity.kind, entity.name) == ("person-s0880523010003", "person", "张 三")
    assert (name.since, name.source, name.weak) == ("2026-03-01", "a.pdf", "a person's name")
    assert person(analyst("张三", None), source="a.pdf") is None
    assert person_id("BXX123") == "person-bxx123"
    assert person_id("执业证书") is None
