from __future__ import annotations

import pytest
import time_machine

from tests.agents.otlp.sending import NOON, exporter


@pytest.fixture
def noon():
    """Four hours after the fixtures were sent."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sender(owner, noon):
    return exporter(owner)
