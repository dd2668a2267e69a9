"""Kills, stops, cut connections and rivals at random; `make soak` tries three hundred seeds."""

from __future__ import annotations

import random

import pytest
from hypothesis import settings

from agents.crashing import dying
from agents.crashing.desk import STEP
from agents.crashing.effects import ANNOUNCE, SHIP
from agents.crashing.toolserver import AFTER, BEFORE, CUT_AFTER, CUT_BEFORE, SPARED
from agents.usage import verifying
from tests.agents.living.crashing.scene import Scene, awake_again, rival

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
SEEDS = 300 if settings.default.max_examples > 1_000 else 3
SHIPS = [SPARED, SPARED, BEFORE, AFTER, CUT_AFTER]
"""Cut three times before its effect, it has failed, and its agent is told."""
ANNOUNCES = [SPARED, SPARED, BEFORE, AFTER, CUT_BEFORE, CUT_AFTER]
MOST_STATEMENTS = 170
MOST_BORDERS = 14


def suffer(scene, chance):
    """Tell an order, and let up to three workers in a row come to harm over it."""
    scene.tell()
    for _ in range(chance.randint(1, 3)):
        fates = {SHIP: chance.choice(SHIPS), ANNOUNCE: chance.choice(ANNOUNCES)}
        others = [rival(scene)] if chance.random() < 0.25 else []
        if chance.random() < 0.3:
            stop_and_wake(scene, chance, fates)
        else:
            ended = scene.start(statement=chance.randint(1, MOST_STATEMENTS), fates=fates)
            assert dying.wait(ended).code in (0, -9)
        for other in others:
            assert dying.wait(other).code == 0
            scene.desk.later(4 * STEP)
        scene.answer()


def stop_and_wake(scene, chance, fates):
    fates = {tool: fate for tool, fate in fates.items() if fate not in (BEFORE, AFTER)}
    ended = dying.wait(scene.start(chance.randint(1, MOST_BORDERS), dying.stop, fates=fates))
    if ended.pid:
        scene.desk.later()
        scene.think()
        awake_again(ended)


def test_nothing_is_lost_or_doubled_whatever_happens(server, transactional_db):
    faults = {}
    for seed in range(SEEDS):
        chance, scene = random.Random(seed), Scene(server, name=f"Clerk {seed}")
        try:
            for _ in range(2):
                suffer(scene, chance)
                scene.finish()
        finally:
            scene.sweep()
        faults |= {seed: found} if (found := scene.counted().faults) else {}

    assert faults == {}
    assert list(verifying.differences()) == []
