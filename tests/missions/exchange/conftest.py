from __future__ import annotations

import pytest
import time_machine

from tests.missions.exchange.samples import NOW


@pytest.fixture(autouse=True)
def after_the_samples():
    """The moment of all acts here; no sample lies in its future."""
    with time_machine.travel(NOW, tick=False):
        yield
