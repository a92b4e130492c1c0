"""The house rules that a machine can see: who imports what, how long a module is, how it opens."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for room in ("extract", "kb", "templates") for path in (ROOT / room).rglob("*.py"))

# Each third-party library lives in the module that knows it; everyone else asks that module.
HOMES: dict[str, set[str]] = {
    "pypdfium2": {"extract.pages.reader", "extract.pages.drawn", "extract.pages.verify", "kb.proof.evidence"},
    "pdfplumber": {
        "extract.pages.miner",
        "extract.pages.reader",
        "extract.pages.frames",
        "extract.pages.verify",
    },
    "spacy": {"extract.prose.sentence.nlp"},
    "rapidfuzz": {"kb.who.spelling"},
    "sqlite_utils": {
        *(f"kb.keep.{step}_step" for step in ("second", "third", "fourth")),
        *("kb.keep.schema", "kb.keep.store"),
        *("kb.keep.filing", "kb.keep.readings", "kb.keep.backup"),
    },
    "sqlite3": {"kb.keep.schema", "kb.keep.store", "kb.keep.backup"},
    "jinja2": {"kb.tell.digest"},
    "rich": {"kb.tell.terminal"},
    "PIL": {"kb.proof.looking"},
    "xlsxwriter": {"kb.tell.export", "kb.tell.workbook"},
    "opencc": {"kb.who.names"},
    "rapidocr": {"extract.ocr.pictures"},
    "watchdog": {"kb.read.listening"},
    "dask": {"kb.read.cluster"},
    "distributed": {"kb.read.cluster"},
    "numpy": {"extract.ocr.ink", "extract.ocr.typeset"},
}
CLICK = ("kb.cli", "kb.commands.")
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "handler",
    "data",
    "info",
    "misc",
}


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_third_party_libraries_stay_at_home(path: Path) -> None:
    module = dotted(path)
    for name in imports(path):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names and top not in HOMES:
            continue
        if top in ("extract", "kb", "templates"):
            continue
        if top == "click":
            assert module.startswith(CLICK), f"{module} imports click"
            continue
        assert module in HOMES.get(top, set()), (
            f"{module} imports {name}; its home is {HOMES.get(top, 'nowhere')}"
        )


@pytest.mark.parametrize("path", [path for path in MODULES if dotted(path).startswith("extract")], ids=dotted)
def test_extract_knows_no_knowledge_base(path: Path) -> None:
    assert [name for name in imports(path) if name.partition(".")[0] in ("kb", "templates")] == []


@pytest.mark.parametrize("name", ["extract.model", "extract.errors"])
def test_the_nouns_need_the_standard_library_only(name: str) -> None:
    path = ROOT / Path(*name.split(".")).with_suffix(".py")
    assert {top.partition(".")[0] for top in imports(path)} <= sys.stdlib_module_names


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_opens_with_a_sentence_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    opening = ast.get_docstring(ast.parse(text))
    assert opening and opening.split("\n\n")[0].rstrip()[-1] in ".。", f"{path}: opens without a sentence"
    assert len(text.splitlines()) <= 400, f"{path}: which idea wants a room of its own?"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_modules_are_named_for_what_they_know(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES


def test_every_room_has_its_floor() -> None:
    """A module that no contract names would be free to import from anywhere."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert all(contract.get("exhaustive") for contract in contracts if contract.get("containers"))
