"""Whom a number is about, where several may be meant: the candidates, the weights, the reasons."""

from __future__ import annotations

from told import NAMES, block_of

from extract.head.header import Facts
from extract.model import MetricClaim
from extract.prose.claims import read_block
from extract.prose.sentence.clauses import Group, Sentence, groups, sentences
from extract.prose.sentence.nlp import Reader
from extract.prose.sentence.said import Said, What
from extract.prose.sentence.topics import marks_of
from extract.prose.subject.candidates import Candidate, candidates
from extract.prose.subject.choice import judge, weights
from extract.prose.subject.features import features

COMPANY = "远山食品"


def told_by(text: str) -> list[MetricClaim]:
    facts = Facts(subject=COMPANY)
    mentions = Reader(facts.anchor, NAMES, COMPANY).read(text)
    return list(read_block(block_of(text), mentions, facts))


def scene_of(text: str, what: What) -> tuple[list[Candidate], Sentence, Group, What, Said, Facts]:
    """The candidates for the last number of a text, and what it stands in."""
    facts = Facts(subject=COMPANY)
    sentence = list(sentences(Reader(facts.anchor, NAMES, COMPANY).read(text)))[-1]
    said = Said(company=COMPANY)
    said.marks = marks_of(sentence, COMPANY)
    group = groups(sentence)[-1]
    return candidates(sentence, group, what, said, facts), sentence, group, what, said, facts


def every_of(text: str, what: What) -> dict[str, set[str]]:
    """The features of the candidates for the last number of a text."""
    return features(*scene_of(text, what), COMPANY)


def test_everybody_and_everything_that_may_be_meant_is_a_candidate() -> None:
    every = every_of("酸奶品类增长较快，我国酸奶市场中酸奶渗透率为35%", What("酸奶渗透率"))
    assert {COMPANY, "酸奶", "中国", "中国酸奶"} <= set(every)
    assert "from report" in every[COMPANY] and "kind country" in every["中国"]


def test_features_tell_where_a_candidate_stands() -> None:
    every = every_of("公司为青禾乳业供货，销量增长8%", What("销量"))
    assert {"kind company", "mark opens the sentence", "mark 1 clauses back"} <= every[COMPANY]
    assert "behind to" in every["青禾乳业"] and "kind name" in every["青禾乳业"]


def test_the_weights_are_numbers() -> None:
    assert len(weights()) > 100 and all(abs(weight) < 10 for weight in weights().values())


def test_a_company_that_heads_the_clause_is_well_ahead_of_a_customer() -> None:
    text = "公司为青禾乳业供货，公司市场份额为20%"
    found, *scene = scene_of(text, What("市场份额"))
    own, other = judge(COMPANY, found, *scene), judge("青禾乳业", found, *scene)
    assert own is not None and other is not None
    assert own.ahead > 0 > other.ahead and other.is_disputed


def test_a_customer_named_in_passing_is_not_whom_the_figures_are_about() -> None:
    claims = told_by("公司深度合作青禾乳业等头部客户，2024年公司营业收入20亿元，同比增长10%。")
    assert [claim.subject for claim in claims] == [COMPANY, COMPANY]


def test_reasons_are_told_beside_the_claim_and_are_no_part_of_it() -> None:
    (claim,) = told_by("公司为青禾乳业供货，公司市场份额为20%。")
    assert claim.reasons
    assert all(abs(a[1]) >= abs(b[1]) for a, b in zip(claim.reasons, claim.reasons[1:], strict=False))
    assert "reasons" not in claim.as_row()
