"""Writes session logs in the shape and size profile of real ones (spec/observability §3.9)."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

SEED = 11
PROJECTS = 24
SIDE_SHARE = 0.12
SIZES = ((0.5, 105_000), (0.75, 234_000), (0.9, 654_000), (0.95, 1_500_000), (0.99, 5_400_000))
LARGEST = 20_000_000
SMALLEST = 20_000
CACHE_FULL = 185_000
MODELS = (
    ["claude-opus-4-5-20251101"] * 35
    + ["claude-sonnet-4-5-20250929"] * 45
    + ["claude-haiku-4-5-20251001"] * 20
)
WORDS = [
    "the",
    "gate",
    "opens",
    "when",
    "both",
    "lamps",
    "are",
    "lit",
    "and",
    "the",
    "shader",
    "compiles",
    "again",
]


@dataclass
class Truth:
    """What the written logs come to, each request once."""

    files: int = 0
    bytes: int = 0
    lines: int = 0
    requests: int = 0
    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0


def write(root: Path, *, size: int, end: datetime, days: int = 90) -> Truth:
    """Fill ROOT with about SIZE bytes of logs of the DAYS before END."""
    chance, truth = random.Random(SEED), Truth()
    while truth.bytes < size:
        session = uuid.UUID(int=chance.getrandbits(128))
        project = root / f"-home-dev-project-{chance.randrange(PROJECTS):02}"
        file = project / f"{session}.jsonl"
        is_side = chance.random() < SIDE_SHARE
        if is_side:
            file = project / str(session) / "subagents" / f"agent-{session}.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        begun = end - timedelta(seconds=chance.randrange(days * 86400))
        _write_file(file, chance, truth, session, begun, is_side=is_side)
    return truth


def _write_file(
    file: Path,
    chance: random.Random,
    truth: Truth,
    session: uuid.UUID,
    begun: datetime,
    *,
    is_side: bool,
) -> None:
    wanted, written = _size(chance), 0
    with file.open("w") as handle:
        for line in _lines(chance, truth, session, begun, is_side=is_side):
            text = json.dumps(line, separators=(",", ":")) + "\n"
            handle.write(text)
            written += len(text)
            truth.lines += 1
            if written >= wanted and line["type"] == "user":
                break
    truth.files += 1
    truth.bytes += written


def _size(chance: random.Random) -> int:
    """A file's size, drawn between the published percentiles."""
    draw, below, low = chance.random(), 0.0, SMALLEST
    for share, high in (*SIZES, (1.0, LARGEST)):
        if draw <= share:
            return int(low + (high - low) * (draw - below) / (share - below))
        below, low = share, high
    return LARGEST


def _lines(
    chance: random.Random, truth: Truth, session: uuid.UUID, begun: datetime, *, is_side: bool
) -> Iterator[dict[str, object]]:
    model, cached, at = chance.choice(MODELS), 0, begun
    yield {"type": "summary", "summary": "Fix the gate", "leafUuid": str(session)}
    while True:
        at += timedelta(milliseconds=chance.randrange(2_000, 60_000))
        frame = _frame(chance, session, at, is_side=is_side)
        words = " ".join(chance.choices(WORDS, k=chance.randrange(40, 1200)))
        yield frame | {"type": "user", "message": {"role": "user", "content": words}}
        message = f"msg_{chance.getrandbits(96):024x}"
        request = f"req_{chance.getrandbits(96):024x}"
        usage = _usage(chance, cached)
        cached = 0 if cached > CACHE_FULL else cached + usage["cache_creation_input_tokens"]
        copies = chance.randrange(1, 4)
        for copy in range(copies):
            at += timedelta(milliseconds=chance.randrange(50, 4_000))
            is_last = copy == copies - 1
            shown = usage | ({} if is_last else {"output_tokens": chance.randrange(1, 9)})
            yield _frame(chance, session, at, is_side=is_side) | {
                "type": "assistant",
                "requestId": request,
                "message": _message(chance, message, model, shown),
            }
        truth.requests += 1
        truth.input += usage["input_tokens"]
        truth.output += usage["output_tokens"]
        truth.cache_write += usage["cache_creation_input_tokens"]
        truth.cache_read += usage["cache_read_input_tokens"]


def _frame(
    chance: random.Random, session: uuid.UUID, at: datetime, *, is_side: bool
) -> dict[str, object]:
    return {
        "parentUuid": f"{chance.getrandbits(64):016x}",
        "isSidechain": is_side,
        "userType": "external",
        "cwd": "/srv/project",
        "sessionId": str(session),
        "version": "2.1.20",
        "gitBranch": "main",
        "uuid": f"{chance.getrandbits(64):016x}",
        "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
    }


def _usage(chance: random.Random, cached: int) -> dict[str, int]:
    return {
        "input_tokens": chance.randrange(1, 30),
        "cache_creation_input_tokens": chance.randrange(200, 6_000),
        "cache_read_input_tokens": cached,
        "output_tokens": chance.randrange(10, 1_500),
    }


def _message(
    chance: random.Random, message: str, model: str, usage: dict[str, int]
) -> dict[str, object]:
    text = " ".join(chance.choices(WORDS, k=chance.randrange(10, 200)))
    return {
        "id": message,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": text}],
        "stop_reason": None,
        "usage": usage | {"service_tier": "standard"},
    }
