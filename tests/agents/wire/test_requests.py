"""What of a config is really sent, by every protocol."""

from __future__ import annotations

import pytest

from agents.living import messages
from agents.living.providers import Asking
from tests.agents.wire.answers import Said
from tests.agents.wire.speaking import PROTOCOLS, TOLD, asked

ANY = pytest.mark.parametrize("protocol", PROTOCOLS)
PATHS = {
    "responses": "/v1/responses",
    "chat": "/v1/chat/completions",
    "compatible": "/v1/chat/completions",
    "anthropic": "/v1/messages",
}
MOST = {
    "responses": "max_output_tokens",
    "chat": "max_completion_tokens",
    "compatible": "max_completion_tokens",
    "anthropic": "max_tokens",
}


def sent(server, protocol, **options):
    server.script = [Said("Hm.")]
    asked(protocol, **options)
    return server.last


@ANY
def test_each_api_has_its_address(server, protocol):
    body = sent(server, protocol)

    assert server.asked[0].path == PATHS[protocol]
    assert body["model"] == PROTOCOLS[protocol]["name"]


@pytest.mark.parametrize(
    ("protocol", "api", "path"),
    [
        ("responses", "default", "/v1/responses"),
        ("responses", "chat", "/v1/chat/completions"),
        ("compatible", "default", "/v1/chat/completions"),
        ("compatible", "responses", "/v1/responses"),
    ],
)
def test_the_api_can_be_chosen(server, protocol, api, path):
    sent(server, protocol, api=api)

    assert server.asked[0].path == path


@ANY
def test_temperature_and_the_longest_answer_are_sent(server, protocol):
    body = sent(server, protocol, temperature=0.5, maxOutputTokens=777)

    assert (body["temperature"], body[MOST[protocol]]) == (0.5, 777)


@ANY
def test_what_is_not_given_is_left_to_the_provider(server, protocol):
    body = sent(server, protocol)

    assert "temperature" not in body
    assert not {"reasoning", "reasoning_effort", "thinking"} & body.keys()


@ANY
@pytest.mark.parametrize("choice", ["auto", "required", "none"])
def test_the_choice_of_tools_is_sent_with_the_tools(server, protocol, choice):
    body = sent(server, protocol, asking=Asking(tool_choice=choice))

    spelled = {"required": "any"}.get(choice, choice) if protocol == "anthropic" else choice
    sent_choice = body["tool_choice"]
    assert (sent_choice["type"] if protocol == "anthropic" else sent_choice) == spelled
    assert "send_message" in str(body["tools"])


@ANY
def test_calls_that_were_not_allowed_are_refused(server, protocol):
    server.script = [Said(calls=(("c", "send_message", '{"text": "Hi"}'),))]

    (call,) = asked(protocol, asking=Asking(tool_choice="none")).calls

    assert "switched off" in call.fault


@ANY
def test_a_step_may_ask_another_model(server, protocol):
    assert sent(server, protocol, asking=Asking("claude-opus-4-6"))["model"] == "claude-opus-4-6"


@pytest.mark.parametrize(
    ("summary", "spelled"), [("auto", "auto"), ("always", "detailed"), ("never", None)]
)
def test_effort_and_summary_go_to_models_that_reason(server, summary, spelled):
    reasoning = {"enabled": True, "effort": "high", "summary": summary}

    body = sent(server, "responses", name="o3", reasoning=reasoning)

    wanted = {"effort": "high", "summary": spelled}
    assert body["reasoning"] == {name: word for name, word in wanted.items() if word}


def test_chat_completions_have_an_effort_alone(server):
    body = sent(server, "chat", name="o3", reasoning={"enabled": True, "effort": "low"})

    assert body["reasoning_effort"] == "low"


def test_a_compatible_server_is_taken_at_the_configs_word(server):
    body = sent(server, "compatible", reasoning={"enabled": True, "effort": "low"})

    assert body["reasoning_effort"] == "low"


def test_anthropic_models_think(server):
    body = sent(server, "anthropic", reasoning={"enabled": True, "effort": "high"})

    assert body["thinking"]["type"] in ("enabled", "adaptive")


@pytest.mark.parametrize("protocol", ["responses", "chat"])
def test_models_that_do_not_reason_are_not_asked_to(server, protocol):
    body = sent(server, protocol, reasoning={"enabled": True})

    assert not {"reasoning", "reasoning_effort"} & body.keys()


@pytest.mark.parametrize("protocol", ["responses", "chat"])
def test_openai_is_asked_to_store_nothing(server, protocol):
    assert sent(server, protocol)["store"] is False


@ANY
def test_the_system_prompt_comes_first_and_once(server, protocol):
    body = sent(server, protocol, told=[*TOLD, messages.assistant("Hm.", []), messages.user("?")])

    assert str(body).count("Be kind.") == 1
    if protocol == "anthropic":
        assert body["system"] == "Be kind."
    else:
        first = (body.get("input") or body["messages"])[0]
        assert (first["role"], first["content"]) == ("system", "Be kind.")
