"""SIGKILL at every border of a cycle that calls out and asks: nothing lost, nothing doubled."""

from __future__ import annotations

from itertools import product

import pytest

from agents.crashing import dying
from agents.crashing.desk import STEP
from agents.crashing.effects import ANNOUNCE, SHIP
from agents.crashing.toolserver import AFTER, BEFORE, CUT_AFTER, CUT_BEFORE
from agents.usage import verifying
from tests.agents.living.crashing.scene import rival

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
NAMED = {
    *("opening.open_run", "questioning.ask", "doing.carry_out", "doing._start", "doing._send"),
    *("doing._close", "doing._ask", "opening.wait", "doing._by_answer", "doing._do_here"),
    *("saving.save", "leasing.release"),
}
TOOLS = [SHIP, ANNOUNCE]


def first_run(scene, kinds=dying.EVERY):
    """How an order comes to its question, and how it goes on from the answer."""
    scene.tell()
    asking = scene.recorded(kinds)
    scene.answer()
    return asking, scene.recorded(kinds)


def test_a_cycle_passes_every_border_that_has_a_name(scene):
    both = first_run(scene)

    passed = {name for part in both for each in part for name in each.place}

    assert NAMED - passed == set()
    assert scene.counted().faults == ()


def test_a_worker_killed_at_any_border_before_it_asks(scene):
    asking, _ = first_run(scene)

    for number in range(1, len(asking) + 1):
        scene.tell()
        assert scene.killed(number)
        scene.finish()

    assert scene.counted().faults == ()
    assert list(verifying.differences()) == []


def test_a_worker_killed_at_any_border_after_the_answer(scene):
    _, answered = first_run(scene)

    for number in range(1, len(answered) + 1):
        scene.tell_and_wait()
        assert scene.killed(number)
        scene.finish()

    assert scene.counted().faults == ()
    assert list(verifying.differences()) == []


def test_a_worker_killed_while_another_takes_its_lease(scene):
    """The other one's clock is ahead, so that both believe that they may think."""
    parts = first_run(scene)

    for tell, part in zip([scene.tell, scene.tell_and_wait], parts, strict=True):
        for number in range(1, len(part) + 1, 2):
            tell()
            victim, other = scene.start(number), rival(scene)
            dying.wait(victim)
            assert dying.wait(other).code == 0
            scene.desk.later(4 * STEP)
            scene.finish()

    assert scene.counted().faults == ()


@pytest.mark.parametrize(("tool", "fate"), list(product(TOOLS, [BEFORE, AFTER])))
def test_a_worker_killed_in_a_tool(scene, tool, fate):
    scene.tell()

    assert scene.killed(fates={tool: fate})
    scene.finish()

    counted = scene.counted()
    assert counted.faults == ()
    assert counted.asked == (tool == ANNOUNCE)
    assert counted.effects == 2 - ((tool, fate) == (ANNOUNCE, BEFORE))


@pytest.mark.parametrize("fate", [CUT_BEFORE, CUT_AFTER])
def test_a_connection_that_is_cut_costs_no_effect_and_repeats_none(scene, fate):
    scene.tell()

    assert scene.think(fates={ANNOUNCE: fate}) == "waiting"
    scene.finish()

    counted = scene.counted()
    assert counted.faults == ()
    assert (counted.asked, counted.effects) == (1, 2 - (fate == CUT_BEFORE))
