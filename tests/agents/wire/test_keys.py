"""Keys go where they belong and nowhere else."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps

from agents.living.providers.registry import NoProvider
from agents.models import Agent
from tests.agents.living.thinking import think, write
from tests.agents.wire.answers import Fault, Said, error
from tests.agents.wire.speaking import agent_on, asked

SECRET = "AGENT_SECRET_GATEWAY"


def configured(server, **model):
    return asked("compatible", baseUrl=f"{server.url}/v1", **model)


@pytest.mark.parametrize(
    ("protocol", "key"),
    [
        ("chat", "sk-open-canary"),
        ("compatible", "sk-open-canary"),
        ("anthropic", "sk-ant-canary"),
    ],
)
def test_an_operators_key_goes_to_the_operators_address(server, protocol, key):
    server.script = [Said("Hi")]

    asked(protocol)

    assert server.asked[0].headers["authorization"] == f"Bearer {key}"


def test_an_address_from_a_config_never_gets_an_operators_key(server):
    server.script = [Said("Hi")]

    configured(server)

    assert "canary" not in str(server.asked[0].headers)


def test_an_address_from_a_config_gets_the_key_that_the_config_names(server, settings):
    settings.AGENT_SECRETS = {SECRET: "sk-own"}
    server.script = [Said("Hi")]

    configured(server, apiKey="${env.GATEWAY}")

    assert server.asked[0].headers["authorization"] == "Bearer sk-own"


@pytest.mark.parametrize(
    ("protocol", "name"),
    [
        ("chat", "OPENAI_API_KEY"),
        ("anthropic", "ANTHROPIC_API_KEY"),
        ("compatible", "OPENAI_BASE_URL"),
    ],
)
def test_a_variable_that_is_missing_is_named(server, settings, protocol, name):
    setattr(settings, name, "")

    with pytest.raises(NoProvider, match=name):
        asked(protocol)


def test_a_key_that_a_config_names_and_nobody_set_is_named(server):
    with pytest.raises(NoProvider, match=SECRET):
        configured(server, apiKey="${env.GATEWAY}")


@pytest.mark.django_db
def test_an_agent_without_a_key_is_parked_and_says_which(server, settings):
    settings.ANTHROPIC_API_KEY = ""
    agent = agent_on("anthropic")
    write(agent)

    assert think(agent) == "parked"
    assert "ANTHROPIC_API_KEY" in Agent.objects.get(pk=agent.pk).parked_reason


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_a_key_that_a_server_echoes_is_kept_nowhere(server, caplog, status):
    caplog.set_level(logging.DEBUG)
    agent = agent_on("chat")
    write(agent)
    server.script = [Fault(status=status, body=error("You sent sk-open-canary, which is wrong."))]

    think(agent)

    rows = [str(vars(row)) for model in apps.get_models() for row in model._default_manager.all()]
    assert [row for row in rows if "canary" in row] == []
    ours = [r.getMessage() for r in caplog.records if r.name.startswith(("agents", "devcraft"))]
    assert [line for line in ours if "canary" in line] == []
