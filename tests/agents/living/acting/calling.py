"""One call of an agent, as the cycle makes it."""

from __future__ import annotations

import pytest

from agents.living import acting
from agents.living.acting.acts import Acting
from agents.living.config import reading
from agents.living.toolbox import Toolbox
from devcraft.refusing import Refused
from tests.agents.living.thinking import awake
from tests.factories.agents import MORNING, RunFactory


class Caller:
    """An agent of OWNER in the middle of a run; every call has a key of its own."""

    def __init__(self, owner):
        self.agent = awake(owner=owner, name="Scout", slug="scout")
        self.run = RunFactory(agent=self.agent, agent_entity=self.agent.entity, owner=owner)
        self.number = 0

    def call(self, tool, *, key="", now=MORNING, **args):
        self.number += 1
        given = key or f"{self.run.pk}:{self.number}"
        who = Acting(self.run, self.agent.entity, given, now)
        self.toolbox.check(tool, args)
        return self.toolbox.find(tool).do(args, who)

    @property
    def toolbox(self):
        return Toolbox(reading.checked(self.agent.config_json), acts=acting.of_run(self.run))

    def refused(self, tool, **args):
        """The sentence that the model is told."""
        with pytest.raises(Refused) as refusal:
            self.call(tool, **args)
        return str(refusal.value)
