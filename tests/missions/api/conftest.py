from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from tests.missions.api.programs import Program


@pytest.fixture
def traveller():
    """The clock of the server, which a test may move on."""
    with time_machine.travel(datetime(2026, 11, 18, 9, 0, tzinfo=UTC), tick=False) as found:
        yield found


@pytest.fixture
def program(owner, traveller):
    return Program(owner)
