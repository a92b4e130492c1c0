"""What a digest template is given: the nouns of a page, frozen, documented, the same for our templates and yours.

A template sees one variable, `digest`: a `Weekly` or a `Company`. Everything that came from a claim is a `Figure`,
which knows the claim it stands for, or a `Derived` of `kb.tell.thought`, worked out of several; `digest.exhibits`
holds a `Statement` with its `Proof` for every claim that any figure names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from kb.tell.thought import Expectations

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A piece of text that a claim stands behind. `text` is ready to print; link it to `#claim-{{ claim }}`."""

    text: str
    claim: str
    cite: str  # "国金证券, 2026-03-06, p. 3"
    stance: str = ""  # actual, estimate, guidance, consensus, target; empty where it does not apply
    doubts: tuple[str, ...] = ()  # slugs of failed checks; empty is good


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Item]):
    """The rows of one section. `left_out` counts what did not fit; `ask` is the command that lists all of it."""

    items: tuple[Item, ...] = ()
    left_out: int = 0
    ask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One report that came in."""

    broker: str
    date: str
    title: Figure | None  # None where the report has no claim at all
    file: str
    about: str  # company, else industry
    report_type: str
    claims: int
    unclaimed: str | None  # share of its numerals that no claim or class explains, "3.4%"; None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLine:
    """What one broker says of one subject in its newest report: rating, target and the first forecast year."""

    subject: str
    ticker: str | None
    broker: str
    date: str
    age: str  # days between the report and the day the digest is as of: "12 天前"
    rating: Figure | None
    action: str  # 首次, 维持, 上调, 下调 or empty
    target: Figure | None
    year: str  # the forecast year of `estimates`, "2026", or empty
    estimates: tuple[Figure | None, ...]  # one a headline metric, in the order of `HEADLINES`


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """Something that moved. `before` may be words of the new report itself, or an earlier report's claim; None of what is new."""

    subject: str
    ticker: str | None
    broker: str
    date: str
    what: str  # 评级, 目标价, or an actual number: 归母净利润 2025
    before: Figure | None
    after: Figure | None  # None of a rating that was dropped
    move: str  # 上调, 下调, 首次, 恢复, 变动, 停止覆盖, 重述
    percent: Figure | None
    basis: str  # 报告自述, or 较该机构 2025-03-02 报告
    upside: Figure | None = None  # of a target price: how far above the price that its report prints


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """The names that came into a broker's recommended list and left it; figures are names."""

    broker: str
    date: str
    added: tuple[Figure, ...]
    removed: tuple[Figure, ...]
    against: str  # the day of the list before


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionCell:
    """An estimate for one year that moved."""

    before: Figure
    after: Figure
    move: str  # 上调, 下调
    percent: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionLine:
    """One broker's estimates of one metric that moved; `cells` has one entry a year, None where it did not move."""

    subject: str
    ticker: str | None
    broker: str
    date: str
    metric: str
    unit: str  # of the cells: 亿元, 元
    cells: tuple[RevisionCell | None, ...]
    against: str  # the day of the report compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class BreadthLine:
    """How many of the brokers that gave an estimate before and now moved it which way."""

    subject: str
    ticker: str | None
    metric: str
    period: str
    raised: int
    cut: int
    brokers: int
    breadth: str  # (raised - cut) / brokers: "+0.50"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """Estimates of headline metrics that moved; `lines.ask` is the command that tells those of all others."""

    years: tuple[str, ...] = ()
    lines: Listing[RevisionLine] = Listing()
    breadth: Listing[BreadthLine] = Listing()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One broker's figures by year; `cells` has one entry a year of the matrix."""

    broker: str
    date: str
    cells: tuple[Figure | None, ...]
    is_stale: bool = False  # too old to count in the consensus of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixBlock:
    """One metric of a matrix, in one unit. `anchor` is its place on the page; empty where another block has it."""

    metric: str
    unit: str
    rows: tuple[MatrixRow, ...]
    left_out: int = 0
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The forecasts for one subject: broker × year, a block a metric."""

    subject: str
    ticker: str | None
    years: tuple[str, ...]
    blocks: tuple[MatrixBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """A mark of a chart, in its own units (pixels of the view box); `tone` 0..7 picks a colour."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str  # start, middle, end
    tone: int
    label: Figure
    note: str = ""  # a second, quieter line beside the label


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """A stroke through points; `path` is SVG path data; `name` labels it at `label_x`, `label_y`."""

    path: str
    tone: int
    name: str = ""
    label_x: float = 0
    label_y: float = 0
    faint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTick:
    """A place on the time axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing ready to be written as SVG; `title` tells it to who cannot see it."""

    title: str
    width: float
    height: float
    axis_y: float
    points: tuple[ChartPoint, ...]
    lines: tuple[ChartLine, ...] = ()
    ticks: tuple[ChartTick, ...] = ()
    bars: bool = False  # the lines are bars that lie on each other, named at the left; there is no time axis


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One report's figure for a metric."""

    subject: str
    period: str
    value: Figure
    broker: str
    date: str
    attribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The same metric in several reports, oldest period first."""

    metric: str
    brokers: int
    points: Listing[SeriesPoint]
    chart: Chart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """A name or a risk, and the reports that name it (one `Figure` a report, its text the broker and day)."""

    name: str
    ticker: str | None
    reports: int
    said: tuple[Figure, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricLine:
    """One figure of the metrics table of a company."""

    metric: str
    period: str
    value: Figure
    broker: str
    date: str
    attribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """A dated happening."""

    date: str
    event: Figure
    broker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadLine:
    """What one report kept to itself."""

    broker: str
    date: str
    file: str
    unclaimed: str | None
    notes: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one claim says, in full: "广联达 · 营业收入 · 2024（预测）= 62.40亿元"."""

    claim: str  # the id that figures link to
    text: str
    attribution: str  # who says so when it is not the broker
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One place on one page and the claims read from it. `image` is a PNG data URI; where None, `missing` says why."""

    statements: tuple[Statement, ...]
    page: int
    quote: str  # at most `QUOTE_LIMIT` characters of the report
    image: str | None
    width: int  # CSS pixels at which the picture shows the page at about its printed size
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """The evidence taken from one report."""

    report: str  # sha256
    broker: str
    date: str
    title: str
    file: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """The digest `weekly`: everything that came in between two days."""

    title: str
    since: str
    until: str
    window_note: str  # how the window was chosen and what lies outside; empty when the reader chose it
    reports: Listing[ReportLine]
    brokers: int
    claims: int
    headlines: tuple[str, ...]
    views: Listing[ViewLine]
    changes: Listing[ChangeLine]
    revisions: Revisions
    lists: Listing[ListLine]
    matrices: Listing[Matrix]
    series: Listing[Series]
    recommended: Listing[Mentions]
    risks: Listing[Mentions]
    unread: Listing[UnreadLine]
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashLine:
    """Two numbers of one thing that contradict each other, each with who says so, and what explains it."""

    type: str
    what: str
    period: str
    within: bool  # both in one report
    one: Figure
    one_by: str  # "华泰证券 +5": the broker shown, and how many say the same
    other: Figure
    other_by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The digest `company`: everything said about one name, up to a day."""

    title: str
    subject: str
    ticker: str | None
    since: str
    until: str
    claims: int
    brokers: int
    headlines: tuple[str, ...]
    views: Listing[ViewLine]  # the newest view of every broker
    expected: Expectations | None
    changes: Listing[ChangeLine]
    revisions: Revisions
    lists: Listing[ListLine]
    matrices: Listing[Matrix]
    targets: Chart | None
    ratings: Chart | None
    history: Listing[ViewLine]  # every rating and target, newest first
    series: Listing[Series]
    clashes: Listing[ClashLine]
    metrics: Listing[MetricLine]
    events: Listing[EventLine]
    risks: Listing[Mentions]
    reports: Listing[ReportLine]
    unread: Listing[UnreadLine]
    exhibits: tuple[Exhibit, ...]
