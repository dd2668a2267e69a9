"""Agents read what their person wants known, and the person sees that they did."""

from __future__ import annotations

import pytest

from missions.models import MemoryUse
from tests.factories.missions import MORNING, MemoryFactory

pytestmark = pytest.mark.django_db


def test_an_agent_reads_its_persons_memories_and_leaves_a_trace(owner, stranger, scout):
    habit = MemoryFactory(owner=owner, category="habit", key="mornings", value="before noon")
    MemoryFactory(owner=owner, category="fact", key="phone", value="2021")
    MemoryFactory(owner=owner, category="habit", trashed_at=MORNING)
    MemoryFactory(owner=stranger, category="habit")

    told = [scout.call("read_person", category="habit") for _ in range(2)]

    assert told[0] == told[1]
    assert told[0]["known"] == [{"category": "habit", "key": "mornings", "value": "before noon"}]
    used = MemoryUse.objects.values_list("memory", "reader", "run", "at")
    assert list(used) == [(habit.pk, "scout", str(scout.run.pk), MORNING)]


def test_what_does_not_fit_is_counted_and_not_marked_as_read(owner, scout):
    for number in range(5):
        MemoryFactory(owner=owner, value="v" * 15_000, key=f"k{number}")

    told = scout.call("read_person")

    assert (len(told["known"]), told["total"], MemoryUse.objects.count()) == (2, 5, 2)


def test_a_category_that_is_none_is_refused(scout):
    assert "category" in scout.refused("read_person", category="rumour")
