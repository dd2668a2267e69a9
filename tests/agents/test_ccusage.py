"""The same logs through ccusage 20.0.20: equal tokens per day, model and session, equal cost."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from agents.models import PriceVersion, TierMode, UsageEvent
from agents.models.usage import PICO
from tests.agents.logs import OPUS, SONNET, answer, append, bring_in

pytestmark = pytest.mark.django_db
PACKAGE = "ccusage@20.0.20"
LEFT_OUT_THERE = {"null request id", "odd version", "spaced"}
TOLERANCE = Decimal("0.000001")
RATES = {
    SONNET: {
        "input": [[0, "3"], [200_000, "6"]],
        "output": [[0, "15"], [200_000, "22.5"]],
        "cache_write_5m": [[0, "3.75"], [200_000, "7.5"]],
        "cache_write_1h": [[0, "6"], [200_000, "12"]],
        "cache_read": [[0, "0.3"], [200_000, "0.6"]],
    },
    OPUS: {
        "input": [[0, "5"]],
        "output": [[0, "25"]],
        "cache_write_5m": [[0, "6.25"]],
        "cache_write_1h": [[0, "10"]],
        "cache_read": [[0, "0.5"]],
    },
}


@pytest.fixture(scope="session")
def ccusage(tmp_path_factory):
    """The program, installed once for all tests of a run."""
    folder = tmp_path_factory.mktemp("ccusage")
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, PACKAGE]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip("ccusage is not installed: " + str(error).partition("\n")[0])
    return folder / "node_modules" / ".bin" / "ccusage"


@pytest.fixture
def rates():
    """What ccusage takes these models to cost."""
    for model, units in RATES.items():
        PriceVersion.objects.create(
            provider="anthropic",
            model=model,
            rates=units,
            tier_mode=TierMode.GRADUATED,
            fast_multiplier=6 if model == OPUS else None,
            is_override=True,
            source="ccusage 20.0.20",
        )


def report(program, root, kind):
    """KIND of report over the projects at ROOT, which must be named `projects`."""
    command = [program, kind, "--offline", "--json", "--timezone", "UTC"]
    away = root.parent / "away"
    environment = {"PATH": os.environ["PATH"], "CLAUDE_CONFIG_DIR": str(root.parent)}
    homes = {"HOME": str(away), "XDG_CONFIG_HOME": str(away), "CODEX_HOME": str(away)}
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=60, env=environment | homes
    )
    return json.loads(done.stdout)[kind]


COUNTS = ("inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens")


def theirs(rows):
    """Tokens by period, and by period and model, as ccusage has them."""
    whole = {row["period"]: tuple(row[name] for name in COUNTS) for row in rows}
    parts = {
        (row["period"], part["modelName"]): tuple(part[name] for name in COUNTS)
        for row in rows
        for part in row["modelBreakdowns"]
    }
    return whole, parts


def counted(owner):
    for event in UsageEvent.objects.filter(owner=owner):
        if not LEFT_OUT_THERE & set(event.flag_list):
            yield event


def place_of(event, kind):
    return f"{event.at:%Y-%m-%d}" if kind == "daily" else event.session


def ours(owner, kind):
    whole, parts = defaultdict(lambda: (0, 0, 0, 0)), defaultdict(lambda: (0, 0, 0, 0))
    for event in counted(owner):
        tokens = (event.input_tokens, event.output_tokens)
        tokens += (event.cache_write_tokens, event.cache_read_tokens)
        place = place_of(event, kind)
        whole[place] = tuple(map(sum, zip(whole[place], tokens, strict=True)))
        if event.model != "<synthetic>":
            model = f"{event.model}-fast" if event.speed else event.model
            known = parts[place, model]
            parts[place, model] = tuple(map(sum, zip(known, tokens, strict=True)))
    return whole, parts


def cost(owner, kind):
    found = defaultdict(Decimal)
    for event in counted(owner):
        found[place_of(event, kind)] += Decimal(event.cost_pico or 0) / PICO
    return found


def expect_the_same_cost(owner, rows, kind):
    found = cost(owner, kind)
    stated = {row["period"]: Decimal(str(row["totalCost"])) for row in rows}
    assert stated.keys() == found.keys()
    away = {place: (stated[place], found[place]) for place in found}
    assert {p: c for p, c in away.items() if abs(c[0] - c[1]) > TOLERANCE} == {}


@pytest.mark.parametrize("kind", ["daily", "session"])
def test_the_samples_come_to_the_same_tokens(ccusage, owner, samples, kind):
    bring_in(owner, samples)

    assert ours(owner, kind) == theirs(report(ccusage, samples, kind))


@pytest.mark.parametrize("kind", ["daily", "session"])
def test_the_samples_cost_the_same_at_their_rates(ccusage, owner, samples, rates, kind):
    bring_in(owner, samples)

    expect_the_same_cost(owner, report(ccusage, samples, kind), kind)


def test_the_samples_come_to_the_total_that_the_research_measured(ccusage, owner, samples, rates):
    bring_in(owner, samples)

    assert sum(cost(owner, "daily").values()) == Decimal("11.148885")


def tangle(root, chance):
    """Logs of many sessions: streamed, resumed, replayed and side answers in any order."""
    for number in range(120):
        message, request = f"m{number % 70}", chance.choice([f"r{number % 70}", None])
        session = f"s{chance.randrange(6)}"
        is_side = chance.random() < 0.3
        written = chance.choice([0, 500, 250_000])
        short = chance.randrange(written + 1)
        split = {"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": written - short}
        line = answer(
            message,
            request,
            tokens=(chance.choice([1, 900, 260_000]), number + 1, written, chance.randrange(10**6)),
            usage={"cache_creation": split},
            side=is_side,
            model=chance.choice([SONNET, OPUS, "mystery-model-9"]),
            at=f"2026-03-0{chance.randint(1, 9)}T{chance.randrange(24):02}:30:00.000Z",
        )
        place = f"{session}/subagents/agent-1.jsonl" if is_side else f"{session}.jsonl"
        append(root, Path("-p", place), line)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["daily", "session"])
def test_tangled_logs_come_to_the_same_tokens_and_cost(ccusage, owner, projects, rates, kind, seed):
    tangle(projects, random.Random(seed))
    bring_in(owner, projects)

    rows = report(ccusage, projects, kind)

    assert ours(owner, kind) == theirs(rows)
    expect_the_same_cost(owner, rows, kind)
