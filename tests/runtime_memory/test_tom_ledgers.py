"""The side files beside the original's database."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from devcraft import accounts
from devcraft.models import RawRow
from runtime_memory.models import ChainEntry
from tests.runtime_memory.tom_files import (
    LEDGERS,
    SAMPLE,
    everything,
    made,
    outcomes,
    problems,
    run,
)

pytestmark = pytest.mark.django_db
OPTIONS = [part for path in LEDGERS for part in ("--ledger", path)]
GOOD = {"override_id": "o", "revoked_at": "t", "revoked_by": "maria", "reason": "Wrong scope"}


def facts():
    return json.loads(ChainEntry.objects.order_by("-seq").first().body)["ledgers"]


def test_lines_are_kept_raw_in_order_and_their_digest_is_chained():
    report = run(SAMPLE, *OPTIONS)

    assert outcomes(report, "override_replay") == {"read": 4, "kept_raw": 4}
    assert outcomes(report, "override_revocations") == {"read": 1, "kept_raw": 1}
    kept = RawRow.objects.filter(source="ledger", table="override_replay").order_by("pk")
    raw = [json.loads(row.raw) for row in kept]
    assert [one["text"] for one in raw] == LEDGERS[0].read_text().splitlines()
    replay, revocations = facts()
    assert replay["digest"] == raw[-1]["running_digest"]
    assert (replay["lines"], revocations["lines"], replay["damaged"]) == (4, 1, [])


def test_a_second_run_changes_nothing():
    run(SAMPLE, *OPTIONS)
    before = everything()

    report = run(SAMPLE, *OPTIONS)

    assert outcomes(report, "override_replay") == {"read": 4, "unchanged": 4}
    assert everything() == before


def test_a_line_that_was_added_is_chained_although_the_database_is_the_same(tmp_path):
    database = made(tmp_path / "tom.sqlite", {})
    ledger = tmp_path / "override_revocations.jsonl"
    ledger.write_text(json.dumps(GOOD) + "\n")
    run(database, "--ledger", ledger)
    with ledger.open("a") as file:
        file.write(json.dumps(GOOD) + "\n")

    report = run(database, "--ledger", ledger)

    assert outcomes(report, "override_revocations") == {"read": 2, "kept_raw": 1, "unchanged": 1}
    assert [one["new"] for one in facts()] == [1]


@pytest.mark.parametrize(
    ("line", "damage"),
    [
        (b"{", "it is no JSON"),
        (b"\xff", "it is no valid UTF-8"),
        (b"[]", "it is no JSON object"),
        (b"", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (json.dumps(GOOD | {"reason": 1}).encode(), "reason is not text"),
        (b'{"override_id": "o", "reason": "\\ud800"}', "it has no revoked_at"),
    ],
)
def test_a_damaged_line_is_kept_and_named(tmp_path, line, damage):
    ledger = tmp_path / "override_revocations.jsonl"
    ledger.write_bytes(b"%s\n%s\n" % (json.dumps(GOOD).encode(), line))

    report = run(made(tmp_path / "tom.sqlite", {}), "--ledger", ledger)

    told = f"Line 2 is damaged: {damage}."
    assert problems(report) == [("override_revocations", "line 2", told)]
    assert RawRow.objects.filter(reason=told).count() == 1
    assert facts()[0]["damaged"] == [2]


def test_another_file_is_refused_and_nothing_is_written(tmp_path):
    other = tmp_path / "notes.jsonl"
    other.write_text('{"note": 1}\n')
    accounts.ensure_local_user()
    before, errors = everything(), StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("import_runtime_memory", SAMPLE, "--ledger", other, stderr=errors)

    assert ended.value.code == 2
    assert "is no override ledger: no line has the keys of one." in errors.getvalue()
    assert everything() == before
