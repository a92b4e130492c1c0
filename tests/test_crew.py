"""Workers: each under limits that are named when they end a file, fenced in, and none able to spoil the next file."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import jobs_for_workers as jobs
import pytest

from extract.errors import Fault
from kb.read.crew import Crew, Defect
from kb.read.limits import CEILINGS, Limits

LIMITS = Limits(seconds=5, output=1 << 20)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's ceilings")


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    one = Crew(1, LIMITS)
    yield one
    one.close()


def slug_of(crew: Crew, job: object, *given: object) -> str:
    with pytest.raises(Fault) as caught:
        crew.submit("某.pdf", job, *given).result(timeout=60)  # type: ignore[arg-type]
    assert caught.value.path in ("某.pdf", None) and caught.value.hint
    return caught.value.slug


def test_a_worker_answers_and_goes_on(crew: Crew) -> None:
    first = crew.submit("a", jobs.pid).result()
    assert crew.submit("b", jobs.add, 1, 2).result() == 3
    assert crew.submit("c", jobs.print_much).result() == 1  # what a library prints is no answer
    assert crew.submit("d", jobs.whole_set).result() == frozenset({"a"})
    assert slug_of(crew, jobs.fail) == "damaged"
    with pytest.raises(Defect, match="ZeroDivisionError: ours") as caught:
        crew.submit("e", jobs.mistake).result()
    assert "in mistake" in caught.value.trace
    assert crew.submit("f", jobs.pid).result() == first


@on_linux
@pytest.mark.parametrize(
    ("job", "given", "slug"),
    [
        (jobs.spin, (), "took-too-long"),
        (jobs.hoard, (), "took-too-much-memory"),
        (jobs.say, (2 << 20,), "too-much-output"),
        (jobs.crash, (), "given-up"),
        (jobs.die, (signal.SIGABRT,), "given-up"),
        (jobs.die, (signal.SIGKILL,), "took-too-much-memory"),
        (jobs.stranger, (), "given-up"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_limit_that_ended_a_file_is_named_and_the_next_is_read(
    crew: Crew, job: object, given: tuple[object, ...], slug: str
) -> None:
    assert slug_of(crew, job, *given) == slug
    assert crew.submit("next", jobs.add, 1, 2).result() == 3


def test_a_large_file_has_room_for_its_bytes() -> None:
    assert CEILINGS.for_size(2 << 20) == CEILINGS
    assert CEILINGS.for_size(108 << 20).memory - CEILINGS.memory == 400 << 20


def test_the_clock_ends_who_sleeps() -> None:
    crew = Crew(1, Limits(seconds=1))
    try:
        assert slug_of(crew, jobs.sleep, 60) == "took-too-long"
        assert crew.submit("next", jobs.add, 1, 2).result() == 3
    finally:
        crew.close()


def test_one_that_takes_long_holds_up_no_other() -> None:
    crew = Crew(2, Limits(seconds=30))
    try:
        slow = crew.submit("slow", jobs.sleep, 30)
        assert [crew.submit("quick", jobs.add, 1, n).result() for n in range(3)] == [1, 2, 3]
        assert not slow.done()
        began = time.monotonic()
    finally:
        crew.close()
    assert time.monotonic() - began < 10  # who goes waits for nobody
    with pytest.raises(CancelledError):
        slow.result()


def test_a_worker_reaches_nothing_but_its_answer(crew: Crew, tmp_path: Path) -> None:
    there = tmp_path / "there.txt"
    there.write_text("as it was")
    found = crew.submit("a", jobs.reach_out, str(tmp_path)).result()
    assert {name: how for name, how in found.items() if how != "Fenced"} == {
        "temporary": "FileNotFoundError"
    }  # none is found usable
    assert len(found) == 17
    assert crew.submit("b", jobs.read, str(there)).result() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["there.txt"]


@on_linux
def test_not_even_code_past_python_makes_a_file_grow(crew: Crew, tmp_path: Path) -> None:
    there = tmp_path / "there.txt"
    there.write_text("as it was")
    assert crew.submit("a", jobs.write_past_python, str(there)).result() == -1
    assert there.read_text() == "as it was"
