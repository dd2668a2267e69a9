"""Fills a memory in bulk: plain INSERTs that every guard and index of the tables watches."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from benchmarks.run import told
from devcraft.models import User
from runtime_memory import chain, moments
from runtime_memory.digests import CHANGEABLE
from runtime_memory.models import ChainEntry, Proposal, Session, Skill, Turn, Validation

SEED = 11
BATCH = 5_000
CACHE_KB = 400_000
IN_A_SESSION = 20
SCATTER = 0x9E3779B97F4A7C15F39CC0605CEDC835
VOCABULARY = 20_000
WORDS_OF_HALF = 30
HALVES = 5_000
COMMON, MIDDLING, RARE = "common", "middling", "quokka"
"""Words of every turn, of each hundredth, and of ten."""
EVERY = {COMMON: 1, MIDDLING: 100}
RARE_COUNT = 10


def key(kind: int, number: int) -> str:
    """An id that lies anywhere among the others, the same for the same number."""
    return str(uuid.UUID(int=(kind << 64 | number + 1) * SCATTER % 2**128))


SESSION, TURN, SKILL, PROPOSAL, VALIDATION = range(1, 6)


def converse(owner: User, count: int, now: datetime) -> None:
    """COUNT sessions, and COUNT turns of some sixty words in the oldest of them."""
    write(Session, sessions(owner, count, now))
    write(Turn, turns(count, now))


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Let the migration of the search index all rows at once, as in a memory that had none.

    Row by row its triggers take four times as long as all other guards, which stay. Keys lie
    anywhere, so that filling wants a larger cache than serving.
    """
    known = MigrationLoader(connection).disk_migrations
    search = next(key for key in known if key[0] == "runtime_memory" and "search" in key[1])
    call_command("migrate", *known[search].dependencies[0], verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size=-{CACHE_KB}")
    yield
    with told("indexing their words"):
        call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def sessions(owner: User, count: int, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "id": key(SESSION, number),
            "actor": f"agent-{number % 7}",
            "started_at": written(now, count - number),
            "metadata_json": "{}",
            "owner_id": owner.pk,
            "sequence": number + 1,
        }


def turns(count: int, now: datetime) -> Iterator[dict[str, Any]]:
    halves = list(texts())
    rare = max(count // RARE_COUNT, 1)
    for number in range(count):
        said = [halves[number % HALVES], halves[number * 7919 % HALVES]]
        said += [word for word, every in EVERY.items() if number % every == 0]
        said += [RARE] if number % rare == rare // 2 else []
        yield {
            "id": key(TURN, number),
            "session_id": key(SESSION, number // IN_A_SESSION),
            "turn_index": number % IN_A_SESSION,
            "role": ("user", "assistant")[number % 2],
            "content": " ".join(said),
            "created_at": written(now, count - number),
            "metadata_json": "{}",
            "sequence": number + 1,
        }


def texts() -> Iterator[str]:
    """Halves of turns, of words that are as unevenly common as those of a language."""
    chance = random.Random(SEED)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / place for place in range(1, VOCABULARY + 1)))
    for _ in range(HALVES):
        yield " ".join(chance.choices(words, cum_weights=weights, k=WORDS_OF_HALF))


def govern(owner: User, count: int, now: datetime) -> None:
    """COUNT rows with a line of the chain each: of four two skills, a proposal, its validation."""
    line = Line(now)
    for some in batches(governed(owner, count, now)):
        for model in (Skill, Proposal, Validation):
            write(model, [row for kind, row, _ in some if kind is model])
        write(ChainEntry, [line.of(*one) for one in some])


Governed = tuple[type[Model], dict[str, Any], dict[str, Any]]
"""A table, the columns of a row, and what its line tells beside the digest."""


def governed(owner: User, count: int, now: datetime) -> Iterator[Governed]:
    for number in range(0, count, 4):
        at = written(now, count - number)
        for place in (number, number + 1):
            yield Skill, skill(owner, place, at), {}
        row = proposal(number, at)
        yield Proposal, row, {"status": row["status"], "content": row["content_digest"]}
        yield Validation, validation(row, number, at), {"proposal": row["id"]}


def skill(owner: User, number: int, at: str) -> dict[str, Any]:
    return {
        "id": key(SKILL, number),
        "skill_key": f"skill.{number}",
        "description": f"What was learned from the work of day {number % 365}",
        "source_type": "conversation",
        "source_ref": None,
        "confidence": 0.8,
        "learned_at": at,
        "state": "active",
        "metadata_json": "{}",
        "owner_id": owner.pk,
        "import_batch_id": None,
        "sequence": number + 1,
    }


def proposal(number: int, at: str) -> dict[str, Any]:
    content = {
        "proposal_type": "code_patch",
        "proposal_json": '{"patch":"+1"}',
        "determinism_score": 0.5,
        "risk_level": "low",
    }
    return {
        "id": key(PROPOSAL, number),
        "skill_id": key(SKILL, number),
        "proposed_by": "agent",
        **content,
        "status": "drafted",
        "created_at": at,
        "updated_at": at,
        "content_digest": digest(content),
        "proposer_person_id": None,
        "import_batch_id": None,
        "sequence": number + 1,
    }


def validation(of: dict[str, Any], number: int, at: str) -> dict[str, Any]:
    return {
        "id": key(VALIDATION, number),
        "proposal_id": of["id"],
        "validator": "ci",
        **{f"{name}_pass": 1 for name in ("build", "lint", "test", "policy")},
        "details_json": "{}",
        "validated_at": at,
        "content_digest": of["content_digest"],
        "validator_person_id": None,
        "import_batch_id": None,
        "sequence": number + 1,
    }


def digest(columns: dict[str, Any]) -> str:
    """What `canonical.digest` says of values that need no check; `verify_memory` finds out."""
    return hashlib.sha256(spelled(columns).encode()).hexdigest()


def spelled(columns: dict[str, Any]) -> str:
    return json.dumps(columns, sort_keys=True, separators=(",", ":"))


class Line:
    """The end of the chain, while lines are added to it."""

    def __init__(self, now: datetime):
        self.seq, self.head, self.at = 0, chain.START, written(now, 0)

    def of(self, model: type[Model], row: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
        self.seq += 1
        told = {name: row[name] for name in row.keys() - CHANGEABLE.get(model, frozenset())}
        said = {
            "seq": self.seq,
            "at": self.at,
            "kind": f"{model.__name__.lower()}.recorded",
            "subject": chain.subject_name(model._meta.db_table, row["id"]),
            "body": spelled({"row": digest(told), **facts}),
        }
        prev, self.head = self.head, digest({**said, "prev": self.head})
        return {**said, "prev_hash": prev, "row_hash": self.head}


def written(now: datetime, seconds: int) -> str:
    return moments.written(now - timedelta(seconds=seconds))


def write(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert ROWS by columns, batch by batch, each in a transaction."""
    for batch in batches(rows):
        names = list(batch[0])
        places = ", ".join(["%s"] * len(names))
        statement = f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({places})"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, [list(row.values()) for row in batch])


def batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(rows)
    while batch := list(itertools.islice(source, BATCH)):
        yield batch
