"""A number in its sentence in, whether an authority, a plan of its own or a rule asks for it out: a target and nobody's forecast.

Only where the words speak of a policy or an authority; what somebody forecasts there stays a forecast, what a firm plans its plan.
"""

from __future__ import annotations

import re

from extract.prose.sentence.clauses import Group, Sentence
from extract.vocabulary import words

_FAR = 300  # characters back in which the policy or the authority was named
_BY = re.compile(r"(?<!直)到\s*(?:19|20)\d{2}\s*年\s*[末底]")
_BY_OR_IN = re.compile(r"(?<!直)到\s*(?:19|20)\d{2}\s*年|(?:19|20)\d{2}\s*年\s*[末底](?!以来)")
_NORM = re.compile(
    r"力争|确保|争取|(?<![对适相反响供效感顺因一呼照理])应(?:当|全部|全面|基本|达|不低于|不少于|实现|具备)|不得?(?:低|少)于"
)


def is_asked_for(sentence: Sentence, group: Group, subject: str | None, year: int | None) -> bool:
    """`year`: how many years after the report's own the number's period ends; None where one of the two is not known.

    What is over needs stronger words than what is to come: of an old year the figure itself may be told.
    """
    if year is None:
        return False
    text, table = sentence.mentions.text, words("policy")
    around = (subject or "") + text[max(0, group.start - _FAR) : min(sentence.end, group.end + 20)]
    if not any(word in around for word in table["quick"]):
        return False
    public = re.search("|".join(table["public"]), around) is not None
    if not public and re.search("|".join(table["places"]), around) is None:
        return False
    before = text[sentence.start : group.start]
    if any(word in before for word in (*table["told"], *words("stance_words")["estimate"])):
        return False
    if _NORM.search(before) is not None or (public and year > 0):
        return True
    return (_BY_OR_IN if year >= 0 else _BY).search(before) is not None and year >= -1
