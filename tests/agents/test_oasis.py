"""TokenBurn rows of an Oasis database as facts."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import pytest

from agents.models import TokenBurn, UsageEvent, UsageRevision
from agents.usage import verifying
from devcraft.models import RawRow
from tests.missions import oasis_samples as oasis
from tests.missions.importing import outcomes, run

pytestmark = pytest.mark.django_db
LATE = (
    'CREATE TABLE "TokenBurn" ("id" INTEGER PRIMARY KEY, "userId" TEXT, "source" TEXT,'
    ' "provider" TEXT, "model" TEXT, "sessionId" TEXT, "inputTokens" INTEGER,'
    ' "cachedInputTokens" INTEGER, "outputTokens" INTEGER, "costUsd" REAL, "window" TEXT,'
    ' "createdAt" DATETIME, "updatedAt" DATETIME)'
)
EARLY_ROW = {"source": "codex", "inputTokens": 9, "outputTokens": 4, "window": "2026-03-28T14"}
LATE_ROW = EARLY_ROW | {
    "provider": "openai",
    "model": "gpt-5-codex",
    "createdAt": 1_774_708_200_000,
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "oasis.db"


@pytest.fixture
def early(path):
    with oasis.make(path, "2026-03-29") as database:
        yield database


@pytest.fixture
def late(path):
    with oasis.make(path) as database:
        database.execute('DROP TABLE "TokenBurn"')
        database.execute(LATE)
        yield database


def test_the_ledger_holds_what_the_sample_says():
    run(oasis.SAMPLE)

    with sqlite3.connect(oasis.SAMPLE) as source:
        told = {
            tuple(row[:4]): row[4:]
            for row in source.execute(
                'SELECT "window", source, provider, model, count(*), sum(inputTokens),'
                " sum(cachedInputTokens), sum(outputTokens), sum(costUsd IS NULL)"
                " FROM TokenBurn GROUP BY 1, 2, 3, 4"
            )
        }
        dollars = [row[0] for row in source.execute("SELECT costUsd FROM TokenBurn") if row[0]]
    figures = ("requests", "input_tokens", "cache_read_tokens", "output_tokens", "unpriced")
    kept = TokenBurn.objects.values_list("window", "source", "provider", "model", *figures)
    assert {tuple(row[:4]): tuple(row[4:]) for row in kept} == told
    spent = sum(event.cost_pico or 0 for event in UsageEvent.objects.all())
    assert spent == sum(Decimal(str(cost)) for cost in dollars) * 10**12
    assert list(verifying.differences()) == []


def test_a_row_of_the_first_generation_is_an_hour_of_its_source(early, path):
    oasis.insert(early, "TokenBurn", **EARLY_ROW)
    run(path)

    told = UsageEvent.objects.get()
    assert (told.at.isoformat(), told.road) == ("2026-03-28T14:00:00+00:00", "hourly")
    assert (told.provider, told.model, told.seen_via) == ("openai", "unknown", "codex")
    assert (told.cost_pico, told.cost_source, told.run) == (None, "unknown", None)


def test_an_hour_that_went_on_is_taken_over_with_a_revision(early, path):
    oasis.insert(early, "TokenBurn", **EARLY_ROW)
    run(path)
    assert outcomes(run(path), "TokenBurn") == {"read": 1, "unchanged": 1}
    early.execute('UPDATE "TokenBurn" SET "inputTokens" = 20')
    early.commit()

    assert outcomes(run(path), "TokenBurn") == {"read": 1, "updated": 1}
    assert UsageEvent.objects.get().input_tokens == 20
    assert UsageRevision.objects.get().before["input_tokens"] == 9
    early.execute('UPDATE "TokenBurn" SET "inputTokens" = 3')
    early.commit()
    assert outcomes(run(path), "TokenBurn") == {"read": 1, "kept_raw": 1}
    assert RawRow.objects.get(table="TokenBurn").reason.startswith("The source tells less")
    assert list(verifying.differences()) == []


def test_a_later_row_says_its_moment_model_cost_and_session(late, path):
    oasis.insert(late, "TokenBurn", **LATE_ROW, cachedInputTokens=5, costUsd=0.1, sessionId="s1")
    oasis.insert(late, "TokenBurn", **LATE_ROW)
    run(path)

    first, second = UsageEvent.objects.order_by("id")
    assert first.at.isoformat() == "2026-03-28T14:30:00+00:00"
    assert (first.session, first.cache_read_tokens, first.cost_pico) == ("s1", 5, 10**11)
    assert second.cost_pico is None
    assert TokenBurn.objects.get().requests == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"window": "yesterday"}, "window must be an hour of UTC such as 2026-03-28T14."),
        ({"window": "2026-03-28T25"}, "window must be an hour of UTC such as 2026-03-28T14."),
        ({"inputTokens": -1}, "inputTokens must be a whole number from 0 to 10000000000."),
        ({"costUsd": -0.5}, "costUsd must be a number from 0 to 1000."),
        ({"costUsd": 1e300}, "costUsd must be a number from 0 to 1000."),
        ({"source": ""}, "source is needed."),
    ],
)
def test_a_row_that_no_ledger_holds_is_kept_and_said(late, path, bad, reason):
    oasis.insert(late, "TokenBurn", **LATE_ROW | bad)
    report = run(path)

    assert outcomes(report, "TokenBurn") == {"read": 1, "kept_raw": 1}
    assert reason in [problem["reason"] for problem in report["problems"]]
    assert not UsageEvent.objects.exists()
