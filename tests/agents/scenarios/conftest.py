from __future__ import annotations

import pytest

from tests.agents.scenarios.playing import Cast, OnTheWire
from tests.agents.wire import server as servers


@pytest.fixture(params=["scripted", "wire"])
def cast(request, settings):
    """Agents that follow scripts, in this process and through a server."""
    if request.param == "scripted":
        yield Cast()
        return
    server = servers.started()
    settings.OPENAI_URL, settings.OPENAI_API_KEY = f"{server.url}/v1", "sk-open-canary"
    settings.OUTBOUND_ALLOWED = [server.url]
    yield OnTheWire(server)
    servers.stopped(server)


@pytest.fixture
def reach(settings):
    """Lets agents reach an address on this machine."""

    def allow(origin):
        settings.OUTBOUND_ALLOWED = [*settings.OUTBOUND_ALLOWED, origin]

    return allow
