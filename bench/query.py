"""A million claims of ten thousand reports in, how long the answers take out: `python bench/query.py [--db FILE]`.

The reports are invented: two years of 60 brokers on 1,500 listed companies, a few of them written about far more than the
rest (sixty reports against four), most added on the day they were published and some weeks later. `--db` keeps the base and finds it again.
Every question is asked of many companies, metrics and days; the figures are the median and the 95th of a hundred (p95)
in milliseconds, once as it is and once as of a past day, side by side in one run.
"""

from __future__ import annotations

import argparse
import datetime
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from extract import model
from extract.vocabulary import metrics
from kb.ask import query
from kb.ask.clocks import AsOf
from kb.ask.selection import Filters
from kb.keep.store import KnowledgeBase
from kb.tell.digest import render
from kb.who.seed import load

REPORTS, COMPANIES, BROKERS, SEED = 10_000, 1_500, 60, 7
FIRST, DAYS = datetime.date(2024, 6, 1), 728
QUESTIONS = 100
_STATEMENT = (
    "revenue",
    "net_profit_parent",
    "eps",
    "pe",
    "pb",
    "roe",
    "gross_margin",
    "net_margin",
    "total_assets",
    "total_liabilities",
    "operating_profit",
    "ebitda",
)
_RATINGS = (
    ("买入", "buy"),
    ("增持", "buy"),
    ("强烈推荐", "strong_buy"),
    ("中性", "hold"),
    ("减持", "underperform"),
)
_INDUSTRIES = ("食品饮料", "电子", "计算机", "医药生物", "电力设备", "汽车", "银行", "传媒")


class World:
    """The invented reports, the same in every run; `number` tells them apart."""

    def __init__(self, reports: int = REPORTS) -> None:
        self._draw = random.Random(SEED)
        listed = sorted(
            (entity.id, entity.name)
            for entity in load().entities.values()
            if entity.kind == "company" and entity.id.endswith((".SH", ".SZ"))
        )
        self.companies = self._draw.sample(listed, COMPANIES)
        # The most written about have sixty reports, most about four.
        self._weights = [1 / (n + 30) for n in range(COMPANIES)]
        self._known = {metric.id: metric for metric in metrics()}
        self._others = [metric for metric in metrics() if metric.id not in _STATEMENT][:300]
        self.reports = reports

    def extractions(self) -> Iterator[tuple[model.Extraction, datetime.datetime]]:
        """Every report with the moment it was added, in the order of adding."""
        plan = []
        for number in range(self.reports):
            day = FIRST + datetime.timedelta(days=number * DAYS // self.reports)
            late = self._draw.randrange(5, 60) if self._draw.random() < 0.05 else 0
            plan.append((day + datetime.timedelta(days=late), number, day))
        for added, number, day in sorted(plan):
            moment = datetime.datetime.combine(added, datetime.time(9), tzinfo=datetime.UTC)
            yield self._report(number, day), moment

    def _report(self, number: int, day: datetime.date) -> model.Extraction:
        draw = random.Random(SEED + number)
        code, name = draw.choices(self.companies, self._weights)[0]
        industry = _INDUSTRIES[number % len(_INDUSTRIES)]
        own = None if number % 5 == 0 else name
        sha = f"{number:064x}"
        claims = [*self._head(draw, number, day, own, code if own else None, industry)]
        for who, ticker in [(own, code)] if own else self._names(draw):
            claims += self._numbers(draw, who or name, ticker, day.year, deep=own is not None)
        made = (model.identify(claim, sha, f"{number}.pdf") for claim in claims)
        return model.Extraction(report=sha, file=f"{number}.pdf", pages=12, claims=tuple(made))

    def _names(self, draw: random.Random) -> list[tuple[str, str]]:
        return [(name, code) for code, name in draw.sample(self.companies, 12)]

    def _head(
        self,
        draw: random.Random,
        number: int,
        day: datetime.date,
        own: str | None,
        code: str | None,
        industry: str,
    ) -> Iterator[model.Claim]:
        yield model.ReportClaim(
            **_at(1, "标题"),
            broker=f"第{draw.randrange(BROKERS) + 1}证券",
            title=f"{own or industry}研究之{number}",
            date=day.isoformat(),
            report_type="公司点评" if own else "行业周报",
            industry=industry,
            subject=own,
            ticker=code,
            pages=12,
        )
        word, step = draw.choice(_RATINGS)
        yield model.RatingClaim(
            **_at(1, word),
            subject=own or industry,
            subject_type="company" if own else "industry",
            rating=word,
            step=step,
        )
        if own:
            yield model.TargetPriceClaim(
                **_at(1, "目标价"), subject=own, value=Decimal(draw.randrange(500, 9000)) / 100
            )
            yield self._metric(draw, own, "price", None, "actual", 1)
        for place, (scale, low) in enumerate((("买入", 15), ("增持", 5), ("中性", -5), ("减持", None))):
            yield model.RatingScaleClaim(
                **_at(12, f"{scale}{place}"),
                applies_to="company",
                rating=scale,
                low_pct=Decimal(low) if low else None,
            )
        for place in range(2):
            yield model.AnalystClaim(**_at(1, f"分析师{place}"), name=f"分析师{draw.randrange(300)}")
            yield model.RiskClaim(
                **_at(2, f"风险{place}"), risk=draw.choice(("原材料涨价", "需求不及预期", "汇率波动"))
            )

    def _numbers(
        self, draw: random.Random, who: str, code: str, year: int, *, deep: bool
    ) -> Iterator[model.Claim]:
        for metric in _STATEMENT if deep else ("eps", "pe"):
            for place in range(5 if deep else 2):
                stance = "actual" if place < 2 and deep else "estimate"
                yield self._metric(draw, who, metric, str(year - 2 + place), stance, 8)
        for metric in draw.sample(self._others, 30 if deep else 2):
            yield self._metric(draw, who, metric.id, str(year), "actual", draw.randrange(2, 8))
        if not deep:
            yield model.RecommendationClaim(**_at(2, who), subject=who, group="建议关注")

    def _metric(
        self, draw: random.Random, who: str, metric_id: str, period: str | None, stance: str, page: int
    ) -> model.MetricClaim:
        known = self._known[metric_id]
        # What has happened is one number, whoever prints it; what is expected differs from broker to broker.
        value = Decimal(random.Random(f"{who} {metric_id} {period}").randrange(10_000, 999_999)) / 100
        if stance == "estimate" or metric_id == "price":
            value = (value * draw.randrange(88, 112) / 100).quantize(Decimal("0.01"))
        return model.MetricClaim(
            **_at(page, f"{known.zh} {period} {value}"),
            subject=who,
            metric=known.zh,
            metric_id=metric_id,
            value=value,
            original=f"{value}",
            decimals=2,
            unit=known.unit or "CNY",
            period=period,
            stance=stance,
        )


def _at(page: int, quote: str) -> dict[str, object]:
    return {
        "page": page,
        "bbox": (model.Box(50.0, 100.0, 200.0, 112.0),),
        "quote": quote,
        "origin": "table.forecast",
        "confidence": 0.98,
    }


def build(path: Path, reports: int) -> None:
    """The knowledge base of the world, if it is not there yet."""
    if path.exists():
        return
    began = time.monotonic()
    with KnowledgeBase.open(path, create=True) as kb:
        run, count = kb.start_run("add", datetime.datetime(2024, 6, 1, tzinfo=datetime.UTC)), 0
        for extraction, moment in World(reports).extractions():
            kb.add(extraction, run=run, path=Path("/reports") / extraction.file, now=moment)
            count += len(extraction.claims)
        kb.finish_run(run, reports=reports, claims=count, now=moment)
    print(
        f"built: {count:,} claims of {reports:,} reports in {time.monotonic() - began:.0f} s, {path.stat().st_size >> 20} MB"
    )


def measure(ask: Callable[[int], object], times: int) -> tuple[float, float]:
    """Median and 95th of a hundred, in milliseconds; the first call is not counted."""
    ask(0)
    taken = []
    for number in range(times):
        began = time.perf_counter()
        ask(number)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[min(int(len(taken) * 0.95), len(taken) - 1)]


def questions(
    kb: KnowledgeBase, world: World, days: Sequence[str]
) -> Iterator[tuple[str, int, Callable[[int, Filters], object]]]:
    """What is asked: its name, how often, and the asking of the n-th company, metric or week."""
    there = {row[0] for row in kb.tuples("SELECT DISTINCT subject_id FROM reports")}
    spoken_of = [code for code, _ in world.companies if code in there]
    names = spoken_of[:: len(spoken_of) // QUESTIONS][:QUESTIONS]
    metric = ("归母净利润", "营业收入", "每股收益", "毛利率", "市盈率")

    def week(number: int, filters: Filters) -> object:
        until = days[-1 - number * 7 % 300]
        if filters.as_of is not None:
            return render(kb, "weekly", filters=filters, form="md")
        return render(kb, "weekly", filters=Filters(until=until), form="md")

    most = world.companies[0][0]
    yield "show MOST WRITTEN OF", 10, lambda n, f: query.show(kb, most, filters=f)
    yield "show COMPANY", QUESTIONS, lambda n, f: query.show(kb, names[n], filters=f)
    yield (
        "show COMPANY METRIC",
        QUESTIONS,
        lambda n, f: query.show(kb, names[n], metric[n % 5], f),
    )
    yield "show METRIC", QUESTIONS, lambda n, f: query.answer(kb, metric[n % 5], filters=f, first_screen=True)
    yield "find TEXT", QUESTIONS, lambda n, f: query.find(kb, f"{1000 + n}.", f, limit=100)
    yield "digest company", QUESTIONS, lambda n, f: render(kb, "company", who=names[n], filters=f)
    yield "digest weekly", 5, week


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--reports", type=int, default=REPORTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.db or Path(folder) / "million.db"
        build(path, arguments.reports)
        world, draw = World(arguments.reports), random.Random(SEED)
        days = [(FIRST + datetime.timedelta(days=n)).isoformat() for n in range(DAYS)]
        with KnowledgeBase.open(path, create=False, read_only=True) as kb:
            print(f"{'':22}{'median':>9}{'p95':>9}   as of: {'median':>9}{'p95':>9}   ratio of medians")
            for name, times, ask in questions(kb, world, days):
                plain = measure(lambda n, ask=ask: ask(n, Filters()), times)  # type: ignore[misc]
                past = [Filters(as_of=AsOf(draw.choice(days[300:]))) for _ in range(times)]
                then = measure(lambda n, ask=ask, past=past: ask(n, past[n]), times)  # type: ignore[misc]
                ratio = then[0] / plain[0]
                print(
                    f"{name:22}{plain[0]:9.1f}{plain[1]:9.1f}          {then[0]:9.1f}{then[1]:9.1f}   {ratio:.2f}"
                )


if __name__ == "__main__":
    main()
