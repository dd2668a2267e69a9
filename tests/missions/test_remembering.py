"""What a person tells agents of themselves: one value per category and key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions import memories, remembering
from missions.acts import ActRefused
from missions.models import Memory
from missions.remembering import Told
from tests.factories.missions import MemoryFactory

pytestmark = pytest.mark.django_db
TAKEN = "“reviews” already has a value under preference; change that one instead."


def add(owner, now, value="small diffs"):
    return remembering.add(owner=owner, told=Told("preference", "reviews", value), now=now)


def test_a_key_has_one_value_in_its_category(owner, stranger, clock):
    add(owner, clock.now)
    add(stranger, clock.now)

    with pytest.raises(ActRefused) as refusal:
        add(owner, clock.now, "other")

    assert str(refusal.value) == TAKEN
    assert Memory.objects.get(owner=owner).value == "small diffs"


def test_a_deleted_memory_frees_its_key_and_comes_back_only_while_that_is_free(owner, clock):
    first = add(owner, clock.now)
    remembering.trash(memory=first, now=clock.now)
    second = add(owner, clock.now, "other")
    first.refresh_from_db()

    with pytest.raises(ActRefused, match="already has a value"):
        remembering.put_back(memory=first)
    remembering.trash(memory=second, now=clock.now)
    remembering.put_back(memory=first)

    assert [m.value for m in memories.told_to_agents(owner)] == ["small diffs"]


def test_a_change_over_another_change_is_refused(owner, clock):
    memory = add(owner, clock.now)
    told = Told("habit", "reviews", "in the morning")
    when = {"seen": memory.updated_at, "now": clock.forward(minutes=1)}

    remembering.change(memory=memory, told=told, **when)

    with pytest.raises(ActRefused, match="changed since you opened it"):
        remembering.change(memory=memory, told=told, **when)
    assert Memory.objects.get().category == "habit"


def test_a_use_is_noted_once_per_run(owner, clock):
    memory = MemoryFactory(owner=owner)

    for run in ("r1", "r1", "r2"):
        remembering.note_uses([memory], reader="scout", run=run, at=clock.now)

    assert sorted(memory.uses.values_list("run", flat=True)) == ["r1", "r2"]


def test_agents_are_told_what_was_changed_last_first(owner, clock):
    for number in range(3):
        later = clock.now + timedelta(minutes=number)
        MemoryFactory(owner=owner, key=f"k{number}", category="goal", updated_at=later)
    MemoryFactory(owner=owner, trashed_at=clock.now)

    assert [m.key for m in memories.told_to_agents(owner, "goal")] == ["k2", "k1", "k0"]
    assert memories.counts(owner) == {
        "preference": 0, "habit": 0, "goal": 3, "fact": 0, "pattern": 0,
    }  # fmt: skip
