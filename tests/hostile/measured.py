"""`python -m hostile.measured OUT WORD…`: one yanbao command, and in OUT what each file and the worst process took.

OUT is JSON: `files` has [name, begun, ended] a reading, in seconds since the start; `worker` and `parent` the most
memory held by any worker and by the command itself, in megabytes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from kb import cli
from kb.read.crew import Worker


def main(out: str, *words: str) -> int:
    start = time.monotonic()
    files: list[tuple[str, float, float]] = []
    run = Worker.run

    def timed(self: Worker, name: str, job: Callable[..., object], arguments: tuple[object, ...]) -> object:
        begun = time.monotonic() - start
        try:
            return run(self, name, job, arguments)
        finally:
            files.append((name, begun, time.monotonic() - start))

    with patch.object(Worker, "run", timed):
        code = cli.run(words)
    most = {
        name: resource.getrusage(whose).ru_maxrss >> 10
        for name, whose in (("worker", resource.RUSAGE_CHILDREN), ("parent", resource.RUSAGE_SELF))
    }
    Path(out).write_text(json.dumps({"files": files, **most}), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
