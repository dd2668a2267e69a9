"""The harness sees what it is there for: each fault that is put in, by a stop aimed at it."""

from __future__ import annotations

import pytest

from agents.crashing import dying
from agents.crashing.effects import ANNOUNCE, SHIP
from agents.crashing.toolserver import AFTER
from tests.agents.living.crashing import mutants
from tests.agents.living.crashing.scene import Scene, awake_again

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(server, transactional_db):
    found = Scene(server, asks=False)
    yield found
    found.sweep()


def killed_after_it_shipped(scene):
    scene.tell()
    assert scene.killed(fates={SHIP: AFTER})
    scene.finish()


def begins_in(scene, place):
    """The numbers of those transactions of one cycle that begin in PLACE, a function."""
    scene.tell()
    borders = scene.recorded(dying.OUTSIDE)
    return [n for n, border in enumerate(borders, start=1) if place in border.place]


def killed_within_the_save(scene):
    """Before the last transaction of a cycle: with a save in one piece, before all of it."""
    last = begins_in(scene, "leasing.writing")[-1]
    scene.tell()
    assert scene.killed(last, kinds=dying.OUTSIDE)
    scene.finish()


def asleep_before_it_announces(scene, meanwhile=Scene.finish):
    """Its lease runs out, and another worker announces and ends the run."""
    _, announces = begins_in(scene, "doing._start")
    scene.tell()
    ended = dying.wait(scene.start(announces, dying.stop))
    assert ended.pid
    meanwhile(scene)
    awake_again(ended)
    scene.finish()


def asleep_while_another_announces(scene):
    """That one dies with the answer on its way: the lease is still its own."""
    asleep_before_it_announces(scene, lambda scene: scene.killed(fates={ANNOUNCE: AFTER}))


CAUGHT = {
    "random_keys": (killed_after_it_shipped, "clerk 1 was shipped 2 times."),
    "split_save": (killed_within_the_save, "clerk 2 was told 2 times."),
    "early_ack": (killed_within_the_save, "clerk 2 was not told."),
    "no_fence": (asleep_before_it_announces, "clerk 2 was announced 2 times."),
    "blind_renewal": (asleep_while_another_announces, "clerk 2 was announced 2 times."),
}


@pytest.mark.parametrize("name", CAUGHT)
def test_a_fault_that_is_put_in_is_reported(scene, name):
    stop, fault = CAUGHT[name]

    with getattr(mutants, name)():
        stop(scene)

    assert fault in scene.counted().faults


STOPS = list(dict.fromkeys(stop for stop, _ in CAUGHT.values()))


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.__name__)
def test_the_same_stop_without_a_fault_finds_none(scene, stop):
    stop(scene)

    assert scene.counted().faults == ()
