"""Environment in, places out: where the user's knowledge base and state live. Standard library only; reads nothing else.

A flag wins over YANBAO_DB, which wins over YANBAO_HOME, which wins over the XDG data folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_FILE = "yanbao.db"


def home(environ: Mapping[str, str]) -> Path:
    """The folder of everything yanbao keeps for this user (XDG Base Directory Specification 0.8)."""
    if own := environ.get("YANBAO_HOME"):
        return Path(own).expanduser()
    data = environ.get("XDG_DATA_HOME", "")
    # The specification: a relative path in the variable is to be ignored.
    base = Path(data) if data.startswith("/") else Path.home() / ".local" / "share"
    return base / "yanbao"


def state_home(environ: Mapping[str, str]) -> Path:
    """The folder of what is worth keeping and no knowledge: how far this user has looked."""
    if environ.get("YANBAO_HOME"):
        return home(environ) / "state"
    state = environ.get("XDG_STATE_HOME", "")
    base = Path(state) if state.startswith("/") else Path.home() / ".local" / "state"
    return base / "yanbao"


def database_path(environ: Mapping[str, str]) -> Path:
    """The knowledge base when no --db names one."""
    named = environ.get("YANBAO_DB")
    return Path(named).expanduser() if named else home(environ) / _FILE
