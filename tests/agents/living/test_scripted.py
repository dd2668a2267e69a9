"""The scripted model: the same words for the same inbox, and no network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.living import messages, rendering
from agents.living.config import reading
from agents.living.config.thinking import Rule
from agents.living.providers import Asking, ProviderFailed
from agents.living.providers.registry import provider_of
from agents.living.providers.scripted import Scripted
from tests.agents.living.configs import example
from tests.agents.living.thinking import ANSWER, rule

LINE = '["Desk" | spaceId: s] "Ada" (human) just now: '
INBOX = messages.user(f'INBOX (1 event, now=x):\n{LINE}"Is it \\"late\\"?"')
CONFIG = {"agent": {"name": "Ada"}, "model": {"provider": "scripted", "name": "x"}}


def scripted(*rules):
    return Scripted("x", [Rule.model_validate(each) for each in rules])


def test_rules_are_tried_in_their_order():
    model = scripted(
        rule({"text": "rain"}, when="weather"), rule({"text": "late"}, when="late"), rule()
    )

    assert model.reply([INBOX], [], Asking()).text == "late"


def test_what_was_said_before_decides_nothing():
    before = messages.user(f'{INBOX["content"]}\n  said there before:\n    "Bo" (human): "rain"')
    model = scripted(rule({"text": "rain"}, when="rain"), rule({"text": "late"}, when="late"))

    assert model.reply([before], [], Asking()).text == "late"


def test_steps_follow_one_another_and_then_there_is_nothing_more():
    model = scripted(rule({"text": "one"}, {"text": "two"}))
    told = [INBOX]
    for _ in range(3):
        told.append(messages.assistant(model.reply(told, [], Asking()).text, []))

    assert [messages.text_of(m) for m in told[1:]] == ["one", "two", ""]


def test_what_no_rule_fits_is_skipped():
    (call,) = scripted(rule(when="never")).reply([INBOX], [], Asking()).calls

    assert call.name == "skip"


def test_words_of_the_message_stand_in_texts_and_arguments():
    reply = scripted(*ANSWER).reply([INBOX], [], Asking())

    assert reply.calls[0].args == {"text": 'Noted: Is it "late"?'}
    assert reply.usage.input_tokens == messages.tokens([INBOX])
    assert (reply.model, reply.finish_reason) == ("scripted:x", "tool_calls")


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_any_message_comes_back_as_it_was(content):
    from_inbox = messages.user(f"INBOX (1 event, now=x):\n{LINE}" + rendering.quoted(content))

    reply = scripted(rule({"text": "{sender}: {content}"})).reply([from_inbox], [], Asking())

    assert reply.text == f"Ada: {content}"


@pytest.mark.parametrize("kind", ["rate_limit", "overloaded", "network", "auth"])
def test_a_script_may_fail(kind):
    with pytest.raises(ProviderFailed, match=kind) as failure:
        scripted(rule({"error": kind})).reply([INBOX], [], Asking())

    assert failure.value.kind == kind


def test_a_script_is_part_of_the_config():
    config = reading.checked({**CONFIG, "model": {**CONFIG["model"], "script": ANSWER}})

    assert provider_of(config).reply([INBOX], [], Asking()).calls[0].name == "send_message"
    assert reading.checked(config.written()) == config


def test_only_the_scripted_provider_follows_scripts():
    with pytest.raises(reading.BadConfig, match=r"model\.script is for scripted alone"):
        reading.checked(example(model__script=[]))
