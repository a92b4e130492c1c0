"""The name of a metric that no vocabulary knows in, what its form says of it out: its head noun, whether it flows, whether it is a ratio.

Chinese names of amounts end in their head (使用|率, 出口|额), foreign ones are abbreviations in capitals (ARPU, NBV, P/EV).
The ends are data (`[filed] quantity_ends`, `[formation]`).
"""

from __future__ import annotations

import functools
import re

from extract.vocabulary import longest_first, words

_ABBREVIATION = re.compile(r"(?<![A-Za-z])(?=[A-Z])(?:[A-Z]{1,3}/)?[A-Z]{2,6}$")


def is_abbreviation(name: str) -> bool:
    """Whether a name ends in an abbreviation: 静态PEV, 代理人渠道NBV."""
    return _ABBREVIATION.search(name) is not None


def head_of(name: str) -> str | None:
    """The noun of the amount a name ends in ("IP 衍生品收入" → 收入); None where it ends in none."""
    match = _ABBREVIATION.search(name) or _head().search(name)
    return match[0] if match and match[0].upper() not in words("formation")["growth"] else None


@functools.cache
def _head() -> re.Pattern[str]:
    """The longest known end, with what it is of (占收入的比例); one of a single character takes the word it ends: 开工率, 销量."""
    table, formation = words("filed"), words("formation")
    ends = [
        end for end in (*table["quantity_ends"], *table["thing_tails"], *table["price_tails"]) if len(end) > 1
    ]
    long = "".join(formation["ends_of_three"])
    short = "".join(end for end in table["quantity_ends"] if len(end) == 1 and end not in long)
    listed = "|".join(map(re.escape, longest_first(set(ends) - set(formation["not_heads"]))))
    noun = rf"(?:{listed}|[\u4e00-\u9fff]{{2}}[{long}]|[\u4e00-\u9fff][{short}])"
    noun = rf"(?:{'|'.join(longest_first(formation['head_modifiers']))})*{noun}"
    return re.compile(rf"(?:(?:占[^占的]{{1,14}}|{noun})的[^的]{{0,3}}?|占[^占的]{{1,8}}?)?{noun}$")


def flows(name: str) -> bool:
    """Whether an amount is counted over a span of time, so that its growth is that on the year before: 出口额, 业务收入."""
    return is_abbreviation(name) or (_flow().search(name) is not None and _stock().search(name) is None)


def is_ratio(name: str) -> bool:
    """Whether a name ends as that of a ratio: a number of times is its value, not how often it is another's."""
    return is_abbreviation(name) or name.endswith(tuple(words("formation")["ratios"]))


@functools.cache
def _flow() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(longest_first(words('formation')['flows']))})$")


@functools.cache
def _stock() -> re.Pattern[str]:
    return re.compile("|".join(words("formation")["stocks"]))
