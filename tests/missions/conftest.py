from __future__ import annotations

import pytest

from tests.missions import oasis_samples as oasis


@pytest.fixture
def database(tmp_path):
    """A small Oasis database that its own application could have written."""
    connection = oasis.make(tmp_path / "oasis.db")
    yield connection
    connection.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "oasis.db"
