"""What an authority asks for is a target; what is forecast, planned by a firm or over is not."""

from __future__ import annotations

import pytest
from told import told


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("国务院发布《行动方案》，力争到2027年国产化率达到60%", "target"),
        ("《发展纲要》提出，2026年绿色建筑占比达到80%", "target"),
        ("政府要求2023年底应全部完成，覆盖率不低于90%", "target"),
        ("青海省2026年末全面掌握该技术，绿色建筑应用比率达到70%", "target"),
        ("《发展纲要》发布后，预计到2027年国产化率达到60%", "estimate"),
        ("政府鼓励使用，2023年渗透率达到40%", "actual"),
        ("青海省2023年渗透率达到40%", "actual"),
        ("公司力争到2027年国产化率达到60%", "guidance"),
    ],
)
def test_who_asks_for_a_figure_says_what_it_is(text: str, stance: str) -> None:
    assert told(text, "stance") == [(stance,)]


def test_an_incentive_plan_asks_for_its_growth() -> None:
    text = "激励计划要求2026年营收相比2024年增速不低于30%"
    assert told(text, "value", "stance") == [("30", "target")]
