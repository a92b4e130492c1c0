"""Every way yanbao can fail on purpose: a slug, an exit code, and what to do next. Standard library only.

A `Fault` is printed in three lines (what and where, what next, the slug); its exit code is the contract
with scripts. Anything that is not a `Fault` and reaches the command line is a defect of ours (exit code 1).
"""

from __future__ import annotations

from typing import ClassVar


class Fault(Exception):
    """A failure the user can act on.

    `message` says what happened and to which file; `hint` says what to do next; `path` and `page` (1-based)
    say where. `slug` names the kind of failure and is the anchor on the errors page.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self, slug: str, message: str, hint: str = "", *, path: str | None = None, page: int | None = None
    ) -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message
        self.hint = hint
        self.path = path
        self.page = page

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders by pickle; keyword-only arguments need help.
        return (_rebuild, (type(self), self.slug, self.message, self.hint, self.path, self.page))

    def as_row(self) -> dict[str, object]:
        """The fault as it appears under `--json`."""
        return {
            "slug": self.slug,
            "message": self.message,
            "hint": self.hint,
            "path": self.path,
            "page": self.page,
        }


def _rebuild(
    kind: type[Fault], slug: str, message: str, hint: str, path: str | None, page: int | None
) -> Fault:
    return kind(slug, message, hint, path=path, page=page)


class UsageFault(Fault):
    """The command's words are off (exit code 2)."""

    exit_code = 2


class UnreadableFault(Fault):
    """A file that is missing, empty, encrypted, damaged or no PDF (exit code 3)."""

    exit_code = 3


class NothingFoundFault(Fault):
    """The question was understood and nothing answers it (exit code 4)."""

    exit_code = 4


class AccessFault(Fault):
    """No permission, or somebody else holds the lock (exit code 5)."""

    exit_code = 5


class PartialFault(Fault):
    """Some files failed; the rest are in (exit code 6)."""

    exit_code = 6


class ExtraMissingFault(Fault):
    """An optional extra is not installed (exit code 7)."""

    exit_code = 7


class NewerSchemaFault(Fault):
    """The knowledge base was written by a newer yanbao (exit code 8)."""

    exit_code = 8


class BadDataFault(Fault):
    """A configuration or data file is wrong (exit code 9)."""

    exit_code = 9
