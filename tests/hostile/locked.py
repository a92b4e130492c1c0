"""Encrypted files, written with the standard's first cipher: one that asks for a password, one that only forbids printing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from hostile.written import Writer, words

Case = tuple[str, bytes]
_FILL = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_NUMBER = bytes(range(16))


def locked() -> Iterator[Case]:
    yield "asks-for-a-password", _encrypted(b"geheim", b"owner", -4)
    yield "owner-password-only", _encrypted(b"", b"owner", -64)
    yield "owner-password-only-nothing-allowed", _encrypted(b"", b"owner", -4096)
    for name, entry in {
        "unknown-cipher": "/Filter/Standard/V 9/R 9/Length 4096/P -4/O(x)/U(x)",
        "unknown-handler": "/Filter/Adobe.PubSec/V 4/R 4/P -4",
        "keys-too-short": "/Filter/Standard/V 1/R 2/P -4/O()/U()",
        "no-cipher-at-all": "",
    }.items():
        pen = Writer()
        pen.page(pen.stream(words()))
        yield name, pen.bytes(f"/Encrypt<<{entry}>>/ID[<00><00>]")


def _encrypted(user: bytes, owner: bytes, rights: int) -> bytes:
    """A file under 40-bit RC4 (ISO 32000-1, 7.6: revision 2)."""
    owners = _rc4(hashlib.md5(_padded(owner)).digest()[:5], _padded(user))
    allowed = (rights & 0xFFFFFFFF).to_bytes(4, "little")
    key = hashlib.md5(_padded(user) + owners + allowed + _NUMBER).digest()[:5]
    pen = Writer()
    content = 4
    own = hashlib.md5(key + content.to_bytes(3, "little") + b"\0\0").digest()[:10]
    assert pen.stream(_rc4(own, words())) == content
    pen.page(content)
    entry = f"/Filter/Standard/V 1/R 2/O<{owners.hex()}>/U<{_rc4(key, _FILL).hex()}>/P {rights}"
    return pen.bytes(f"/Encrypt<<{entry}>>/ID[<{_NUMBER.hex()}><{_NUMBER.hex()}>]")


def _padded(password: bytes) -> bytes:
    return (password + _FILL)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
