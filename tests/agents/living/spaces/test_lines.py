"""Messages and questions as lines, and values as they are shown before a decision."""

from __future__ import annotations

import json
import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agents.living.spaces import conversation, lines, showing, wording
from tests.agents.living.spaces.rooms import ask, room, say, show_call
from tests.factories.agents import MORNING, RunFactory

MINUTE = timedelta(minutes=1)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@pytest.fixture
def space(owner, teammate):
    return room(owner, teammate)


def shown(space, *settled, seen=None):
    return lines.lines(conversation.newest(space.pk), settled, seen=seen)


def test_a_day_is_named_once_in_the_readers_zone(space, owner):
    for hours in (0, 14, 16, 40):
        say(space, owner, now=MORNING + timedelta(hours=hours))

    with timezone.override("Europe/Berlin"):
        days = [line.day and line.day.day for line in shown(space)]

    assert days == [18, None, 19, 20]


def test_what_one_says_within_minutes_belongs_together(space, owner, teammate):
    for who, minutes in ((owner, 0), (owner, 4), (owner, 10), (teammate, 11), (owner, 12)):
        say(space, who, now=MORNING + minutes * MINUTE)

    assert [line.is_first for line in shown(space)] == [True, False, True, True, True]


def test_the_first_new_message_is_divided_from_the_rest(space, owner):
    for _ in range(3):
        say(space, owner)

    assert [(line.is_new, line.is_first) for line in shown(space, seen=1)] == [
        (False, True),
        (True, True),
        (False, False),
    ]


def test_a_settled_question_stands_where_it_was_asked(space, owner):
    for minutes in (0, 2):
        say(space, owner, now=MORNING + minutes * MINUTE)
    questions = [ask(space, now=MORNING + n * MINUTE) for n in (1, 3)]

    found = [line.question or line.message.seq for line in shown(space, *questions)]

    assert found == [1, questions[0], 2, questions[1]]


def test_a_decision_stands_with_the_call_that_is_shown(space):
    run = RunFactory(agent=space.agent, agent_entity=space.agent.entity, done=True)
    message = show_call(say(space, space.agent))
    message.run = run
    message.save()
    question = ask(space, run=run)
    question.call.tool_call_id = "c1"

    (line,) = shown(space, question)

    assert (line.card.name, line.card.words, line.question) == ("run_tests", "done", question)


@pytest.mark.parametrize("metadata", [None, [], "x", {"type": "note"}, {"args": {}}])
def test_other_metadata_is_no_card(space, owner, metadata):
    message = say(space, owner)
    message.metadata = metadata

    assert lines.card_of(message) is None


@pytest.mark.parametrize("told", [{}, {"status": 5, "args": "x"}, {"toolName": None, "result": []}])
def test_a_card_is_drawn_whatever_its_metadata_holds(space, owner, told):
    message = say(space, owner)
    message.metadata = {"type": "tool_call", **told}

    assert lines.card_of(message).words == "done"


def test_pages_of_a_conversation_meet_without_a_gap(space, owner):
    for _ in range(conversation.SIZE + 5):
        say(space, owner)

    newest = conversation.newest(space.pk)
    older = conversation.newest(space.pk, before=newest.older_than)
    first = conversation.beginning(space.pk, start=3)

    assert [newest.messages[0].seq, newest.last_seq] == [6, 55]
    assert [one.seq for one in older.messages] == [1, 2, 3, 4, 5]
    assert older.older_than is None
    assert (first.messages[0].seq, first.before.seq, first.has_newer) == (3, 2, True)
    assert [one.seq for one in conversation.following(space.pk, after=53).messages] == [54, 55]


def test_text_and_code_are_told_apart():
    said = "Look:\n```py\nx = 1\n```\nand\n````\n```\n````\n```\nopen"

    found = [(part.text, part.is_code, part.language) for part in wording.parts(said)]

    assert found == [
        ("Look:", False, ""),
        ("x = 1", True, "py"),
        ("and", False, ""),
        ("```", True, ""),
        ("open", True, ""),
    ]


@given(texts)
def test_no_word_of_a_message_is_lost(said):
    kept = "".join(part.text for part in wording.parts(said))

    assert "".join(kept.split()) == "".join(said.split()) or "```" in said


@given(st.dictionaries(texts, st.one_of(texts, st.integers(), st.booleans(), st.none())))
def test_nothing_in_a_value_stays_out_of_sight(value):
    rows = showing.rows(value)

    assert len(rows) == len(value)
    written = "".join(f"{row.key}{row.value}" for row in rows)
    unseen = {letter for letter in written if unicodedata.category(letter)[0] == "C"} - set("\n\t")
    assert unseen == set()


@given(st.recursive(st.none() | st.booleans() | st.integers() | texts, st.lists, max_leaves=8))
def test_what_may_be_edited_reads_back_as_it_was(value):
    assert json.loads(showing.exact(value)) == value


def test_direction_marks_and_lines_of_text_are_shown():
    rows = showing.rows({"to": "a\u202eb", "body": "one\ntwo", "n": 5})

    assert [(row.value, row.is_text) for row in rows] == [
        ('"a\\u{202e}b"', False),
        ("one\ntwo", True),
        ("5", False),
    ]
