"""Claims about one subject in, the first screen of an answer out: who speaks, estimates by year, what else there is.

An analyst asks for a company and wants its views and its estimates, not seven hundred rows. Nothing is left out in
silence: every figure that is not in the table of estimates is counted under its metric.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kb.tell.desk import Desk
from kb.tell.forecasts import headline, matrices
from kb.who.names import fold_name

Row = Mapping[str, object]

# EPS stands in the table of views; multiples follow from it.
_ESTIMATES = {
    "revenue": "营业收入",
    "total_operating_revenue": "营业总收入",
    "net_profit_parent": "归母净利润",
}
_MOST_YEARS = 5
_MOST_MEASURES = 3
_ACTUAL = " A"


def subject(rows: Sequence[Row]) -> dict[str, object] | None:
    """Whom all rows are about: subject, ticker, brokers, reports, since and until (of the reports); None for several."""
    names = Counter(str(row["subject"]) for row in rows if row.get("subject"))
    # One entity goes by several names; a name without an entity is its own.
    whom = {row.get("subject_id") or fold_name(str(row["subject"])) for row in rows if row.get("subject")}
    known = {fold_name(str(row["subject"])) for row in rows if row.get("subject_id") and row.get("subject")}
    if len(whom - known) > 1 or not names:
        return None
    days = sorted(str(row["published"]) for row in rows if row.get("published"))
    return {
        "subject": min(names, key=lambda name: (-names[name], name)),
        "ticker": next((row["ticker"] for row in rows if row.get("ticker")), None),
        "brokers": len({row.get("broker") for row in rows if row.get("broker")}),
        "reports": len({row.get("report") for row in rows}),
        "since": days[0] if days else None,
        "until": days[-1] if days else None,
    }


def estimates(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Revenue and profit by year, a line a metric and broker: metric (with its unit), broker, a field a year, the pages
    they are printed on, and the id of the last. Actual figures end in "A"."""
    by_id = {str(row["id"]): row for row in rows}
    reports = [
        {"report": row["report"], "file": row["file"], "broker": row["broker"], "date": row.get("published")}
        for row in rows
    ]
    found = matrices(Desk(rows, reports), most=1, only=tuple(_ESTIMATES), brokers=len(rows)).items
    lines: list[dict[str, object]] = []
    for matrix in found:
        years = matrix.years[-_MOST_YEARS:]
        for block in matrix.blocks:
            for line in block.rows:
                cells = dict(zip(matrix.years, line.cells, strict=True))
                given = {year: cell for year in years if (cell := cells[year]) is not None}
                if not given:
                    continue
                pages = sorted({str(by_id[cell.claim]["page"]) for cell in given.values()}, key=int)
                lines.append(
                    {
                        "metric": f"{block.metric} {block.unit}",
                        "broker": line.broker,
                        **{
                            year: given[year].text + (_ACTUAL if given[year].stance == "actual" else "")
                            if year in given
                            else None
                            for year in years
                        },
                        "page": ", ".join(pages),
                        "id": list(given.values())[-1].claim,
                    }
                )
    return lines


def what_else(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The figures that the table of estimates does not hold, a line a metric, what most brokers give first: metric,
    measures, brokers, figures, since and until (the periods they are of)."""
    told: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("kind") == "metric" and headline(row) not in (*_ESTIMATES, "eps"):
            told.setdefault(str(row.get("metric_id") or row.get("metric")), []).append(row)
    lines = [_metric_line(group) for group in told.values()]
    return sorted(
        lines,
        key=lambda line: (-int(str(line["brokers"])), -int(str(line["figures"])), str(line["metric"])),
    )


def _metric_line(rows: Sequence[Row]) -> dict[str, object]:
    names = Counter(str(row["metric"]) for row in rows)
    measures = Counter(str(row.get("measure")) for row in rows)
    years = sorted(str(row["period"])[:4] for row in rows if str(row.get("period") or "")[:4].isdigit())
    return {
        "metric": min(names, key=lambda name: (-names[name], len(name), name)),
        "measure": ", ".join(sorted(measures, key=lambda name: (-measures[name], name))[:_MOST_MEASURES]),
        "brokers": len({row.get("broker") or row.get("report") for row in rows}),
        "figures": len(rows),
        "since": years[0] if years else None,
        "until": years[-1] if years else None,
    }
