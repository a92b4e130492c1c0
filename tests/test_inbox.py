"""The two columns of docs/inbox.md: what the inbox does, and what it refuses. Nothing here needs a PDF engine."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from watched import NOW, Inbox, content, made

from extract.errors import AccessFault, Fault, NothingFoundFault, UsageFault
from extract.model import Extraction
from kb.keep.store import KnowledgeBase
from kb.read import intake
from kb.read.inbox import Seen, look
from kb.read.reading import Reading
from kb.read.stillness import Stillness
from kb.read.twins import is_stamped_copy


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def prints(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Every file: hash of its bytes, mode, time of change."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


def test_pdfs_of_any_case_and_depth_are_taken_and_the_rest_is_passed_over(inbox: Inbox) -> None:
    for number, name in enumerate(("a.pdf", "B.PDF", "deep/er/c.Pdf")):
        inbox.put(name, content(number))
    for name in (
        ".h.pdf",
        "._a.pdf",
        "~$a.pdf",
        "d.pdf.part",
        "e.crdownload",
        "f.TMP",
        "g.txt",
        ".git/h.pdf",
    ):
        inbox.put(name, content(9))
    (inbox.folder / "link.pdf").symlink_to(inbox.folder / "a.pdf")
    (inbox.folder / "loop").symlink_to(inbox.folder, target_is_directory=True)
    os.mkfifo(inbox.folder / "pipe.pdf")
    inbox.look()
    assert inbox.told() == {
        "a.pdf": ("read", None),
        "B.PDF": ("read", None),
        "deep/er/c.Pdf": ("read", None),
        ".h.pdf": ("passed_over", "hidden"),
        "._a.pdf": ("passed_over", "hidden"),
        "~$a.pdf": ("passed_over", "hidden"),
        "d.pdf.part": ("passed_over", "unfinished"),
        "e.crdownload": ("passed_over", "unfinished"),
        "f.TMP": ("passed_over", "unfinished"),
        "link.pdf": ("passed_over", "link"),
        "pipe.pdf": ("passed_over", "not-a-file"),
    }


def test_no_file_is_touched(inbox: Inbox) -> None:
    inbox.put("a.pdf", content(1))
    inbox.put("b/copy.pdf", content(1))
    inbox.put("bad.pdf", f"no PDF {'%%EOF'}")
    (inbox.folder / "a.pdf").chmod(stat.S_IRUSR)
    before = prints(inbox.folder)
    inbox.look()
    inbox.look()
    assert prints(inbox.folder) == before


def test_a_report_is_known_by_its_bytes_wherever_it_lies(inbox: Inbox) -> None:
    first = inbox.put("a.pdf", content(1))
    inbox.look()
    inbox.put("sub/copy.pdf", content(1))
    inbox.look()
    assert inbox.told() == {"a.pdf": ("read", None), "sub/copy.pdf": ("duplicate", "a.pdf")}
    (inbox.folder / "sub" / "copy.pdf").unlink()
    first.rename(inbox.folder / "moved.pdf")
    inbox.look()
    assert inbox.told() == {
        "a.pdf": ("gone", None),
        "sub/copy.pdf": ("gone", "a.pdf"),
        "moved.pdf": ("read", None),
    }
    assert inbox.engine.read == ["a.pdf"] and inbox.reports() == 1
    assert [(Path(s.entry.path).name, s.entry.state, Path(s.of).name) for s in inbox.log] == [
        ("a.pdf", "read", ""),
        ("copy.pdf", "duplicate", "a.pdf"),
        ("moved.pdf", "read", "a.pdf"),
    ]


def test_two_copies_that_come_together_are_one_report(inbox: Inbox) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        inbox.put(name, content(1))
    intake = inbox.look()
    assert sorted(inbox.states().values()) == ["duplicate", "duplicate", "read"]
    assert (intake.reports, intake.duplicates, inbox.reports()) == (1, 2, 1)


def test_a_file_that_comes_back_is_what_it_was(inbox: Inbox) -> None:
    path = inbox.put("a.pdf", content(1))
    inbox.put("bad.pdf", "no PDF")
    inbox.look()
    path.unlink()
    inbox.look()
    assert inbox.states() == {"a.pdf": "gone", "bad.pdf": "failed"}
    inbox.put("a.pdf", content(1))
    inbox.look()
    assert inbox.states() == {"a.pdf": "read", "bad.pdf": "failed"}
    assert inbox.engine.read == ["a.pdf", "bad.pdf"]


def test_a_report_downloaded_again_with_a_stamp_is_a_duplicate(inbox: Inbox) -> None:
    inbox.put("a.pdf", content(1))
    inbox.look()
    inbox.put("again.pdf", content(1, words="仅供某某使用"))
    inbox.look()
    inbox.put("again-again.pdf", content(1, words="仅供某某使用"))
    inbox.look()
    assert inbox.told() == {
        "a.pdf": ("read", None),
        "again.pdf": ("duplicate", "a.pdf"),
        "again-again.pdf": ("duplicate", "a.pdf"),
    }
    assert inbox.engine.read == ["a.pdf", "again.pdf"]  # bytes once found to be a copy are not read again
    assert inbox.reports() == 1


def test_a_newer_version_supersedes_and_nothing_is_lost(inbox: Inbox) -> None:
    inbox.put("a.pdf", content(1, title="标题"))
    inbox.look()
    inbox.put("b.pdf", content(2, day="2026-05-06", title="标题（更正）"))
    inbox.look()
    assert inbox.told() == {"a.pdf": ("superseded", "b.pdf"), "b.pdf": ("read", None)}
    assert inbox.reports() == 2
    with KnowledgeBase.open(inbox.database, create=False) as kb:
        kb.undo(2)
    assert inbox.told() == {"a.pdf": ("read", None), "b.pdf": ("taken_back", None)}
    inbox.look()
    assert inbox.engine.read == ["a.pdf", "b.pdf"]  # what was taken back does not come back by itself


def test_a_bad_file_is_logged_once_and_tried_again_when_it_changes(inbox: Inbox) -> None:
    inbox.put("a.pdf", content(1))
    bad = inbox.put("bad.pdf", "<html>")
    assert [fault.slug for fault in inbox.look().faults] == ["not-a-pdf"]
    for _ in range(3):
        assert inbox.look().faults == []
    assert [s.entry.state for s in inbox.log] == ["read", "failed"]
    os.utime(bad, ns=(1, 1))  # touched: the bytes are known
    inbox.look()
    assert len(inbox.log) == 3 and inbox.log[-1].news is False
    inbox.put("bad.pdf", content(2))
    inbox.look()
    assert inbox.states() == {"a.pdf": "read", "bad.pdf": "read"}
    assert inbox.engine.read == ["a.pdf", "bad.pdf", "bad.pdf"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_read_when_it_may(inbox: Inbox) -> None:
    path = inbox.put("a.pdf", content(1))
    path.chmod(0)
    assert [fault.slug for fault in inbox.look().faults] == ["no-access"]
    path.chmod(stat.S_IRUSR)
    inbox.look()
    assert inbox.states() == {"a.pdf": "read"}


def test_an_overwritten_file_is_another_report_and_the_first_stays_in(inbox: Inbox) -> None:
    inbox.put("a.pdf", content(1))
    inbox.look()
    inbox.put("a.pdf", content(2, title="另一篇"))
    inbox.look()
    assert inbox.states() == {"a.pdf": "read"} and inbox.reports() == 2


def test_what_is_still_being_written_is_left_waiting(inbox: Inbox) -> None:
    path = inbox.put("a.pdf", "%PDF ma")
    watch = inbox.watch(Stillness(0.05, 0.2))
    waiting = watch._lookout.waiting
    see, looks = waiting.see, []

    def written_on(seen: Seen, now: float) -> bool:
        looks.append(now)
        if len(looks) < 6:
            path.write_text("%PDF made" + "x" * len(looks))
        elif len(looks) == 6:
            path.write_text(content(1))
        return see(seen, now)

    waiting.see = written_on  # type: ignore[method-assign]
    watch.once()
    assert inbox.engine.read == ["a.pdf"] and inbox.states() == {"a.pdf": "read"}
    assert len(looks) > 6


def test_still_is_the_same_size_and_time_for_three_seconds(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("%PDF %%EOF")
    still = Stillness()
    assert still.see(Seen(path, 10, 1), 100.0) is True
    assert (still.next(102.9), still.next(103.0), still.due()) == (None, path, 103.0)
    assert not still.is_still(Seen(path, 11, 1), 103.0)  # it grew
    assert not still.is_still(Seen(path, 11, 2), 105.0)  # and was written to again
    assert still.next(107.9) is None
    assert still.is_still(Seen(path, 11, 2), 108.0) and len(still) == 0


def test_a_pdf_without_its_last_words_is_given_ten_seconds(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("%PDF half of it")
    still = Stillness()
    still.see(Seen(path, 15, 1), 0.0)
    assert not still.is_still(Seen(path, 15, 1), 3.0)
    assert (still.next(9.9), still.due()) == (None, 10.0)
    assert still.is_still(Seen(path, 15, 1), 10.0)


def test_one_file_spoils_no_other(inbox: Inbox) -> None:
    reader = inbox.engine.reader

    def grim(data: bytes, file: str):  # type: ignore[no-untyped-def]
        if b"bomb" in data:
            raise Fault("took-too-much-memory", f"{file} was given up.")
        return reader(data, file)

    inbox.engine.reader = grim
    for number in range(6):
        inbox.put(f"{number}.pdf", "bomb" if number % 2 else content(number))
    inbox.look()
    assert sorted(inbox.states().values()) == ["failed"] * 3 + ["read"] * 3


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, inbox: Inbox) -> None:
    inbox.folder.rmdir()
    with pytest.raises(NothingFoundFault, match="not there"):
        inbox.look()
    inbox.folder.write_text("")
    with pytest.raises(UsageFault, match="is a file"):
        inbox.look()


def test_a_folder_that_cannot_be_looked_into_makes_nothing_gone(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.put("sub/a.pdf", content(1))
    inbox.put("b.pdf", content(2, title="别的"))
    inbox.look()
    scan = os.scandir

    def refused(path: object) -> object:
        if Path(str(path)).name == "sub":
            raise PermissionError(13, "Permission denied")
        return scan(str(path))

    monkeypatch.setattr(os, "scandir", refused)
    inbox.look()
    assert inbox.said == ["folder"] and inbox.states() == {"sub/a.pdf": "read", "b.pdf": "read"}


def test_two_writers_are_refused_with_the_pid_of_the_first(inbox: Inbox) -> None:
    inbox.put("a.pdf", content(1))
    with KnowledgeBase.open(inbox.database, create=True), pytest.raises(AccessFault) as caught:
        inbox.look()
    assert caught.value.slug == "locked" and str(os.getpid()) in caught.value.message
    inbox.look()
    assert inbox.states() == {"a.pdf": "read"}


def test_what_an_interruption_left_is_done_by_the_next_look(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        inbox.put(f"{number}.pdf", content(number))
    reader = inbox.engine.reader

    def killed(data: bytes, file: str):  # type: ignore[no-untyped-def]
        if "2.pdf" in file:
            raise KeyboardInterrupt
        return reader(data, file)

    inbox.engine.reader = killed
    with pytest.raises(KeyboardInterrupt):
        inbox.look()
    assert inbox.states() == {"0.pdf": "read", "1.pdf": "read", "2.pdf": "waiting", "3.pdf": "waiting"}
    inbox.engine.reader = reader
    inbox.look()
    assert set(inbox.states().values()) == {"read"} and inbox.reports() == 4
    assert inbox.engine.read == ["0.pdf", "1.pdf", "2.pdf", "2.pdf", "3.pdf"]


def test_names_that_are_no_text_are_files_of_their_own(inbox: Inbox) -> None:
    for number, name in enumerate((b"\xb1\xa8.pdf", b"\xb2\xa8.pdf", "报\u202e告\n.pdf".encode())):
        Path(os.fsdecode(os.fsencode(inbox.folder) + b"/" + name)).write_text(content(number))
    inbox.look()
    inbox.look()
    assert list(inbox.states().values()) == ["read"] * 3 and len(inbox.engine.read) == 3


def test_looking_finds_the_same_in_the_same_order(inbox: Inbox) -> None:
    for name in ("b.pdf", "a/z.pdf", "a/y.pdf"):
        inbox.put(name, content(1))
    assert [seen.path.relative_to(inbox.folder).as_posix() for seen in look(inbox.folder)] == [
        "a/y.pdf",
        "a/z.pdf",
        "b.pdf",
    ]


WORDS = ["营业收入同比增长" * 20, "净利润同比增长" * 20]


@pytest.mark.parametrize(
    ("other", "is_copy"),
    [
        (WORDS, True),
        ([f"{page}2026-05-04仅供张三" for page in WORDS], True),
        ([f"第{number}号{page}" for number, page in enumerate(WORDS)], True),
        ([WORDS[0] + "更正：", WORDS[1]], False),  # on one page only
        ([WORDS[0].replace("增长", "下降", 1), WORDS[1]], False),
        ([f"{page}{'长' * 200}" for page in WORDS], False),  # no stamp is so long
        ([*WORDS, "又一页"], False),
        ([f"{page}第{page[:1]}节" for page in WORDS], False),  # other words on every page
    ],
)
def test_a_copy_bears_one_stamp_on_all_pages_or_none(other: list[str], is_copy: bool) -> None:
    assert is_stamped_copy(WORDS, other) is is_stamped_copy(other, WORDS) is is_copy


def test_scans_are_never_copies_by_their_words() -> None:
    assert not is_stamped_copy(["", ""], ["", ""])
    assert not is_stamped_copy(["一" * 300], ["一" * 300 + "戳"])


def test_what_add_read_is_in_the_inbox_and_is_not_read_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_many(paths: Sequence[Path], **_options: object) -> Iterator[Reading]:
        for path in paths:
            try:
                yield Reading(path, extraction=made(path.read_bytes(), str(path)))
            except Fault as fault:
                yield Reading(path, fault=fault)

    monkeypatch.setattr(intake, "read_many", read_many)
    monkeypatch.setattr(intake, "twin", lambda kb, extraction, *_more: alike(kb, extraction))
    inbox.put("a.pdf", content(1))
    inbox.put("b.pdf", content(1))
    inbox.put("again.pdf", content(1, words="戳"))
    inbox.put("bad.pdf", "<html>")
    with KnowledgeBase.open(inbox.database, create=True) as kb:
        files = [*sorted(inbox.folder.iterdir()), inbox.folder / "no such.pdf"]
        done = intake.take_in(kb, files, clock=lambda: NOW)
    assert (done.reports, done.duplicates, len(done.faults)) == (1, 2, 2)
    expected = {
        "a.pdf": ("read", None),
        "b.pdf": ("duplicate", "a.pdf"),
        "again.pdf": ("duplicate", "a.pdf"),
        "bad.pdf": ("failed", "bad.pdf is not a PDF."),
    }
    assert inbox.told() == expected
    inbox.look()
    assert inbox.told() == expected and inbox.engine.read == [] and inbox.log == []


def alike(kb: KnowledgeBase, extraction: Extraction) -> str | None:
    """The first report in, if another one comes: for tests whose reports are no PDFs."""
    return next((str(row["id"]) for row in kb.rows("SELECT id FROM reports")), None)
