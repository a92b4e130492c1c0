"""The pieces that printed periods are made of: what a year looks like, what parts two of them, where a form may begin."""

from __future__ import annotations

from extract.periods.heads import Digits, Signs
from extract.periods.reading import Reading
from extract.vocabulary.wording import GAP

# Where a form may begin, what it looks like, how its match is read.
Source = tuple[Digits | Signs, str, Reading]

Y = r"(?:19|20)\d{2}"
ANY_Y = rf"(?:{Y}|\d{{2}})"
LEFT = r"(?<![\dA-Za-z.$¥])(?<!\d,)"
RIGHT = r"(?!\d)(?!\.\d)"
TO = rf"{GAP}(?:--?|[–—~]{{1,2}}|至|到|to){GAP}"
STANCE = r"(?P<stance>[AEFaef](?![A-Za-z0-9]))?"
PART = "[1-4]"

# How many digits a year, and a day or month, begins with; what may stand behind them, blanks left out.
YEAR, DAY = "24", "12"
SEPARATORS = "-/."
MAY_BE_TO = "-–—~至到t"
STANCES = "AEFaef"
