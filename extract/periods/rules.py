"""The ways a period is printed, one rule a way: where it may begin, a regular expression and the reading of its match.

Words come from the language files; `extract.periods.grammar` picks among the readings. A form whose heads are too few
would miss periods: a test compares them with a plain search.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extract.periods.day_forms import day_forms
from extract.periods.heads import Form, Search
from extract.periods.reading import Reading
from extract.periods.word_forms import word_forms
from extract.periods.year_forms import fiscal_forms, part_forms, year_forms


class Rule(NamedTuple):
    """One printed form. Where two rules read the same digits the longer match wins, then the earlier rule."""

    form: Form
    read: Reading


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, the most telling first."""
    sources = (*day_forms(), *part_forms(), *fiscal_forms(), *year_forms(), *word_forms())
    return tuple(Rule(Form(heads, re.compile(source)), read) for heads, source, read in sources)


@cache
def search() -> Search:
    """The search for all rules at once; its numbers are places in `rules()`."""
    return Search([rule.form for rule in rules()])
