"""Verifies an audit chain of Devcraft without Devcraft: one file, the standard library alone.

    python verify_chain.py CHAIN [--anchor NOTES] [--key KEY]... [--receipt FILE]... [--json]

CHAIN is what `export_chain` wrote, or a copy of the SQLite database. NOTES are signed notes
that were kept elsewhere. KEY is a public key to trust, as the notes spell it. FILE is what
`prove_memory` printed; receipts alone need no CHAIN.

Exit 0: all holds. 1: broken, and the first bad line is named. 2: that cannot be told.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import heapq
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

MOST = 64 * 1024 * 1024
RECEIPT = {"format", "line", "index", "size", "path", "note"}
NAMES = ("seq", "prev", "at", "kind", "subject", "body", "row_hash")
LINES = "SELECT seq, prev_hash, at, kind, subject, body, row_hash FROM runtime_memory_chainentry"
ORIGIN = r"devcraft/[0-9a-f]{32}"
KEY = rf"{ORIGIN}\+[0-9a-f]{{8}}\+[A-Za-z0-9+/]{{44}}"
NOTE = re.compile(
    rf"(?P<body>(?P<origin>{ORIGIN})\n(?P<size>[1-9][0-9]{{0,14}})\n"
    r"(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"time (?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\nhead (?P<head>[0-9a-f]{64})\n"
    rf"key (?P<key>{KEY})\n(?:after (?P<before>{KEY})\n)?)"
    rf"\n— (?P=origin) (?P<signature>[A-Za-z0-9+/]{{91}}=)\n",
    re.ASCII,
)


class Broken(Exception):
    """(seq, reason): something is not as it was signed or written; SEQ is the first bad line."""


class CannotTell(Exception):
    """The files do not suffice to say whether the chain holds."""


Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def added(one: Point, other: Point) -> Point:
    """On the curve of RFC 8032; a point is (X, Y, Z, T), x = X/Z, y = Y/Z, xy = T/Z."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = added(total, point)
        point = added(point, point)
        number >>= 1
    return total


def decompressed(spelled: bytes) -> Point | None:
    y = int.from_bytes(spelled, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def compressed(point: Point) -> bytes:
    scale = pow(point[2], P - 2, P)
    x, y = point[0] * scale % P, point[1] * scale % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decompressed((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether SIGNATURE of MESSAGE is by the owner of the key PUBLIC."""
    point = decompressed(public) if (len(public), len(signature)) == (32, 64) else None
    scalar = int.from_bytes(signature[32:], "little")
    if point is None or scalar >= ORDER:
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    negative = (P - point[0], point[1], point[2], P - point[3])
    minus = times(int.from_bytes(challenge, "little") % ORDER, negative)
    return compressed(added(times(scalar, BASE), minus)) == signature[:32]


def hashed(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


class Note(NamedTuple):
    """A signed note; keys are the 32 bytes, `root` and `head` hexadecimal."""

    size: int
    where: str
    origin: str
    root: str
    head: str
    key: bytes
    key_text: str
    before: bytes


def decoded(text: str) -> bytes:
    """TEXT from base64; CannotTell unless it is spelled in the one way."""
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise CannotTell("A note or key holds base64 that is spelled in another way.")
    return content


def key_of(text: str) -> tuple[bytes, bytes]:
    """The key and its fingerprint in TEXT. Raises CannotTell."""
    if not re.fullmatch(KEY, text, re.ASCII):
        raise CannotTell(f"{text[:100]!a} is no public key of a chain.")
    name, _, rest = text.partition("+")
    content = decoded(rest[9:])
    fingerprint = hashed(name.encode(), b"\n", content)[:4]
    if content[0] != 1 or fingerprint.hex() != rest[:8]:
        raise CannotTell(f"{text} is a key that contradicts itself.")
    return content[1:], fingerprint


def read_note(text: object, where: str) -> Note:
    """The note in TEXT. Raises CannotTell when it is none, Broken when nobody signed it."""
    found = NOTE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise CannotTell(f"{where} is no signed note of a chain.")
    key, fingerprint = key_of(found["key"])
    signed = decoded(found["signature"])
    size = int(found["size"])
    if signed[:4] != fingerprint or not found["key"].startswith(f"{found['origin']}+"):
        raise Broken(size, f"{where} names one key and is signed by another")
    if not is_signed(key, found["body"].encode(), signed[4:]):
        raise Broken(size, f"{where} is not signed by the key {found['key']}")
    before = key_of(found["before"])[0] if found["before"] else b""
    told = (found["origin"], decoded(found["root"]).hex(), found["head"])
    return Note(size, where, *told, key, found["key"], before)


def read_file(path: str) -> str:
    if Path(path).stat().st_size > MOST:
        raise CannotTell(f"{path} holds more than 64 MB.")
    return Path(path).read_bytes().decode()


def read_notes(path: str) -> list[Note]:
    """The notes in the file at PATH."""
    blocks = read_file(path).strip("\n").split("\n\n")
    if len(blocks) % 2:
        raise CannotTell(f"{path} does not hold whole notes.")
    name = Path(path).name
    return [
        read_note(f"{blocks[at]}\n\n{blocks[at + 1]}\n", f"note {at // 2 + 1} of {name}")
        for at in range(0, len(blocks), 2)
    ]


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key is named twice")
    return value


def parsed(text: str | bytes) -> Any:
    """What TEXT says in strict JSON: keys named once, neither NaN nor infinity."""
    return json.loads(text, object_pairs_hook=once, parse_constant=int)


def is_digest(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def checked_line(value: object) -> dict[str, Any]:
    """VALUE, which must have the fields of a line. Raises CannotTell."""
    if not isinstance(value, dict) or value.keys() != set(NAMES):
        raise CannotTell("A record has not the fields of a line.")
    is_spelled = is_digest(value["row_hash"]) and all(type(value[one]) is str for one in NAMES[1:])
    if not is_spelled or type(value["seq"]) is not int or not 0 < value["seq"] < 2**53:
        raise CannotTell("A field of a line is not of its kind.")
    return value


def line_digest(line: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of all fields but the digest."""
    content = {name: line[name] for name in NAMES[:-1]}
    spelled = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashed(spelled.encode()).hex()


class Chain:
    """What is known of the chain after the lines so far, and the notes that wait for more."""

    def __init__(self, notes: list[Note]):
        self.waiting = sorted(notes)
        self.size = self.proven = self.count = 0
        self.head = "0" * 64
        self.origin = ""
        self.peaks: list[bytes] = []

    @property
    def root(self) -> str:
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = hashed(b"\x01", peak, found)
        return found.hex()

    def add(self, line: dict[str, Any]) -> None:
        seq = self.size + 1
        if line["seq"] != seq:
            raise Broken(seq, f"line {seq} is missing before {line['seq']}")
        if line["prev"] != self.head:
            raise Broken(seq, "it does not continue the line before")
        if line_digest(line) != line["row_hash"]:
            raise Broken(seq, "it was changed after it was written")
        self.size, self.head = seq, line["row_hash"]
        self.origin = self.origin or f"devcraft/{self.head[:32]}"
        node, below = hashed(b"\x00", bytes.fromhex(self.head)), seq - 1
        while below & 1:
            node, below = hashed(b"\x01", self.peaks.pop(), node), below >> 1
        self.peaks.append(node)
        while self.waiting and self.waiting[0].size == seq:
            self.compare(heapq.heappop(self.waiting))

    def compare(self, note: Note) -> None:
        if note.size < self.size:
            raise CannotTell(f"{note.where} stands after its line.")
        if note.size > self.size:
            told = f"{note.where} holds {note.size} lines, but the chain has only {self.size}"
            raise Broken(self.size + 1, told)
        if note.origin != self.origin:
            raise Broken(1, f"{note.where} is of a chain with another first line")
        if (note.root, note.head) != (self.root, self.head):
            seq = self.proven + 1
            raise Broken(seq, f"lines {seq} to {note.size} are not what {note.where} signed")
        self.proven, self.count = note.size, self.count + 1


def records(path: str) -> Iterator[Any]:
    """The lines and notes in the file at PATH, in its order."""
    with open(path, "rb") as file:
        header = file.readline(200)
        if header.startswith(b"SQLite format 3\x00"):
            yield from database_records(path)
        elif header.rstrip() != b'{"format":"devcraft chain 1"}':
            raise CannotTell(f"{path} is no chain that export_chain wrote.")
        else:
            for text in iter(lambda: file.readline(MOST), b""):
                yield parsed(text.decode())


def database_records(path: str) -> Iterator[dict[str, Any]]:
    """Read only; what a write-ahead log beside the file holds counts."""
    log = Path(f"{path}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    database = sqlite3.connect(f"{Path(path).absolute().as_uri()}?{mode}", uri=True)
    try:
        for row in database.execute("SELECT note FROM runtime_memory_checkpoint ORDER BY size"):
            yield {"note": row[0]}
        for row in database.execute(LINES + " ORDER BY seq"):
            yield dict(zip(NAMES, row))  # noqa: B905
    finally:
        database.close()


def verify_chain(path: str, notes: list[Note]) -> Chain:
    """The chain at PATH, compared with NOTES; its own notes join them."""
    chain = Chain(notes)
    for count, record in enumerate(records(path), start=1):
        if isinstance(record, dict) and record.keys() == {"note"}:
            note = read_note(record["note"], f"the checkpoint in record {count}")
            notes.append(note)
            if note.size > chain.size:
                heapq.heappush(chain.waiting, note)
            else:
                chain.compare(note)
        else:
            chain.add(checked_line(record))
    if chain.waiting:
        chain.compare(chain.waiting[0])
    return chain


def verify_receipt(name: str) -> tuple[str, Note]:
    """What the receipt in the file NAME proves, in words, and its note."""
    value = parsed(read_file(name))
    is_receipt = isinstance(value, dict) and value.keys() - {"row"} == RECEIPT
    is_named = is_receipt and value["format"] == "devcraft receipt 1"
    if not is_named or type(value["path"]) is not list or not all(map(is_digest, value["path"])):
        raise CannotTell(f"{name} is no receipt that prove_memory printed.")
    line, note = checked_line(value["line"]), read_note(value["note"], f"the note in {name}")
    seq = line["seq"]
    if (value["index"], value["size"]) != (seq - 1, note.size) or seq > note.size:
        raise Broken(seq, f"{name} speaks of another line than its note")
    if line_digest(line) != line["row_hash"]:
        raise Broken(seq, f"the line in {name} was changed after it was written")
    leaf = hashed(b"\x00", bytes.fromhex(line["row_hash"]))
    if climbed(seq - 1, note.size, leaf, [*map(bytes.fromhex, value["path"])]).hex() != note.root:
        raise Broken(seq, f"{name} does not lead to the root that was signed")
    told = f"line {seq}, {line['kind']} of {line['subject']}, is among the first {note.size}"
    if "row" in value:
        body = parsed(line["body"])
        recorded = body.get("row") if isinstance(body, dict) else None
        if hashed(str(value["row"]).encode()).hex() != recorded:
            raise Broken(seq, f"the row in {name} is not the one that was recorded")
        told += ", and recorded the row in the receipt"
    return ascii(told)[1:-1], note


def climbed(index: int, size: int, node: bytes, path: list[bytes]) -> bytes:
    """The root that PATH leads to from leaf INDEX of SIZE (RFC 6962 §2.1.1)."""
    if size == 1 or not path:
        return b"" if path or size > 1 else node
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return hashed(b"\x01", climbed(index, half, node, path[:-1]), path[-1])
    return hashed(b"\x01", path[-1], climbed(index - half, size - half, node, path[:-1]))


def strangers(notes: list[Note], trusted: set[bytes]) -> list[str]:
    """Keys that signed and are neither TRUSTED nor handed over to one that is."""
    known: set[bytes] = set()
    fresh = set(trusted)
    while fresh:
        known |= fresh
        fresh = {one.before for one in notes if one.before and one.key in fresh} - known
    return sorted({note.key_text for note in notes if note.key not in known})


def verified(options: argparse.Namespace) -> list[str]:
    """What holds, in sentences. Raises Broken and CannotTell."""
    if not options.chain and (options.anchor or not options.receipt):
        raise CannotTell("Name a chain or a receipt to verify.")
    trusted = {key_of(text)[0] for text in options.key}
    notes = read_notes(options.anchor) if options.anchor else []
    holds = []
    for path in options.receipt:
        words, note = verify_receipt(path)
        holds.append(f"The receipt holds: {words}.")
        notes.append(note)
    if options.chain:
        chain = verify_chain(options.chain, notes)
        told = f"{chain.size} lines, head {chain.head}; signed notes that agree: {chain.count}"
        holds.append(f"The chain holds: {told}.")
    if unknown := strangers(notes, trusted):
        raise CannotTell(f"No --key says that these keys are to be trusted: {' '.join(unknown)}")
    return holds


def main(given: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify an audit chain of Devcraft.")
    parser.add_argument("chain", nargs="?", metavar="CHAIN")
    parser.add_argument("--anchor", metavar="NOTES")
    parser.add_argument("--key", action="append", default=[], metavar="KEY")
    parser.add_argument("--receipt", action="append", default=[], metavar="FILE")
    parser.add_argument("--json", action="store_true", dest="as_json")
    options = parser.parse_args(given)
    told: dict[str, Any] = {"ok": True, "first_bad": None}
    try:
        code, told["said"] = 0, verified(options)
    except Broken as error:
        seq, reason = error.args
        words = f"Broken. The first bad line is {seq}: {reason}."
        code, told = 1, {"ok": False, "first_bad": seq, "said": [ascii(words)[1:-1]]}
    except (CannotTell, OSError, ValueError, RecursionError, sqlite3.Error) as error:
        words = f"That cannot be told: {error}"
        code, told = 2, {"ok": None, "first_bad": None, "said": [ascii(words)[1:-1]]}
    print(json.dumps(told) if options.as_json else "\n".join(told["said"]))
    return code


if __name__ == "__main__":
    raise SystemExit(main())
