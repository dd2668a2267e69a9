"""Several agents at once, each in one thread at a time."""

from __future__ import annotations

import threading
import uuid

import pytest

from agents.living.crew import Crew

pytestmark = pytest.mark.threads
ONE, OTHER, THIRD = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)


class Desk:
    """Where threads meet: they come in, and stay until they are let go."""

    def __init__(self):
        self.came, self.go = [], threading.Event()
        self.changed = threading.Condition()

    def sit(self, agent_id):
        with self.changed:
            self.came.append(agent_id)
            self.changed.notify_all()
        self.go.wait(20)

    def wait_for(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.came) >= count, 20)


def test_agents_think_side_by_side():
    desk = Desk()
    crew = Crew(desk.sit, size=2)

    crew.give([ONE, OTHER, THIRD])
    desk.wait_for(2)

    assert (sorted(desk.came), crew.free()) == ([ONE, OTHER], 0)
    desk.go.set()
    assert crew.end(within=20)


def test_an_agent_has_one_thread():
    desk = Desk()
    crew = Crew(desk.sit, size=2)

    crew.give([ONE])
    desk.wait_for(1)
    crew.give([ONE])

    assert crew.free() == 1
    desk.go.set()
    assert crew.end(within=20)
    assert desk.came == [ONE]


def test_who_does_not_come_to_an_end_is_said_so():
    desk = Desk()
    crew = Crew(desk.sit, size=1)
    crew.give([ONE])
    desk.wait_for(1)

    assert not crew.end(within=0.05)
    desk.go.set()
