"""What leaves a consciousness, what stands for it, and that nothing else changes."""

from __future__ import annotations

import json
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.living import bounds, compacting, messages, pairing, shortening, window
from tests.agents.living import minds
from tests.agents.living.minds import grown, spoken

LIVES = st.lists(minds.cycles(), min_size=1, max_size=14)
LIMITS = {"recent": st.integers(1, 5), "most_tokens": st.integers(200, 5_000)}


@given(lives=LIVES, **LIMITS)
def test_whatever_is_compacted_stays_such_as_providers_take(lives, recent, most_tokens):
    held, cycles, _ = grown(lives, recent=recent, most_tokens=most_tokens)
    sent = window.sent(held, cycles, recent=recent, most_tokens=most_tokens)

    assert (pairing.fault(held), bounds.fault(held, cycles)) == ("", "")
    assert pairing.fault(sent) == ""


@given(lives=LIVES, **LIMITS)
def test_archive_and_present_are_everything_and_recent_cycles_stay_as_they_were(
    lives, recent, most_tokens
):
    held, cycles, shelved = grown(lives, recent=recent, most_tokens=most_tokens)

    present = {c["number"]: window.of(held, c) for c in window.whole(cycles)}
    assert shelved | present == dict(enumerate(lives, 1))
    assert not shelved.keys() & present.keys()
    assert list(present)[-recent:] == list(range(1, len(lives) + 1))[-recent:]
    assert json.dumps(held).endswith(json.dumps([*chain(*lives[-len(present) :])])[1:])


@given(lives=LIVES, **LIMITS)
def test_every_archived_cycle_is_named_by_exactly_one_line(lives, recent, most_tokens):
    held, cycles, shelved = grown(lives, recent=recent, most_tokens=most_tokens)

    named = [n for c in window.earlier(cycles) for n in range(c["number"], c["through"] + 1)]
    assert named == sorted(shelved)
    lines = [window.line(c) for c in window.earlier(cycles)]
    assert held[: len(window.summaries(cycles)) if lines else 0] == (
        [messages.user("\n".join([window.EARLIER, *lines]))] if lines else []
    )


@given(lives=LIVES, **LIMITS)
def test_it_is_below_budget_whenever_the_recent_cycles_leave_room(lives, recent, most_tokens):
    held, _, _ = grown(lives, recent=recent, most_tokens=most_tokens)

    last = [m for told in lives[-recent:] for m in told]
    least = messages.tokens(last) + 2 * window.MOST_SUMMARY + 50
    assert least > most_tokens or messages.tokens(held) <= most_tokens


def test_a_second_compaction_keeps_the_lines_of_the_first():
    held, cycles, _ = grown(map(spoken, range(1, 21)), recent=2, most_tokens=1_500)

    lines = held[0]["content"].splitlines()
    first, last = window.earlier(cycles)[0], window.earlier(cycles)[-1]
    assert lines[0] == window.EARLIER
    assert (first["number"], last["through"]) == (1, window.whole(cycles)[0]["number"] - 1)
    assert "Answered question 1." in lines[1]


def test_a_thousand_cycles_are_all_named_in_a_small_budget():
    lives = [[messages.user(f"x{n}")] for n in range(1000)]

    held, cycles, shelved = grown(lives, recent=3, most_tokens=1_000)

    ((first, last),) = window.ranges(cycles)
    assert (first, len(shelved)) == (1, last)
    assert messages.tokens(held) <= 1_000
    spans = [c["through"] - c["number"] for c in window.earlier(cycles)]
    assert spans[0] > spans[-1]


def test_lines_are_not_folded_over_numbers_that_belong_to_nobody():
    lines = [
        {"number": n, "through": n, "summary": "words " * 20, "tokens": 9} for n in (1, 2, 3, 9, 10)
    ]

    folded = compacting.folded(lines, 0)

    assert [(one["number"], one["through"]) for one in folded] == [(1, 3), (9, 10)]
    assert window.ranges(folded) == [(1, 3), (9, 10)]


def test_nothing_leaves_when_all_cycles_are_recent():
    held, cycles, _ = grown(map(spoken, range(1, 4)), recent=9, most_tokens=10)

    assert compacting.planned(held, cycles, recent=3, most_tokens=10) is None


CALLS = [{"id": "a", "name": "done", "args": {"summary": "Shipped it."}}]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([messages.assistant("Thinking.", CALLS)], "Shipped it."),
        ([messages.assistant("First."), messages.assistant(" Last\nwords. ")], "Last words."),
        ([messages.assistant("", [{"id": "a", "name": "look", "args": {}}])], "look"),
        ([messages.assistant("", [{"id": "a", "name": "done", "args": None}])], "done"),
        ([messages.assistant("w" * 999)], "w" * 299 + "…"),
    ],
)
def test_a_cycle_sums_itself_up(told, words):
    assert window.summary([messages.user("x"), *told]) == words


def test_an_answer_that_is_too_large_is_shortened_in_what_is_sent_alone():
    big = messages.results([{"id": "c1", "name": "look", "output": {"rows": "row " * 9_000}}])
    life = [*spoken(1)[:2], big, *spoken(1)[3:]]
    held, cycles, _ = grown([life], recent=3, most_tokens=100_000)

    sent = window.sent(held, cycles, recent=3, most_tokens=2_000)

    output = sent[2]["content"][0]["output"]
    assert messages.tokens(sent) <= 2_000
    assert (output["letters"], output["shortened"][-1]) == (36_012, "…")
    assert sent[:2] + sent[3:] == held[:2] + held[3:]
    assert (held[2], pairing.fault(sent)) == (big, "")


@given(minds.cycles(), st.integers(0, 3_000))
def test_shortening_leaves_every_call_its_answer(told, most):
    fitted = shortening.fitted(told, most)

    assert pairing.fault(fitted) == ""
    assert [m["role"] for m in fitted] == [m["role"] for m in told]
    assert all(few == whole for few, whole in zip(fitted, told, strict=True) if small(whole))
    assert messages.tokens(fitted) <= messages.tokens(told)


def small(message):
    """Whether MESSAGE holds nothing that is ever shortened."""
    return len(json.dumps(message["content"])) <= shortening.CAPS[-1]
