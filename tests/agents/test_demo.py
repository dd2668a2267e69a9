"""The two agents of the sample desk: a past they lived, and answers to whoever writes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.demo import residents
from agents.living import cycle, people, speaking, working
from agents.models import Agent, AgentMemory, PendingToolCall, Run, SmartSpace, SmartSpaceMessage
from devcraft import sample
from runtime_memory.models import Session, Turn
from tests.devcraft.visiting import taken_back
from tests.factories.agents import MORNING
from tests.factories.missions import MissionFactory
from tests.factories.worlds import WorldFactory, standing
from worlds.models import World

pytestmark = pytest.mark.django_db
SOON = MORNING + timedelta(minutes=5)


@pytest.fixture
def desk(owner):
    MissionFactory(owner=owner, name="Warm the gate", urgency=9)
    MissionFactory(owner=owner, name="Sweep")
    WorldFactory(owner=owner, name="Plaza", state__content=standing(3))
    residents.fill(owner, now=MORNING)
    return SmartSpace.objects.get(owner=owner)


def write(desk, text, *, now=SOON):
    """What the agents say when the person writes TEXT."""
    person = people.entity_of(desk.owner)
    said = speaking.say(space_id=desk.pk, entity=person, text=text, key="", now=now)
    for agent in Agent.objects.filter(owner=desk.owner).order_by("slug"):
        cycle.think(agent.pk, holder="worker", clock=lambda: now)
    after = SmartSpaceMessage.objects.filter(smart_space=desk, seq__gt=said.seq)
    shown = after.order_by("seq").select_related("entity")
    return [(m.entity.display_name, m.content) for m in shown if m.metadata is None]


def test_their_past_is_what_they_did(desk):
    said = SmartSpaceMessage.objects.filter(smart_space=desk, metadata__isnull=True)
    names = said.order_by("seq").values_list("entity__display_name", flat=True)

    kept = World.objects.get().snapshots.get()
    assert list(names) == [
        "owner",
        "Tom",
        "owner",
        "Tom",
        "owner",
        "Tom",
        "owner",
        "Mason",
        "owner",
    ]
    assert "“Warm the gate”" in said.get(seq=4).content
    assert AgentMemory.objects.get().value.startswith("Please remember")
    assert (kept.reason, kept.is_pinned) == ("agent", True)
    assert World.objects.get().revision == 2


def test_every_cycle_of_theirs_is_recorded_and_none_failed(desk):
    runs = Run.objects.filter(owner=desk.owner)

    ended = runs.exclude(status="waiting_tool")
    assert set(ended.values_list("status", flat=True)) == {"completed"}
    assert Session.objects.count() == ended.count()
    assert not Turn.objects.filter(content__contains='"error"').exists()


def test_tom_waits_for_a_person_and_goes_on_with_the_answer(desk):
    question = PendingToolCall.objects.get()

    assert question.call.tool_name == "confirmDeployment"
    assert question.call.args["what"] == "Can you deploy the gate to the phones?"
    assert (question.smart_space, question.status) == (desk, "waiting")


ANSWERS = [
    ("Hi!", "Tom", "Hello owner!"),
    ("Which mission is next?", "Tom", "Most urgent is “Warm the gate” with priority"),
    ("Remember the milk.", "Tom", "I keep that, owner."),
    ("Ripen one.", "Tom", "I worked out “Warm the gate”; it waits for your answer."),
    ("One lantern, please.", "Mason", "It stands in “Plaza”, which is at revision 3 now."),
    ("Mason, what do you do?", "Mason", "I hang lights in the world"),
]


def test_whoever_writes_is_answered_by_one_of_them(desk):
    for text, who, words in ANSWERS:
        with taken_back():
            ((name, said),) = write(desk, text)

        assert name == who, text
        assert said.startswith(words), text


def test_they_never_keep_each_other_awake(desk):
    for text in ("Hi!", "A lantern!", "Mason?"):
        write(desk, text)

    rounds = 0
    while working.run_once(holder="worker", clock=lambda: SOON):
        rounds += 1

    assert rounds <= 2


def test_filling_twice_settles_nobody(owner, desk):
    assert residents.fill(owner, now=SOON) == []
    assert Agent.objects.filter(owner=owner).count() == 2


def test_they_go_with_the_sample_desk_and_the_next_has_its_own(owner):
    first = sample.ensure_desk(visitor=owner, now=MORNING)
    names = set(Agent.objects.living().filter(owner=first).values_list("name", flat=True))

    sample.remove_desk(first, now=SOON)
    second = sample.ensure_desk(visitor=owner, now=SOON)

    assert names == {"Tom", "Mason"}
    assert not Agent.objects.living().filter(owner=first).exists()
    settled = Agent.objects.living().filter(owner=second).values_list("name", flat=True)
    assert set(settled) == {f"Tom of {second.username}", f"Mason of {second.username}"}
    assert not working.due(SOON).filter(owner=first).exists()
