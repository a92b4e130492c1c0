"""Rows of one digest on a desk: who said each, when, about whom, and which of them the page has cited so far.

Rows are `dict`s with the field names of the claim contract. Broker and day come from the report a claim was read
from, never from the claim (an event has a date of its own). Figures are handed out by `Desk.figure`, which keeps
the claim so that the page can show its evidence; the order of first citation is the order of the evidence.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kb.compare.surest import place
from kb.proof.evidence import citation
from kb.tell import figures
from kb.tell.context import Figure
from kb.who.names import fold_name

Row = Mapping[str, object]

_FIRST_DAY = "0000-00-00"


class Desk:
    """The claims and reports one digest is made of."""

    def __init__(self, claims: Iterable[Row], reports: Iterable[Row]) -> None:
        """`reports` has a row a report (report, broker, date, title, file); missing ones are taken from the claims."""
        self.claims: tuple[Row, ...] = tuple(claims)
        known = {str(row["report"]): dict(row) for row in reports}
        for row in self.claims:
            if row.get("kind") == "report":
                known.setdefault(str(row["report"]), dict(row))
        self.reports: dict[str, Row] = dict(known)
        self.cited: dict[str, Row] = {}
        self._about: dict[tuple[object, ...], dict[str, object]] = {}

    @cached_property
    def _people(self) -> dict[str, str]:
        return _linked_names(self.claims)

    def narrowed(self, claims: Iterable[Row]) -> Desk:
        """Some of the claims with all of the reports; what either desk cites, both have cited."""
        part = Desk(claims, self.reports.values())
        part.cited, part._people, part._about = self.cited, self._people, self._about
        return part

    def most_named(self) -> tuple[str | None, str | None]:
        """The subject most claims name, as most often spelled, and its ticker."""
        names = Counter((str(row["subject"]), self.ticker(row)) for row in self.claims if row.get("subject"))
        if not names:
            return None, None
        name, ticker = min(names, key=lambda pair: (-names[pair], str(pair)))
        other = next((found for (same, found) in sorted(names, key=str) if same == name and found), None)
        return name, ticker or other

    def of_kind(self, *kinds: str) -> list[Row]:
        return [row for row in self.claims if row.get("kind") in kinds]

    def figure(self, row: Row, text: str | None = None) -> Figure:
        """The text of a claim (its number, unless other words are given), tied to its evidence from now on."""
        claim = str(row["id"])
        self.cited.setdefault(claim, row)
        doubts = row.get("doubts")
        return Figure(
            text=text if text is not None else figures.figure(row),
            claim=claim,
            cite=self.cite(row),
            stance=str(row.get("stance") or ""),
            doubts=tuple(str(doubt) for doubt in doubts) if isinstance(doubts, list | tuple) else (),
        )

    def cite(self, row: Row) -> str:
        report = self.report(row)
        return citation({**row, "broker": report.get("broker"), "date": report.get("date")})

    def report(self, row: Row) -> Row:
        return self.reports.get(str(row.get("report")), {})

    def broker(self, row: Row) -> str:
        """The broker of the claim's report, or the file's name where no broker was found."""
        return str(self.report(row).get("broker") or self.file(row) or "—")

    def file(self, row: Row) -> str:
        """The name of the report's file without its folders: a digest is handed on, and they are nobody's business."""
        file = str(self.report(row).get("file") or row.get("file") or "")
        return file.replace("\\", "/").rpartition("/")[2]

    def day(self, row: Row) -> str:
        """The report's date (ISO); a report without one counts as the oldest."""
        return str(self.report(row).get("date") or _FIRST_DAY)

    def shown_day(self, row: Row) -> str:
        day = self.day(row)
        return "日期不详" if day == _FIRST_DAY else day

    def who(self, row: Row) -> str:
        """A key for whom the claim is about: the entity where it is known, else the folded name, else the report's."""
        if row.get("subject_id") and row.get("subject"):
            return str(row["subject_id"])
        return self._key(row.get("subject") or self.report(row).get("subject"))

    def _key(self, name: object) -> str:
        return self._people.get(fold(str(name))) or fold_name(str(name)) if name else ""

    @cached_property
    def material(self) -> tuple[Row, ...]:
        """The claims that views are made of, as the rooms of comparison take them: whom, by which broker, of what day."""
        return tuple(self._comparable(row) for row in self.of_kind("rating", "target_price", "metric"))

    @cached_property
    def history(self) -> tuple[Row, ...]:
        """The claims that what moved is found by: views, the reports' heads and the lists they recommend."""
        heads = (self._comparable(row) for row in self.of_kind("report", "recommendation"))
        # A file is no broker: it has no course to compare with.
        return tuple(self._by_its_broker(row) for row in (*self.material, *heads))

    def _by_its_broker(self, row: Row) -> Row:
        broker = self.report(row).get("broker")
        return row if row["broker"] == broker else {**row, "broker": broker}

    @property
    def scales(self) -> list[Row]:
        """The definitions of ratings, by broker and day."""
        own = ({**row, "broker": self.broker(row)} for row in self.of_kind("rating_scale"))
        return [{**row, "published": self.report(row).get("date")} for row in own]

    def _comparable(self, row: Row) -> Row:
        # A report says hundreds of things of one company: whom and whose is worked out once.
        about = tuple(row.get(name) for name in ("report", "subject", "subject_id", "ticker"))
        known = self._about.get(about)
        if known is None:
            who, report = self.who(row), self.report(row)
            name = row.get("subject") or report.get("subject")
            known = self._about[about] = {
                "subject": name,
                "subject_id": who if who != fold_name(str(name or "")) else row.get("subject_id"),
                "ticker": self.ticker(row),
                "broker": self.broker(row),
                "published": report.get("date"),
                "own_report": bool(who) and who == self._key(report.get("subject")),
            }
        return {**row, **known, "own_report": row.get("own_report", known["own_report"])}

    def name(self, row: Row) -> str:
        return str(row.get("subject") or self.report(row).get("subject") or "未指明")

    def ticker(self, row: Row) -> str | None:
        found = row.get("ticker")
        report = self.report(row)
        if not found and row.get("subject") in (None, report.get("subject")):
            found = report.get("ticker")
        return str(found) if found else None

    def newest_first(self, rows: Iterable[Row]) -> list[Row]:
        """By the report's day, newest first, then broker and place in the report: a total order."""
        placed = sorted(rows, key=lambda row: (self.broker(row), *place(row)))
        return sorted(placed, key=self.day, reverse=True)


def fold(text: str) -> str:
    """A name or label as it is compared: full width and case folded, no spaces, no closing mark."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold().rstrip("。；;.,，、")


def text_of(row: Row, field: str) -> str | None:
    value = row.get(field)
    return str(value) if value else None


def days_between(earlier: str, later: str) -> int | None:
    try:
        return (datetime.date.fromisoformat(later) - datetime.date.fromisoformat(earlier)).days
    except ValueError:
        return None


def _linked_names(claims: Sequence[Row]) -> dict[str, str]:
    """Folded name → entity, from claims that carry both: one report may know an entity that another did not."""
    votes: dict[str, Counter[str]] = {}
    for row in claims:
        if row.get("subject") and row.get("subject_id"):
            votes.setdefault(fold(str(row["subject"])), Counter())[str(row["subject_id"])] += 1
    # Two entities under one name are not told apart by name: leave the name to itself.
    return {name: next(iter(ids)) for name, ids in votes.items() if len(ids) == 1}
