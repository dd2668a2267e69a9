import pytest

from tests.agents.living.acting.calling import Caller


@pytest.fixture
def scout(owner):
    return Caller(owner)
