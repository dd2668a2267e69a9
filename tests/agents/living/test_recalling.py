"""What left an agent's mind is found again by its words."""

from __future__ import annotations

import random

import pytest

from agents.living import recalling, window, wording
from agents.living.config import reading
from agents.living.config.thinking import Consciousness
from agents.living.providers import Reply
from agents.models import ToolCall
from tests.agents.living.minds import limited, live, shelved
from tests.agents.living.thinking import awake, called, held, run_of, think, with_model, write

pytestmark = pytest.mark.django_db
PLACES = ["Vesta", "Juno", "Ceres", "Pallas", "Hygiea", "Iris", "Flora", "Metis", "Hebe", "Thyra"]
THINGS = ["gate code", "birthday", "favourite tea", "backup host", "الميناء"]
FACTS = {
    (place, thing): f"{number * 7919 % 100_003:06}"
    for number, (place, thing) in enumerate(((p, t) for p in PLACES for t in THINGS), 1)
}


def planted(place, thing, value):
    filler = " ".join(random.Random(value).choices(["rope", "tide", "lamp", "the", "of"], k=40))
    return f"{filler}. The {thing} of {place} is {value}. {filler}"


def test_fifty_facts_are_found_after_two_compactions_at_a_fifth_of_the_size():
    agent = awake()
    texts = [planted(place, thing, value) for (place, thing), value in FACTS.items()]
    for number, text in enumerate(texts, 1):
        live(agent, 1, limit=Consciousness(), first=number, words=text)
    whole = held(agent).token_estimate
    fifth = limited(max(1_000, whole // 5), 2)
    live(agent, 1, limit=fifth, first=51)
    once = len(shelved(agent))
    for number in range(52, 90):
        live(agent, 1, limit=fifth, first=number)
    mind = held(agent)

    assert (once, len(shelved(agent)) > once, mind.token_estimate <= whole // 5) == (49, True, True)
    lost = []
    for (place, thing), value in FACTS.items():
        found = recalling.search(mind, f"what is the {thing} of {place}?", most=5)
        if not found or value not in found[0].excerpt:
            lost.append((place, thing))
    assert lost == []


def test_an_agent_recalls_by_words_and_reads_the_cycle_whole():
    agent = awake()
    live(agent, 12, words="The gate code of Vesta is 4711.")
    live(agent, 3, first=13)
    write(agent, "What was the code?")
    model, options = with_model(
        called("recall", query="gate code of Vesta"),
        called("recall", "c2", cycle=1),
        called("recall", "c3", cycle=99),
        called("recall", "c4"),
        Reply("4711."),
    )

    think(agent, **options)

    found, whole, unknown, empty = ToolCall.objects.filter(run=run_of(agent)).order_by("number")
    assert "4711" in found.result["found"][0]["excerpt"]
    assert {one["cycle"] for one in found.result["found"]} <= set(range(1, 13))
    assert whole.result["text"].startswith("INBOX: The gate code of Vesta is 4711.")
    assert unknown.result == {"error": "cycle names no cycle of yours that is kept here."}
    assert empty.result == {"error": "query or cycle is needed."}
    assert "recall" in {tool.name for tool in model.offered[0]}


def test_nobody_recalls_what_another_agent_lived():
    one, other = awake(), awake()
    live(one, 12, words="The gate code of Vesta is 4711.")
    live(other, 6)

    assert recalling.search(held(other), "Vesta", most=5) == []
    assert recalling.search(held(one), "Vesta", most=5) != []


def test_what_a_restore_left_behind_is_not_recalled():
    agent = awake()
    live(agent, 12, words="The gate code of Vesta is 4711.")
    mind = held(agent)
    mind.cycles = window.whole(mind.cycles)[-1:]

    assert recalling.archived(mind).count() == 0
    assert recalling.archived(held(agent)).count() == len(shelved(agent)) > 0


@pytest.mark.parametrize(
    ("query", "text", "is_found"),
    [
        ("café", "CAFE au lait", True),
        ("deploy", "We deployed it.", True),
        ("of", "often", False),
        ("水深", "港口的水深和旧海图不同", True),
        ("山", "港口的水深", False),
        ("100%", "100 percent", True),
        ("المدينة", "خرجت إلى المدينة أمس", True),
        ("!!!", "!!!", False),
    ],
)
def test_which_words_find_which(query, text, is_found):
    terms = wording.terms(query)

    assert any(term in wording.kept(text) for term in terms) is is_found


def test_an_excerpt_shows_where_most_of_the_words_stand_together():
    text = "the gate. " + "filler " * 200 + "The gate code of Vesta is 4711." + " more" * 200

    found = wording.excerpt(text, wording.terms("the gate code of Vesta"))

    assert "Vesta is 4711" in found
    assert len(found) < 320


def test_recall_is_a_name_that_no_config_may_take():
    with pytest.raises(reading.BadConfig):
        reading.checked(
            {
                "version": "3.0",
                "agent": {"name": "x"},
                "model": {"provider": "scripted", "name": "hello"},
                "tools": [
                    {
                        "name": "recall",
                        "description": "",
                        "inputSchema": {"type": "object"},
                        "executionType": "internal",
                    }
                ],
            }
        )
