"""What a block is to whoever reads the page, told by its words and its type."""

from __future__ import annotations

from by_hand import line

from extract.pages.kinds import Kinds, is_running_text
from extract.pages.page import Block, make_block

PARAGRAPH = "公司上半年的订单增长较快，我们预计下半年的交付会进一步改善，全年的收入目标有望达成，盈利能力也会随之提升。"


def kinds(*texts: tuple[str, float]) -> list[Block]:
    """A page of the paragraph and, below it, the given texts, each in its size."""
    blocks = [make_block([line(PARAGRAPH, 40, 100, 10)])]
    blocks += [make_block([line(text, 40, 140 + 30 * i, size)]) for i, (text, size) in enumerate(texts)]
    Kinds().name(blocks)
    return blocks


def test_kinds_by_words_and_type() -> None:
    found = kinds(
        ("2.1 需求回暖", 12),
        ("图 3：公司收入构成", 10),
        ("资料来源：公司公告，本所整理", 9),
        ("一、公司概况..........................5", 10),
        ("需求回暖，价格企稳。", 12),
    )
    assert [block.kind for block in found] == ["text", "heading", "caption", "source", "contents", "text"]


def test_captions_sources_and_contents_are_not_read_as_sentences() -> None:
    found = kinds(
        ("图 3：公司 2025 年收入增长 20%", 10),
        ("资料来源：公司 2025 年年报，收入增长 20%", 9),
        ("收入与利润都增长 20%", 12),
    )
    assert [is_running_text(block) for block in found] == [True, False, False, True]
