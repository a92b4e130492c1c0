"""The documents tell the truth: commands, errors, exit codes, claims and the examples a reader will copy."""

from __future__ import annotations

import ast
import dataclasses
import importlib.util
import re
import shlex
import string
from pathlib import Path

import click
import pytest

from extract import errors, model
from kb.cli import COMMANDS, INTERRUPTED, yanbao
from kb.wording import languages, phrases

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCES = sorted(path for room in ("extract", "kb") for path in (ROOT / room).rglob("*.py"))
READMES = ("README.md", "README.zh-CN.md")
FAULTS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Fault)]
CLAIMS = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, model.Claim)]


def slugs_in_code() -> dict[str, str]:
    """Every slug a Fault is made with, and the file that makes it."""
    names = {kind.__name__ for kind in FAULTS}
    found: dict[str, str] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in names and node.args and isinstance(node.args[0], ast.Constant):
                found[str(node.args[0].value)] = path.name
    return found


def note_slugs_in_code() -> set[str]:
    """Every slug a Note is made with; one that is made from a word of a list is told by its beginning."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Note":
                slug = next(key.value for key in node.keywords if key.arg == "slug")
                first = slug.values[0] if isinstance(slug, ast.JoinedStr) else slug
                found.add(str(first.value) if isinstance(first, ast.Constant) else "")
    return found


def test_every_note_is_on_the_claims_page() -> None:
    page = (DOCS / "claims.md").read_text(encoding="utf-8")
    documented = re.findall(r"`([a-z-]+)`", page.split("## Notes", 1)[1].split("|---|---|", 1)[1])
    used = note_slugs_in_code()
    assert len(used) >= 10
    assert [slug for slug in sorted(used) if not any(known.startswith(slug) for known in documented)] == []
    assert [known for known in documented if not any(known.startswith(slug) for slug in used)] == []


def test_the_commands_page_is_what_help_says() -> None:
    spec = importlib.util.spec_from_file_location("write_commands", DOCS / "write_commands.py")
    assert spec is not None and spec.loader is not None
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == writer.page(), "run: make docs"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_help_has_one_sentence_and_two_examples(command: click.Command) -> None:
    sentence = " ".join((command.help or "").split())
    assert sentence.endswith(".") and sentence.count(". ") == 0
    examples = command.examples  # type: ignore[attr-defined]
    assert len(examples) == 2
    assert all(example.startswith(f"yanbao {command.name}") for example in examples)


def test_every_slug_of_the_code_is_on_the_errors_page_and_no_other() -> None:
    documented = set(
        re.findall(r"^### (\S+)$", (DOCS / "errors.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    used = slugs_in_code()
    assert {slug: where for slug, where in used.items() if slug not in documented} == {}
    assert documented - set(used) == set()


def test_exit_codes_are_those_of_the_faults() -> None:
    table = {
        int(code): name
        for code, name in re.findall(r"^\| (\d+) \| `(\w*)`", (DOCS / "errors.md").read_text(), re.MULTILINE)
    }
    assert table == {kind.exit_code: kind.__name__ for kind in FAULTS}
    assert f"| {INTERRUPTED} |" in (DOCS / "errors.md").read_text()


def test_the_claims_page_names_every_kind_and_field() -> None:
    page = (DOCS / "claims.md").read_text(encoding="utf-8")
    fields = {field.name for kind in CLAIMS for field in dataclasses.fields(kind) if field.compare}
    fields |= {
        "class" if field.name == "klass" else field.name for field in dataclasses.fields(model.LedgerLine)
    }
    kinds = {kind.kind for kind in CLAIMS if kind.kind}
    assert sorted(name for name in fields | kinds if f"`{name}`" not in page) == []


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "docs/errors.md", "docs/scale.md"])
def test_examples_are_commands_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for line in re.findall(r"^\$ yanbao (.+?)(?:\s+#.*)?$", text, re.MULTILINE):
        words = shlex.split(re.split(r"\s[|>]\s", line)[0])
        command = yanbao.commands.get(words[0])
        assert command is not None, line
        with command.make_context(words[0], words[1:], resilient_parsing=True):
            pass


@pytest.mark.parametrize("name", READMES)
def test_the_two_commands_come_first(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    first = re.search(r"```console\n(.*?)```", text, re.DOTALL)
    assert first is not None and "make demo" in first[1] and "make test" in first[1]


def test_links_between_documents_lead_somewhere() -> None:
    for name in (
        *READMES,
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/commands.md",
        "docs/errors.md",
        "docs/claims.md",
        "docs/inbox.md",
        "docs/scale.md",
        "bench/README.md",
    ):
        page = ROOT / name
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{name}: {target}"


def test_both_languages_say_the_same_things() -> None:
    assert languages() == ("en", "zh")
    english, chinese = phrases("en"), phrases("zh")
    assert sorted(english) == sorted(chinese)
    for key, sentence in english.items():
        assert _blanks(sentence) == _blanks(chinese[key]), key


def test_every_phrase_the_code_asks_for_is_there() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    asked = set(re.findall(r'say\("([a-z_]+\.[a-z_]+)"', code))
    asked |= set(re.findall(r'"((?:show|explain)\.[a-z_]+)"', code))
    asked |= {f"hint.{key}" for key in re.findall(r'next_step\("(\w+)"', code)}
    assert asked and asked - set(phrases("en")) == set()


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
