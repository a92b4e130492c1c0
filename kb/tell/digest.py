"""A knowledge base and the name of a digest in, one self-contained page (HTML or Markdown) out.

The page holds all it shows: no script, no request, the evidence pictures inside. It knows no clock: its window ends
with the newest report, or where the caller says, and the same claims give the same bytes. A user's templates run in a
sandbox; a file of the same name there comes before ours.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

import templates as bundled
from extract.errors import BadDataFault, Fault, UsageFault
from extract.vocabulary import find_metric, metrics
from kb.ask import query
from kb.ask.selection import NO_FILTERS, Filters
from kb.compare.consensus.street import street_from
from kb.compare.consensus.things import HEADLINES
from kb.compare.events.gathering import Stretch
from kb.compare.events.gathering import gather as gather_history
from kb.memory import collecting_later
from kb.proof.places import place_of
from kb.tell import figures, pages
from kb.tell.context import Company, Weekly
from kb.tell.desk import Row
from kb.tell.exhibits import QUOTE_LIMIT

if TYPE_CHECKING:
    from kb.keep.store import KnowledgeBase

FORMS = ("html", "md")
# Families of the vocabulary that stand in the matrix and the tables; the others tell how a business runs.
FINANCIAL = frozenset(
    {
        "balance_assets",
        "balance_claims",
        "banks",
        "brokerage",
        "cash_flow",
        "earnings",
        "income",
        "insurance",
        "margins",
        "market_data",
        "per_share",
        "valuation",
    }
)
_SUFFIX = {"html": ".html.j2", "md": ".md.j2"}


def render(
    kb: KnowledgeBase,
    name: str,
    *,
    who: str | None = None,
    filters: Filters = NO_FILTERS,
    form: str = "html",
    templates_dir: Path | None = None,
) -> str:
    """The digest `name` (weekly, company, or a template of the user's) as text in `form` (html or md).

    Of the `filters` the days count (since, until, as_of) and the watch-list (among). A digest about somebody needs `who`.
    Raises UsageFault (name, form, day or `who`), NothingFoundFault, BadDataFault (a template that does not work).
    """
    _check_days(filters)
    template = template_name(name, form, templates_dir)
    if name == "company" and not who:
        raise UsageFault(
            "needs-a-name", "The digest company is about a company.", "yanbao digest company 伊利股份"
        )
    if name == "weekly" and who:
        raise UsageFault("usage", "The digest weekly is about everybody.", f"yanbao digest company {who}")
    environment = environment_for(templates_dir)
    with collecting_later():
        return write(environment, template, gather(kb, who, filters, pictured=form == "html"))


def write(environment: jinja2.Environment, template: str, digest: Weekly | Company) -> str:
    """The page, from its contents. Raises BadDataFault where the template does not work."""
    try:
        return environment.get_template(template).render(digest=digest, quote_limit=QUOTE_LIMIT)
    except jinja2.TemplateError as error:
        raise _bad_template(error, template) from error
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        # A user's template may ask anything of the values it is given; that is its mistake, not a crash.
        raise _bad_template(error, template) from error


@cache
def environment_for(templates_dir: Path | None = None) -> jinja2.Environment:
    """Where templates are found and what they may do: HTML is escaped, a name that is not there is an error."""
    # The sandbox asks at every dot whether it may; what we wrote ourselves need not be asked.
    kind = jinja2.Environment if templates_dir is None else ImmutableSandboxedEnvironment
    environment = kind(
        loader=jinja2.FileSystemLoader(_folders(templates_dir)),
        autoescape=lambda name: name is None or ".html" in name,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = figures.markdown_text
    return environment


def template_name(name: str, form: str, templates_dir: Path | None = None) -> str:
    """The file of a digest. Raises UsageFault for an unknown form or digest, naming those there are."""
    if form not in FORMS:
        raise UsageFault("unknown-form", f"A digest cannot be written as {form!r}.", "Choose html or md.")
    suffix = _SUFFIX[form]
    files = [file.name for folder in _folders(templates_dir) for file in folder.glob(f"*{suffix}")]
    known = {file.removesuffix(suffix) for file in files if not file.startswith("_")}
    if name not in known:
        names = ", ".join(sorted(known))
        raise UsageFault(
            "unknown-digest", f"There is no {form} digest called {name!r}.", f"There are: {names}."
        )
    return name + suffix


def _folders(templates_dir: Path | None) -> list[Path]:
    ours = Path(next(iter(bundled.__path__)))
    return [ours] if templates_dir is None else [templates_dir, ours]


def gather(
    kb: KnowledgeBase, who: str | None, filters: Filters = NO_FILTERS, *, pictured: bool = True
) -> Weekly | Company:
    """The contents of a page out of the knowledge base: a `Company` where `who` is given, else a `Weekly`.

    Without `pictured` no PDF is opened: a page of text needs none.
    """
    place: Callable[[str], Path | None] = partial(place_of, kb) if pictured else lambda report: None
    if who is not None:
        about = _about(kb, who, filters)
        gathered = gather_history(kb, who, filters, Stretch("", ""), numbers=HEADLINES)
        history = _current(gathered.rows)
        return pages.company(
            about,
            query.reports(kb, Filters(as_of=filters.as_of), only=_reports(about, history)),
            who,
            since=filters.since,
            until=_last_day(filters),
            history=history,
            notes=_notes(kb, _reports(about)),
            path_of=place,
            is_operating=is_operating,
            street=lambda day: street_from(kb, gathered.views, day=day, as_of=filters.as_of),
        )
    known = filters._replace(since=None, until=None)
    there = query.span(kb, known)
    # Without a last day of its own, the week ends with the newest report there was as of that day.
    until = _last_day(filters) if filters.until else None
    first, newest = pages.window(there, filters.since, until)
    rows = _current(query.claims(kb, filters._replace(since=first, until=newest)))
    # What a number moved from may have been printed years before.
    gathered = gather_history(kb, None, filters, Stretch(first, newest), numbers=HEADLINES)
    history = _current(gathered.rows)
    inside = query.reports(kb, known._replace(since=first, until=newest))
    outside = _reports(history) - _reports(inside)
    undated = query.reports(kb, known, only=there.undated) if there is not None and there.undated else []
    return pages.weekly(
        rows,
        [*inside, *query.reports(kb, known, only=outside)],
        since=filters.since,
        until=until,
        there=there,
        undated=undated,
        history=history,
        notes=_notes(kb, _reports(rows, undated)),
        path_of=place,
        is_operating=is_operating,
    )


def _reports(*rows: Sequence[Row]) -> set[str]:
    return {str(row["report"]) for some in rows for row in some}


def _last_day(filters: Filters) -> str | None:
    as_of = filters.as_of.day if filters.as_of is not None else None
    return min((day for day in (filters.until, as_of) if day), default=None)


def _current(rows: Sequence[Row]) -> list[Row]:
    """Without what a newer version of a note supersedes; its head stays, so that the report is listed."""
    return [row for row in rows if not row.get("superseded_by") or row["kind"] == "report"]


def _about(kb: KnowledgeBase, who: str, filters: Filters) -> list[Row]:
    """All claims about `who`, with the head of every report that says anything, and the risks of those on it alone."""
    rows: list[Row] = [*_current(query.show(kb, who, filters=filters, all_claims=True))]
    if find_metric(who) is not None and all(row.get("subject") != who for row in rows):
        raise UsageFault("not-a-company", f"{who} is a metric, not a company.", f"yanbao show {who}")
    own = {str(row["report"]) for row in rows if row["own_report"]}
    known = Filters(as_of=filters.as_of)
    rows += _current(query.claims(kb, known, kinds=("report",), reports=_reports(rows)))
    return rows + _current(query.claims(kb, known, kinds=("risk",), reports=own))


def is_operating(row: Row) -> bool:
    """Whether a metric tells how a business runs, rather than a line of its statements or of the market's data.

    What the vocabulary does not know counts where it stood in a sentence: tables are full of statement lines.
    """
    metric = _families().get(str(row.get("metric_id")))
    if metric is None:
        return str(row.get("origin")).startswith("prose")
    return metric not in FINANCIAL


@cache
def _families() -> Mapping[str, str]:
    """Concept → family."""
    return {metric.id: metric.family for metric in metrics()}


def _notes(kb: KnowledgeBase, reports: Collection[str]) -> dict[str, list[str]]:
    """What was not read, as sentences, by report."""
    said: dict[str, list[str]] = {}
    for note in query.notes(kb):
        if note["report"] in reports:
            place = f"第 {note['page']} 页：" if note["page"] else ""
            said.setdefault(str(note["report"]), []).append(f"{place}{note['message']}")
    return said


def _check_days(filters: Filters) -> None:
    days = {
        "since": filters.since,
        "until": filters.until,
        "as-of": filters.as_of.day if filters.as_of is not None else None,
    }
    for option, day in days.items():
        try:
            if day is not None and datetime.date.fromisoformat(day).isoformat() != day:
                raise ValueError
        except ValueError as error:
            raise UsageFault(
                "bad-day", f"--{option} {day} is not a day.", "Write it as 2026-03-06."
            ) from error
    if filters.since and filters.until and filters.since > filters.until:
        raise UsageFault(
            "bad-window",
            f"--since {filters.since} is after --until {filters.until}.",
            "Exchange the two days.",
        )


def _bad_template(error: Exception, template: str) -> Fault:
    line = getattr(error, "lineno", None)
    where = getattr(error, "filename", None) or getattr(error, "name", None) or template
    place = f"{where}, line {line}" if line else str(where)
    return BadDataFault(
        "bad-template",
        f"The template {place} does not work: {getattr(error, 'message', None) or error}",
        "The values a template may use are described in kb/tell/context.py.",
        path=str(where),
    )
