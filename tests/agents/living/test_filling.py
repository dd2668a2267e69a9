"""Scripts that go on with what came back."""

from __future__ import annotations

import pytest

from agents.living import messages
from agents.living.config.thinking import Turn
from agents.living.providers import filling

WORLDS = {"worlds": [{"id": "w1", "name": "Plaza", "revision": 3}]}
PLACED = {"success": True, "revision": 4}


def told(*outputs):
    asked = [{"id": f"c{n}", "name": "t", "args": {}} for n in range(len(outputs))]
    answered = [
        {"id": call["id"], "name": "t", "output": output}
        for call, output in zip(asked, outputs, strict=True)
    ]
    return [
        messages.user("INBOX"),
        messages.assistant("", asked),
        messages.results(answered),
    ]


def args_of(args, *outputs):
    turn = Turn.model_validate({"calls": [{"name": "t", "args": args}]})
    return filling.filled(turn, told(*outputs)).calls[0].args


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{result.revision}", 4),
        ("{result.worlds.0.id}", "w1"),
        ("In {result.worlds.0.name} at {result.revision}", "In Plaza at 4"),
        ("{result.worlds.9.id}", ""),
        ("{result.worlds.name}", ""),
        ("{result.success.x}", ""),
        ("{content} and {result", "{content} and {result"),
    ],
)
def test_a_place_stands_for_the_newest_result_that_has_it(text, value):
    assert args_of({"deep": [text]}, WORLDS, PLACED) == {"deep": [value]}


def test_texts_are_filled_too():
    turn = Turn.model_validate({"text": "At {result.revision}."})

    assert filling.filled(turn, told(PLACED)).text == "At 4."


def test_what_came_back_in_an_earlier_cycle_is_not_taken():
    turn = Turn.model_validate({"text": "At {result.revision}."})

    assert filling.filled(turn, [*told(PLACED), messages.user("INBOX")]).text == "At ."


def test_a_look_at_what_waits_begins_no_cycle():
    turn = Turn.model_validate({"text": "At {result.revision}."})
    aside = {**messages.user("1 event waits"), "aside": True}

    assert filling.filled(turn, [*told(PLACED), aside]).text == "At 4."


def test_what_earlier_cycles_found_is_asked_for_as_such():
    turn = Turn.model_validate({"text": "{earlier.revision}, {result.revision}, {earlier.worlds}"})
    held = [*told(WORLDS), *told({"revision": 3}), *told(PLACED)]

    filled = filling.filled(turn, [*held, messages.aside("now=…")])

    assert filled.text == f"3, 4, {WORLDS['worlds']}"
