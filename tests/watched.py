"""A watched folder whose reports need no PDF engine: a file's text is a figure, read in this process."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from extract.errors import Fault, UnreadableFault
from extract.model import Extraction, MetricClaim, ReportClaim, identify
from kb.keep.store import KnowledgeBase
from kb.read.desk import Settled
from kb.read.intake import Intake
from kb.read.stillness import Stillness
from kb.read.watch import Watch, Words

NOW = datetime.datetime(2026, 6, 1, 8, 0, tzinfo=datetime.UTC)
END = "%%EOF"


def content(figure: object, *, day: str = "2026-05-04", title: str = "", words: str = "") -> str:
    """A made report: its figure, the day and title of its head, and further words, which no claim is made of."""
    return f"%PDF made|{figure}|{day}|{title or f'标题{figure}'}|{words}|{END}"


def made(data: bytes, file: str) -> Extraction:
    """The reading of a made report; anything else is no PDF."""
    parts = data.decode().split("|")
    if parts[0] != "%PDF made":
        raise UnreadableFault("not-a-pdf", f"{file} is not a PDF.", "look at it", path=file)
    _, figure, day, title, _, _ = parts
    common: dict[str, Any] = {"page": 1, "bbox": (), "origin": "made"}
    head = ReportClaim(**common, quote=title, broker="甲证券", title=title, date=day, subject="某公司")
    claim = MetricClaim(
        **common,
        quote=f"营业收入 {figure} 元",
        subject="某公司",
        metric="营业收入",
        value=Decimal(figure),
        original=figure,
        unit="CNY",
    )
    report = hashlib.sha256(data).hexdigest()
    return Extraction(
        report=report, file=file, pages=1, claims=tuple(identify(one, report, file) for one in (head, claim))
    )


def same_but_for_words(one: bytes, other: bytes) -> bool:
    return one.decode().split("|")[:4] == other.decode().split("|")[:4]


class HereAndNow:
    """An engine of this process; `read` are the names of the files it was given."""

    jobs = 2

    def __init__(self, reader: Callable[[bytes, str], Extraction] = made) -> None:
        self.reader = reader
        self.read: list[str] = []
        self.open = True

    def submit(self, name: str, job: Callable[..., Any], *arguments: Any) -> Future[Any]:
        answer: Future[Any] = Future()
        try:
            if isinstance(job, partial):
                self.read.append(Path(name).name)
                answer.set_result(self.reader(*arguments))
            else:
                answer.set_result(same_but_for_words(*arguments))
        except Fault as fault:
            answer.set_exception(fault)
        return answer

    def close(self) -> None:
        self.open = False


class Inbox:
    """A folder and the knowledge base that it feeds; looks take no time."""

    def __init__(self, place: Path) -> None:
        self.folder, self.database = place / "inbox", place / "k.db"
        self.folder.mkdir()
        self.engine = HereAndNow()
        self.log: list[Settled] = []
        self.said: list[str] = []

    def put(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def watch(self, stillness: Stillness | None = None) -> Watch:
        words = Words(self.log.append, lambda key, **_values: self.said.append(key))
        return Watch(
            [self.folder],
            self.database,
            lambda: self.engine,
            words,
            clock=lambda: NOW,
            stillness=Stillness(0.0, 0.0) if stillness is None else stillness,
        )

    def look(self) -> Intake:
        return self.watch().once()

    def states(self) -> dict[str, str]:
        """The state of every file that is there, as `yanbao inbox` tells it."""
        return {name: state for name, (state, _) in self.told().items()}

    def told(self) -> dict[str, tuple[str, object]]:
        from kb.ask.inbox import inbox

        with KnowledgeBase.open(self.database, create=False, read_only=True) as kb:
            rows = inbox(kb)
        return {
            Path(str(row["file"])).relative_to(self.folder).as_posix(): (
                "gone" if row["gone"] else str(row["state"]),
                Path(str(row["reason"])).name if row["reason"] else None,
            )
            for row in rows
        }

    def reports(self) -> int:
        with KnowledgeBase.open(self.database, create=False, read_only=True) as kb:
            return len(kb.rows("SELECT id FROM reports"))
