from __future__ import annotations

import pytest

from tests.agents.wire import server as servers


@pytest.fixture
def server(settings):
    """A model's server on this machine, which every provider here is led to."""
    found = servers.started()
    settings.OPENAI_URL = settings.OPENAI_BASE_URL = f"{found.url}/v1"
    settings.ANTHROPIC_URL = found.url
    settings.OUTBOUND_ALLOWED = [found.url]
    settings.OPENAI_API_KEY, settings.ANTHROPIC_API_KEY = "sk-open-canary", "sk-ant-canary"
    yield found
    servers.stopped(found)
