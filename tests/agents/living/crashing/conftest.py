from __future__ import annotations

import pytest

from agents.crashing import toolserver
from tests.agents.living.crashing.scene import Scene


@pytest.fixture
def server(tmp_path, settings):
    """A tool server that workers may ask."""
    with toolserver.listening(tmp_path / "tools.sqlite3") as found:
        settings.OUTBOUND_ALLOWED = [found.origin]
        yield found


@pytest.fixture
def scene(server, transactional_db):
    found = Scene(server)
    yield found
    found.sweep()
