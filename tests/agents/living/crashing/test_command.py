"""`manage.py demo_crashes`: what people see of it, and that it stays away from their desk."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agents.crashing import counting, stage, telling
from agents.crashing.counting import Had, Known
from agents.crashing.effects import ANNOUNCE, SHIP, Effects
from agents.management.commands.demo_crashes import Command
from agents.models import Agent
from tests.factories.agents import MORNING


def demo(*arguments):
    out = StringIO()
    call_command("demo_crashes", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.threads
@pytest.mark.django_db
def test_the_demo_shows_every_kill_and_ends_with_one_line():
    *shown, last = demo("--kills", "4", "--json")

    assert list(json.loads(last)) == ["kills", "events", "effects", "lost", "doubled", "stuck"]
    found = json.loads(last)
    assert (found["kills"], found["lost"], found["doubled"], found["stuck"]) == (4, 0, 0, 0)
    assert found["events"] >= 2
    assert last == json.dumps(found, separators=(",", ":"))
    assert sum(line.startswith("    killed ") for line in shown) == 4
    assert "Lost 0, doubled 0, stuck 0." in shown
    assert Agent.objects.count() == 0


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_the_stage_counts_its_kills_and_loses_nothing(server):
    said = []

    stage.run(server.url, kills=8, seed=3, now=MORNING, say=said.append)

    *orders, last = said
    assert last["kills"] == sum(len(order["killed"]) for order in orders) == 8
    assert last["stuck"] == []
    known = Known(*(Counter(last[name]) for name in ("told", "said", "asked")))
    log = server.effects
    had = Had(log.had(SHIP), log.had(ANNOUNCE), log.calls(ANNOUNCE))
    assert counting.count(last["orders"], known, had).faults == ()


def test_the_stage_takes_no_other_database_than_its_own(tmp_path):
    with pytest.raises(CommandError, match="has a database of its own; leave out --stage"):
        demo("--stage", str(tmp_path), "http://127.0.0.1:1/")


@pytest.mark.parametrize("kills", ["0", "-1", "many", "100001", "1.5"])
def test_a_number_of_kills_that_cannot_be_is_refused(kills):
    with pytest.raises(CommandError, match="must be a whole number from 1 to 100,000"):
        demo(f"--kills={kills}")


ONCE = Counter(a=1)
GOOD = {"told": ONCE, "said": ONCE, "asked": Counter()}
FAULTS = [
    (GOOD | {"told": Counter()}, {}, "a was not told."),
    (GOOD | {"told": Counter(a=2)}, {}, "a was told 2 times."),
    (GOOD | {"said": Counter()}, {}, "a was not answered."),
    (GOOD, {"shipped": Counter()}, "a was not shipped."),
    (GOOD, {"shipped": Counter(a=2)}, "a was shipped 2 times."),
    (GOOD, {"announced": Counter()}, "a was not announced."),
    (GOOD, {"announce_calls": Counter(a=2)}, "a was sent to be announced 2 times."),
    (GOOD | {"stuck": ("A run is running.",)}, {}, "A run is running."),
]


@pytest.mark.parametrize(("known", "had", "fault"), FAULTS)
def test_a_fault_is_said_and_counted(known, had, fault):
    tools = {"shipped": ONCE, "announced": ONCE, "announce_calls": ONCE} | had

    counted = counting.count(["a"], Known(**known), Had(**tools))

    assert counted.faults == (fault,)
    assert fault in list(telling.total(1, counted))


def test_an_announcement_that_a_person_is_asked_about_is_not_lost():
    known, none = Known(ONCE, ONCE, Counter(a=1)), Counter()

    counted = counting.count(["a"], known, Had(ONCE, none, ONCE))

    assert (counted.faults, counted.asked) == ((), 1)
    assert any("a person is asked about each" in line for line in telling.total(1, counted))


def test_a_fault_is_an_exit_code(tmp_path):
    line = {"orders": ["a"], "kills": 1, "told": {}, "said": {}, "asked": {}, "stuck": []}
    out = StringIO()

    is_well = Command(stdout=out)._end(line, Effects(tmp_path / "tools.sqlite3"), as_json=True)

    assert not is_well
    last = out.getvalue().splitlines()[-1]
    assert last == '{"kills":1,"events":1,"effects":0,"lost":4,"doubled":0,"stuck":0}'
