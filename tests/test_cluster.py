"""`--engine dask`: a cluster of two workers on this machine gives, to the letter, what processes of our own give."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jobs_for_workers as jobs
import pytest
from crash.canon import canonical

from extract.errors import AccessFault, Fault
from kb import cli
from kb.read.crew import Defect
from kb.read.limits import Limits

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ("food-cangyue-2026-05", "glodon-shuangqiao-2026-05", "yili-tingyu-2026-04", "weekly-tingyu-2026-04")


def test_what_the_command_needs_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["add", ".", "--engine", "dask"]) == 2
    assert "[no-scheduler]" in capsys.readouterr().err
    assert cli.run(["watch", ".", "--once", "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "--scheduler goes with --engine dask." in capsys.readouterr().err


def test_without_the_extra_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.read.cluster import Cluster

    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(Fault, match="needs an extra") as caught:
        Cluster("tcp://127.0.0.1:1", Limits())
    assert (caught.value.slug, caught.value.exit_code) == ("no-dask", 7)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    distributed: Any = pytest.importorskip("distributed", reason="the extra dask is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_gives_what_this_machine_gives(scheduler: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in NAMES:
        shutil.copy(SAMPLES / f"{name}.pdf", tmp_path / "in")
    (tmp_path / "in" / "bad.pdf").write_text("no PDF %%EOF")
    dumps = []
    for command in ("add", "watch"):
        for engine in ([], ["--engine", "dask", "--scheduler", scheduler]):
            base = tmp_path / f"{command}{len(dumps)}.db"
            words = [command, str(tmp_path / "in"), "--db", str(base), "--no-ocr", *engine]
            assert cli.run([*words, "--once"] if command == "watch" else words) == 6
            dumps.append(canonical(base, leave_out=("added", "seen", "changed", "started", "finished")))
    assert len(dumps[0]["reports"]) == 4 and len(dumps[0]["claims"]) > 300
    assert {str(dict(row)["state"]) for row in dumps[0]["inbox"]} == {"read", "failed"}
    assert dumps[0] == dumps[1] == dumps[2] == dumps[3]


def test_a_file_that_ends_its_reader_costs_the_cluster_nothing(scheduler: str) -> None:
    from kb.read.cluster import Cluster

    cluster = Cluster(scheduler, Limits(seconds=60))
    try:
        before = set(cluster._client.nthreads())
        with pytest.raises(Fault) as caught:
            cluster.submit("某.pdf", jobs.crash).result(timeout=60)
        assert caught.value.slug == "given-up"
        with pytest.raises(Defect, match="ZeroDivisionError: ours"):
            cluster.submit("a", jobs.mistake).result(timeout=60)
        assert cluster.submit("b", jobs.add, 1, 2).result(timeout=60) == 3
        assert set(cluster._client.nthreads()) == before
    finally:
        cluster.close()


def test_another_version_on_the_cluster_is_refused(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.read import cluster

    class Other:
        def run(self, _what: object) -> dict[str, str]:
            return {"tcp://a": "0.0.1+abc", "tcp://b": cluster.version()}

    one = object.__new__(cluster.Cluster)
    one._client = Other()
    with pytest.raises(AccessFault, match=r"have yanbao 0\.0\.1\+abc") as caught:
        one._same_everywhere("tcp://a")
    assert caught.value.slug == "other-cluster"
    with pytest.raises(AccessFault) as nobody:
        cluster.Cluster("tcp://127.0.0.1:9", Limits())
    assert nobody.value.slug == "no-cluster"
