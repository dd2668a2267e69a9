"""Nobody waits for the library of real models who does not ask one."""

from __future__ import annotations

import json

from tests.devcraft.processes import run

SHOW = """
import sys, json, django
django.setup()
from agents.living import cycle, working
from agents.living.config import reading
from agents.living.providers import registry
config = {"agent": {"name": "A"}, "model": {"provider": "scripted", "name": "x"}}
registry.provider_of(reading.checked(config))
import devcraft.urls
print(json.dumps([name for name in ("pydantic_ai", "openai", "anthropic") if name in sys.modules]))
"""


def test_commands_and_pages_import_no_library_of_models():
    assert json.loads(run("-c", SHOW).stdout) == []
