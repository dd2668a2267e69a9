"""Consciousnesses for tests: any valid one, and how one grows cycle by cycle."""

from __future__ import annotations

import uuid

from hypothesis import strategies as st

from agents.living import compacting, messages, remembering
from agents.living.config.thinking import Consciousness
from agents.living.window import Cycle
from agents.models import AgentConsciousness, ArchivedCycle
from tests.factories.agents import MORNING


def limited(most_tokens, recent):
    """What a config says of a consciousness."""
    return Consciousness.model_validate({"maxTokens": most_tokens, "minRecentCycles": recent})


TIGHT = limited(1_000, 2)
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60)
OUTPUTS = st.one_of(
    WORDS,
    st.dictionaries(WORDS, WORDS | st.integers(), max_size=3),
    st.integers(1, 9_000).map(lambda n: "row " * n),
)


@st.composite
def steps(draw):
    """One answer of a model, and the results of what it called."""
    ids = draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=3))
    names = [draw(st.sampled_from(["look", "done", "send_message"])) for _ in ids]
    text = draw(WORDS)
    if not ids and not text:
        return []
    args = [{"summary": draw(WORDS)} if name == "done" else draw(OUTPUTS) for name in names]
    asked = [{"id": i, "name": n, "args": a} for i, n, a in zip(ids, names, args, strict=True)]
    said = messages.assistant(text, asked)
    if not ids:
        return [said]
    answered = [{"id": call["id"], "name": call["name"], "output": draw(OUTPUTS)} for call in asked]
    return [said, messages.results(answered)]


@st.composite
def cycles(draw):
    """The messages of a cycle."""
    told = [messages.user(draw(WORDS))]
    for _ in range(draw(st.integers(0, 3))):
        told += draw(steps())
    return told


def grown(lives, *, recent, most_tokens):
    """A consciousness after LIVES, compacted as saving does; also what was archived."""
    held, entries, shelved = [], [], {}
    for number, told in enumerate(lives, 1):
        entries = [*entries, Cycle(number, "run", MORNING, told).placed(len(held))]
        held = [*held, *told]
        plan = over(held, entries, recent=recent, most_tokens=most_tokens)
        if plan:
            shelved |= {c["number"]: held[c["start"] : c["end"]] for c in plan.leaving}
            held, entries = plan.messages, plan.cycles
    return held, entries, shelved


def over(held, entries, *, recent, most_tokens):
    """What is to be done about a consciousness of more than MOST_TOKENS."""
    if messages.tokens(held) <= most_tokens:
        return None
    return compacting.planned(held, entries, recent=recent, most_tokens=most_tokens)


def spoken(number, words=""):
    """A cycle that is told something, calls a tool and says what it did."""
    call = {"id": f"c{number}", "name": "look", "args": {"at": number}}
    return [
        messages.user(f"INBOX: {words or f'question {number}'}"),
        messages.assistant("", [call]),
        messages.results([{"id": call["id"], "name": "look", "output": {"seen": "x y " * 40}}]),
        messages.assistant(f"Answered question {number}.", []),
    ]


def live(agent, count, *, limit=TIGHT, first=1, words=""):
    """Let AGENT remember COUNT cycles from number FIRST on."""
    AgentConsciousness.objects.get_or_create(agent_entity=agent.entity)
    for number in range(first, first + count):
        told = Cycle(number, str(uuid.uuid4()), MORNING, spoken(number, words))
        remembering.append(remembering.load(agent.entity), told, now=MORNING, limit=limit)
    return AgentConsciousness.objects.get(agent_entity=agent.entity)


def shelved(agent):
    """The archived cycles of AGENT by number."""
    rows = ArchivedCycle.objects.filter(agent_entity=agent.entity).order_by("cycle_number")
    return {row.cycle_number: row for row in rows}
