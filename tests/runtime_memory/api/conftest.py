from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.factories.runtime_memory import MORNING


@pytest.fixture(autouse=True)
def in_the_morning():
    """The moment at which programs tell: a minute after all that factories make."""
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        yield
