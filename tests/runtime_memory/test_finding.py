"""What is found, by whom, in what order: on both databases the same."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from runtime_memory import finding, searching
from tests.factories.runtime_memory import (
    ImportBatchFactory,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)

pytestmark = pytest.mark.django_db
TEXT = 'The Ärger at the "old gate": see src/devcraft/http.py, v2.5 — don\'t wait.'


def found(user, typed, kind="turns", address=""):
    search = searching.read(typed)
    return finding.page_of(finding.KINDS[kind], search, user, QueryDict(address))


def keys(user, typed, kind="turns"):
    return [hit.row.pk for hit in found(user, typed, kind).rows]


@pytest.fixture
def turn(owner):
    return TurnFactory(session__owner=owner, content=TEXT)


HOLDS = [
    *("gate", "GATE", "gate old", "arger", "ÄRGER", "a\u0308rger", "http", "http.py", "v2.5"),
    *('"old gate"', '"the old gate"', "src/devcraft/http.py", "don't", "devcraft -mission"),
    *("ga*", "gate*", '"old ga*', "wait! !!!", 'gate -"gate old"', "old-gate", "-mission gate"),
]
HOLDS_NOT = [
    *("gat", "gates", "ate", '"gate old"', "ga", "gate -old", 'gate -"old gate"', "gate mission"),
    *("ate*", "gates*", '"old wait"', "v25", "-gate http", "http -wait"),
]


@pytest.mark.parametrize("typed", HOLDS)
def test_a_turn_is_found_by(turn, owner, typed):
    assert keys(owner, typed) == [turn.pk]


@pytest.mark.parametrize("typed", HOLDS_NOT)
def test_a_turn_is_not_found_by(turn, owner, typed):
    assert keys(owner, typed) == []


HOSTILE = [
    *("' OR 1=1 --", '"; DROP TABLE sessions', "gate AND", "NEAR(gate, 5)", "words:gate", "gate^"),
    *(
        "{reader words}: gate",
        "reader : o1",
        "gate)",
        "((gate",
        "gate OR",
        "NOT gate",
        "gate + old",
    ),
    *("gate:*", "gate & !old", "'gate' | 'x'", "gate <-> old", "\\", "a\\b", "%s gate", "{index}"),
    *('gate """', '"gate', 'ga"te', "*", "**gate", "gate**", "\u202egate", "\ud7ff", "ﷺ gate"),
    *("\x00gate", "gate\x00", "a" * 5000, "é" * 3000, "𐐀 gate", "㎨", "1e999", "०", "ß", "İ"),
    *("😀", "\u0301", "e\u0301\u0301", "x'00'", "o1", "shared", "nobody", " o1", "' o1'"),
]


@pytest.mark.parametrize("typed", HOSTILE, ids=ascii)
def test_whatever_is_typed_is_answered(turn, owner, stranger, typed):
    assert keys(owner, typed) in ([], [turn.pk])
    assert keys(stranger, typed) == []


@pytest.mark.parametrize("typed", ["AND", "or", "NOT gate", "NEAR"])
def test_operators_are_words(owner, typed):
    TurnFactory(session__owner=owner, content="neither and nor or is near")

    assert bool(keys(owner, typed)) is (typed != "NOT gate")


def test_an_event_is_found_by_its_message_and_by_what_its_payload_says(owner):
    event = TaskEventFactory(
        workflow_run__owner=owner,
        message="Deploy finished",
        payload_json='{"caf\\u00e9":{"log":["line\\nbreak",137,"na\\u00efve"]}}',
    )

    for typed in ("deploy", "break", "137", "naive", "finished line"):
        assert keys(owner, typed, "events") == [event.pk]
    assert keys(owner, "cafe", "events") == []


def test_a_skill_is_found_by_its_key_and_by_its_description(owner):
    skill = SkillFactory(owner=owner, skill_key="tom.brain_cycle", description="Think twice")

    for typed in ("brain", "tom.brain", "cycle think", "twi*"):
        assert keys(owner, typed, "skills") == [skill.pk]


def test_one_finds_what_is_ones_own_or_shared(owner, stranger):
    for who in (owner, stranger, None):
        TurnFactory(session__owner=who, content="gate")
        TaskEventFactory(workflow_run__owner=who, message="gate")
        SkillFactory(owner=who, description="gate")

    for kind in finding.KINDS:
        mine, theirs = set(keys(owner, "gate", kind)), set(keys(stranger, "gate", kind))
        assert (len(mine), len(theirs), len(mine & theirs)) == (2, 2, 1)


def test_an_event_of_a_step_belongs_to_the_owner_of_its_run(owner, stranger):
    batch = {"import_batch": ImportBatchFactory()}
    step = WorkflowStepFactory(workflow_run=WorkflowRunFactory(owner=owner, **batch), **batch)
    event = TaskEventFactory(workflow_run=None, step=step, message="gate", **batch)
    TaskEventFactory(workflow_run=None, message="gate")

    assert keys(owner, "gate", "events") == [event.pk]
    assert keys(stranger, "gate", "events") == []


def test_the_newest_comes_first_and_evidence_after_what_is_native(owner):
    session = SessionFactory(owner=owner)
    old = TurnFactory(session=session, content="gate")
    batches = [{"import_batch": ImportBatchFactory()} for _ in range(2)]
    sessions = [SessionFactory(owner=owner, **batch) for batch in batches]
    told = [
        TurnFactory(session=one, content="gate", sequence=number, turn_index=number, **batch)
        for one, batch in zip(sessions, batches, strict=True)
        for number in (1, 2)
    ]
    new = TurnFactory(session=session, content="gate")

    assert keys(owner, "gate") == [new.pk, old.pk, *(turn.pk for turn in reversed(told))]


@pytest.mark.parametrize("count", [1, 19, 20, 21, 40, 41])
def test_pages_hold_every_match_once_in_both_directions(owner, count):
    session = SessionFactory(owner=owner)
    newest = [TurnFactory(session=session, content="gate").pk for _ in range(count)][::-1]

    forth, page = [], found(owner, "gate")
    while True:
        forth.append([hit.row.pk for hit in page.rows])
        if not page.older:
            break
        page = found(owner, "gate", address=f"after={page.older}")
    back = [forth[-1]]
    while page.newer:
        page = found(owner, "gate", address=f"before={page.newer}")
        back.append([hit.row.pk for hit in page.rows])

    assert [key for one in forth for key in one] == newest
    assert back[::-1] == forth


@pytest.mark.parametrize("place", ["x", "-1", "9" * 18, "9" * 40, "1.5", "٣", ""])
def test_any_place_in_the_address_is_answered(turn, owner, place):
    for name in ("before", "after"):
        assert len(found(owner, "gate", address=f"{name}={place}").rows) <= 1


def test_only_the_beginning_of_a_very_long_text_is_searched(owner):
    text = "x" * (finding.LONGEST - 6) + " gate shut"
    turn = TurnFactory(session__owner=owner, content=text)

    assert (keys(owner, "gate"), keys(owner, "shut")) == ([turn.pk], [])


@pytest.mark.parametrize("word", ["字 ", "𐐀𐐁 ", "ab ", "é1 ", "ﬃ "], ids=ascii)
def test_a_text_of_any_words_can_be_kept(owner, word):
    text = "".join(f"{word}{number} " for number in range(60_000))
    turn = TurnFactory(session__owner=owner, content=text + word * 100)

    assert keys(owner, word + "0") == [turn.pk]
