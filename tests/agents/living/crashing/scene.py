"""A desk whose workers are killed and stopped, and a tool server that counts by itself."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

from agents.crashing import counting, desk, dying, evidence
from agents.crashing.counting import Had, Known
from agents.crashing.desk import STEP
from agents.crashing.dying import Watch
from agents.crashing.effects import ANNOUNCE, SHIP
from agents.living import answering
from agents.models import Decision, PendingToolCall
from tests.factories.agents import MORNING
from tests.factories.devcraft import UserFactory

PATIENCE = 8.0


class Scene:
    """A desk that orders are told to, one after the other."""

    def __init__(self, server, *, name="Clerk", asks=True):
        self.server, self.orders, self.children = server, [], []
        owner = UserFactory(first_name="Ada", last_name="")
        self.desk = desk.opened(owner, server.url, asks=asks, now=MORNING, name=name)

    def tell(self):
        self.desk.later()
        self.orders.append(f"{self.desk.agent.slug} {len(self.orders) + 1}")
        self.desk.tell(self.orders[-1])

    def tell_and_wait(self):
        """Tell an order, let it come to its question, and answer that."""
        self.tell()
        assert self.think() == "waiting"
        self.answer()

    def think(self, *, fates=None, at=None, watch=None):
        with dying.watched(watch or Watch()):
            return self.desk.think(worker=os.getpid(), fates=fates, at=at).value

    def recorded(self, kinds=dying.EVERY):
        """The borders of one cycle."""
        watch = Watch(kinds=kinds)
        self.desk.later()
        self.think(watch=watch)
        return watch.borders

    def start(self, border=0, how=dying.kill, *, statement=0, fates=None, kinds=dying.EVERY):
        """A worker that ends at a border or a statement, by its number, or in a tool."""
        kinds = dying.OUTSIDE if how is dying.stop else kinds
        now, watch = self.desk.later(), Watch(statement, border, how, kinds)
        child = dying.start(lambda tell: self.think(fates=fates, at=now, watch=watch))
        self.children.append(child.pid)
        return child

    def sweep(self):
        """Leave no process behind, whatever a test ended with."""
        for pid in self.children:
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG) == (0, 0):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)

    def killed(self, border=0, **options):
        """Let a worker think and see it killed; False when it ended by itself before."""
        ended = dying.wait(self.start(border, **options))
        assert ended.code in (0, -signal.SIGKILL), ended
        return ended.code == -signal.SIGKILL

    def answer(self):
        """Settle what is asked; how many questions that were."""
        mine = {"agent_entity": self.desk.agent.entity, "status": "waiting"}
        found = list(PendingToolCall.objects.filter(**mine))
        for question in found:
            now, by = self.desk.now, self.desk.person
            answering.answer(question, by=by, decision=Decision.ANSWERED, now=now, result="Yes.")
        return len(found)

    def finish(self):
        """Let workers come, and a person answer, until nothing is left to do."""
        for _ in range(40):
            self.desk.later()
            if self.think() == "idle" and not self.answer():
                return

    def counted(self):
        found = evidence.gather(self.desk.agent)
        stuck = (*found.stuck, *found.wrong)
        known = Known(found.told, found.said, found.asked, stuck)
        log = self.server.effects
        had = Had(log.had(SHIP), log.had(ANNOUNCE), log.calls(ANNOUNCE))
        mine = [_of(each, self.orders) for each in (had.shipped, had.announced, had.announce_calls)]
        return counting.count(self.orders, known, Had(*mine))


def _of(counts, orders):
    return type(counts)({mark: count for mark, count in counts.items() if mark in orders})


def rival(scene):
    """Another worker, whose clock is ahead by more than a lease: it takes what others hold."""
    ahead = scene.desk.now + 3 * STEP

    def work(tell):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if scene.think(at=ahead) in ("idle", "waiting"):
                return
            time.sleep(0.01)

    return dying.start(work)


def awake_again(ended):
    """Let a stopped process go on until it ends by itself."""
    os.kill(ended.pid, signal.SIGCONT)
    assert os.waitpid(ended.pid, 0)[1] == 0
