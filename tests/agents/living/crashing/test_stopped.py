"""SIGSTOP past the lease at every border: who wakes up late writes nothing and repeats nothing."""

from __future__ import annotations

import pytest

from agents.crashing import dying
from tests.agents.living.crashing.scene import awake_again
from tests.agents.living.crashing.test_killed import first_run

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def stopped_everywhere(scene, meanwhile):
    """Stop a worker at every border; it goes on after MEANWHILE."""
    parts = first_run(scene, dying.OUTSIDE)
    for tell, part in zip([scene.tell, scene.tell_and_wait], parts, strict=True):
        for number in range(1, len(part) + 1):
            tell()
            ended = dying.wait(scene.start(number, dying.stop))
            assert ended.pid
            meanwhile()
            awake_again(ended)
            scene.finish()


def test_a_worker_that_sleeps_while_another_finishes_its_run(scene):
    stopped_everywhere(scene, scene.finish)

    assert scene.counted().faults == ()


def test_a_worker_that_sleeps_past_its_lease_alone(scene):
    """Nobody took its lease, so it is still the one that may think."""
    stopped_everywhere(scene, scene.desk.later)

    assert scene.counted().faults == ()
