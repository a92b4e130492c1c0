"""What ships, and that a fresh machine gets exactly the versions we tested."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-samples.lock", "requirements-dask.lock")
_QUIETLY = ("--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--no-index")
ROOMS = ("extract", "kb", "templates")


def pins(name: str) -> dict[str, set[str]]:
    """Package → the versions a lock file names (more than one where they depend on the Python version)."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([a-z0-9-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE
    ):
        found.setdefault(package, set()).add(version)
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel, built from a copy so that the checkout stays as it is."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    for name in ROOMS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *_QUIETLY, "--wheel-dir", "wheels", "."],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(next((copy / "wheels").glob("yanbao-*.whl"))) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_three_packages_and_nothing_else(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {name for name in tops if not name.endswith(".dist-info")} == set(ROOMS)


def test_the_wheel_holds_every_source_and_data_file(wheel: set[str]) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert sorted(ours - wheel) == []


def test_the_script_is_the_command_line(wheel: set[str]) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"yanbao": "kb.cli:main"}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_folder(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    assert [line for line in lines if re.search(r"https?:|file:|index|find-links|@ ", line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9-]+==", line)]
    assert pinned and all("--hash=sha256:" in line for line in pinned)


@pytest.mark.parametrize("name", LOCKS[1:])
def test_the_locks_agree(name: str) -> None:
    runtime, other = pins("requirements.lock"), pins(name)
    assert {package: other.get(package) for package in runtime} == runtime


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = {_name(line) for line in project["project"]["dependencies"]}
    groups = {_name(line) for group in project["dependency-groups"].values() for line in group}
    assert runtime - set(pins("requirements.lock")) == set()
    assert groups - set(pins("requirements-dev.lock")) == set()


def test_pdfplumber_is_past_the_version_that_runs_pickles_a_pdf_names() -> None:
    # CVE-2025-64512: pdfminer.six before 20251107.
    assert all(version >= "20251107" for version in pins("requirements.lock")["pdfminer-six"])


def test_ci_runs_what_the_readme_says() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    for command in ("make demo", "make test"):
        assert command in script.read_text()
        assert command in (ROOT / "README.md").read_text()
        assert command in (ROOT / "README.zh-CN.md").read_text()


def _name(requirement: str) -> str:
    return re.split(r"[<>=~!\[; ]", requirement)[0].lower()
