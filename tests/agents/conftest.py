from __future__ import annotations

import shutil

import pytest
import time_machine

from tests.agents.logs import NOW, SAMPLES
from tests.devcraft.visiting import signed_in


@pytest.fixture
def projects(tmp_path):
    """An empty folder of projects."""
    root = tmp_path / "projects"
    root.mkdir()
    return root


@pytest.fixture
def samples(tmp_path):
    """A copy of the sample logs that tests may change."""
    return shutil.copytree(SAMPLES, tmp_path / "samples" / "projects")


@pytest.fixture
def hours():
    """The server's clock, at nine on a Wednesday; tests shift it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(owner, hours):
    return signed_in(owner)
