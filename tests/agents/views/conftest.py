from __future__ import annotations

import pytest

from tests.factories.missions import MissionFactory


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner, name="Fix the portal gate")
