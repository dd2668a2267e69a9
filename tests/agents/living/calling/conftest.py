from __future__ import annotations

import pytest

from devcraft import scrubbing
from tests.agents.living.calling.calls import CANARY
from tests.devcraft.outbound.serving import answered, listening
from tests.factories import living


@pytest.fixture
def listener(settings):
    """A target on this machine that the operator allows."""
    with listening(answered(b'{"found": 1}')) as found:
        settings.OUTBOUND_ALLOWED = [found.origin]
        yield found


@pytest.fixture
def agent(db):
    return living.LivingFactory()


@pytest.fixture
def secret(settings, listener):
    """A secret that is set, and bound to the listener for all agents."""
    settings.AGENT_SECRETS = {"AGENT_SECRET_BIRD": CANARY}
    return living.SecretBindingFactory(name="BIRD", hosts=[f"127.0.0.1:{listener.port}"])


@pytest.fixture(autouse=True)
def _nothing_is_known():
    before = set(scrubbing._KNOWN)
    yield
    scrubbing._KNOWN.clear()
    scrubbing._KNOWN.update(before)
