"""What people say is one is one, however many steps it takes; what they keep apart stays apart."""

from __future__ import annotations

import itertools

from kb.who.clusters import Clusters, Judgement, is_words, metric_node, name_node

A, B, C, D = (name_node(name) for name in ("甲", "乙", "丙", "丁"))
LISTED, PRIVATE = "688041.SH", "openai"


def said(*pairs: tuple[str, str, str]) -> list[Judgement]:
    return [
        Judgement(number, number, "entity", left, left, right, right, verdict)
        for number, (left, verdict, right) in enumerate(pairs, 1)
    ]


def test_nodes_of_words_are_their_folded_keys() -> None:
    assert name_node("海光信息-U") == name_node("海光信息") == "name:海光信息"
    assert metric_node("日均 Tokens 调用量") == "metric:日均token调用量"
    assert is_words(A) and not is_words(LISTED)


def test_same_joins_over_any_number_of_steps_in_any_order() -> None:
    joins = said((A, "same", B), (C, "same", D), (B, "same", C), (D, "same", LISTED))
    for order in itertools.permutations(joins):
        clusters = Clusters(order)
        assert list(clusters) == [frozenset({A, B, C, D, LISTED})]
        assert clusters.canonical(A) == LISTED


def test_a_listing_stands_for_a_cluster_before_a_slug_and_a_slug_before_a_name() -> None:
    assert Clusters(said((A, "same", PRIVATE))).canonical(A) == PRIVATE
    assert Clusters(said((A, "same", PRIVATE), (PRIVATE, "same", LISTED))).canonical(PRIVATE) == LISTED
    assert Clusters(said((B, "same", A))).canonical(B) == min(A, B)
    assert Clusters([]).canonical(A) == A


def test_different_keeps_whole_clusters_apart_and_says_who_said_so() -> None:
    clusters = Clusters(said((A, "same", B), (C, "same", LISTED), (B, "different", C)))
    assert [judgement.number for judgement in clusters.apart(A, LISTED)] == [3]
    assert [judgement.number for judgement in clusters.apart(LISTED, A)] == [3]
    assert clusters.apart(A, D) == ()
    assert clusters.kept_from(A) == (LISTED,)


def test_the_chain_of_a_join_is_its_shortest() -> None:
    clusters = Clusters(said((A, "same", B), (B, "same", C), (C, "same", D), (A, "same", C)))
    assert [judgement.number for judgement in clusters.chain(A, D)] == [4, 3]
    assert clusters.chain(A, A) == clusters.chain(A, LISTED) == ()


def test_whom_a_mention_stands_for() -> None:
    clusters = Clusters(said((A, "same", LISTED), (B, "different", LISTED), (C, "same", D)))
    assert clusters.stands_for(A, None) == LISTED
    assert clusters.stands_for(A, PRIVATE) == LISTED  # a person outranks the evidence
    assert clusters.stands_for(B, LISTED) is None
    assert clusters.stands_for(B, PRIVATE) == PRIVATE
    assert clusters.stands_for(D, None) == min(C, D)
    assert clusters.stands_for(D, LISTED) == LISTED
    assert clusters.stands_for(name_node("无关"), None) is None


def test_a_code_of_before_is_the_entity_of_today() -> None:
    moved = {"02382.HK": "688041.SH"}
    clusters = Clusters(said((A, "same", "02382.HK")), lambda node: moved.get(node, node))
    assert clusters.stands_for(A, None) == "688041.SH"
    assert clusters.stands_for(B, "02382.HK") == "688041.SH"


def test_names_joined_before_the_data_knew_them_follow_what_the_data_learn() -> None:
    links = {B: LISTED}
    clusters = Clusters(said((A, "same", B)), links_to=lambda node, _text: links.get(node))
    assert clusters.stands_for(A, None) == LISTED
    kept = Clusters(said((A, "same", B), (A, "different", LISTED)), links_to=lambda n, _t: links.get(n))
    assert kept.stands_for(A, None) == kept.stands_for(B, LISTED) == min(A, B)
    torn = Clusters(said((A, "same", B)), links_to=lambda n, _t: {A: PRIVATE, B: LISTED}.get(n))
    assert torn.stands_for(A, None) == min(A, B)


def test_what_is_said_again_is_known() -> None:
    clusters = Clusters(said((A, "same", B), (C, "unsure", "")))
    assert clusters.said_before(B, A, "same") is not None
    assert clusters.said_before(A, B, "different") is None
    assert clusters.said_before(C, "", "unsure") is not None
    assert clusters.names == {A, B}
