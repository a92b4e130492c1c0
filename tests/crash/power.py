"""The log of an ingest's calls goes in, what a disk may hold after the power failed at some moment comes out.

What was synced is there. Of what was written after that, any part may be: whole calls are missing, others have only some
of their sectors. SQLite's side file for locks is rubbish after a power loss.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

WRITE, TRUNCATE, SYNC, UNLINK, RENAME, MARK = b"wtsurk"
_SECTOR = 512
_HEAD = struct.Struct("=4Q")


@dataclass(frozen=True)
class Call:
    """One call that changed a file, or a mark: `path` is then what was promised."""

    kind: int
    path: str
    where: int
    data: bytes


def calls(log: Path) -> list[Call]:
    found, data, at = [], log.read_bytes(), 0
    while at < len(data):
        kind, length, where, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        path = data[at : at + length].decode()
        at += length
        found.append(Call(kind, path, where, data[at : at + size]))
        at += size
    return found


@dataclass
class _File:
    synced: bytearray = field(default_factory=bytearray)
    since: list[Call] = field(default_factory=list)
    gone: bool = False


def promised(done: Sequence[Call]) -> frozenset[str]:
    return frozenset(call.path for call in done if call.kind == MARK)


def after_power_loss(done: Sequence[Call], chance: random.Random) -> dict[Path, bytes]:
    """The files as they may be found when the power fails after these calls."""
    files: dict[str, _File] = {}
    for call in done:
        if call.kind == MARK:
            continue
        file = files.setdefault(call.path, _File())
        if call.kind == UNLINK:
            file.gone = True
        elif call.kind == RENAME:
            files[call.data.decode()] = files.pop(call.path)
        elif call.kind == SYNC:
            for one in file.since:
                _apply(file.synced, one)
            file.since = []
            # A folder that is synced has let go of what was unlinked in it.
            for name in [name for name, other in files.items() if other.gone]:
                if Path(name).parent == Path(call.path):
                    del files[name]
        else:
            if file.gone:
                files[call.path] = file = _File()
            file.since.append(call)
    return {
        Path(path): _found(file, chance) if not path.endswith("-shm") else chance.randbytes(32768)
        for path, file in files.items()
        if not Path(path).is_dir() and not (file.gone and chance.random() < 0.5)
    }


def _found(file: _File, chance: random.Random) -> bytes:
    content = bytearray(file.synced)
    kept = chance.choice((0.0, 0.5, 0.9, 1.0))
    for call in file.since:
        if chance.random() >= kept:
            continue
        if call.kind == WRITE and chance.random() < 0.3:
            for start in range(0, len(call.data), _SECTOR):
                if chance.random() < 0.5:
                    piece = call.data[start : start + _SECTOR]
                    _apply(content, Call(WRITE, call.path, call.where + start, piece))
        else:
            _apply(content, call)
    return bytes(content)


def _apply(content: bytearray, call: Call) -> None:
    end = call.where + len(call.data)
    if call.kind == TRUNCATE:
        del content[call.where :]
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if call.kind == WRITE:
        content[call.where : end] = call.data
