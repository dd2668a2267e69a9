"""The verbs on sessions and workflows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from devcraft.refusing import Kind, Refused
from runtime_memory.models import Session, TaskEvent, Turn, WorkflowRun, WorkflowStep
from runtime_memory.store import RuntimeMemoryStore as store
from tests.factories.runtime_memory import (
    MORNING,
    SessionFactory,
    TurnFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(minutes=5)


def say(session, content="hello", **fields):
    return store.append_turn(
        session_id=session.pk, **{"role": "user", "content": content, "now": MORNING} | fields
    )


def started(**fields):
    given = {"workflow_name": "cycle", "trigger_source": "api", "initiated_by": "tom"}
    return store.start_run(**given | {"now": MORNING} | fields)


def noted(**fields):
    given = {"event_type": "info", "event_level": "low", "message": "so it is", "now": MORNING}
    return store.append_event(**given | fields)


def test_a_session_begins_active_with_what_was_given(owner):
    session = store.start_session(
        actor="tom", channel="cli", metadata={"route": "/query"}, owner=owner, now=MORNING
    )

    row = Session.objects.get()
    assert (row.pk, row.actor, row.channel, row.owner) == (session.pk, "tom", "cli", owner)
    assert (row.status, row.started_at, row.ended_at) == ("active", MORNING, None)
    assert row.metadata_json == '{"route":"/query"}'


def test_moments_are_cut_to_milliseconds():
    session = store.start_session(actor="tom", now=MORNING + timedelta(microseconds=514_999))

    assert session.started_at == Session.objects.get().started_at
    assert session.started_at == MORNING + timedelta(milliseconds=514)


def test_turns_are_numbered_from_0():
    session = SessionFactory()

    assert [say(session).turn_index for _ in range(3)] == [0, 1, 2]
    assert [turn.sequence for turn in Turn.objects.order_by("turn_index")] == sorted(
        turn.sequence for turn in Turn.objects.all()
    )


def test_json_text_is_kept_to_the_letter():
    spelled = '{ "b": 1.0, "a": "\\u00e9" }'

    say(SessionFactory(), metadata=spelled)

    assert Turn.objects.get().metadata_json == spelled


def test_an_ended_session_stays_ended():
    session = SessionFactory()
    store.end_session(session_id=session.pk, status="failed", now=LATER)

    for again in (lambda: say(session), lambda: end(session)):
        with pytest.raises(Refused, match="session_id names a session that has ended") as refusal:
            again()
        assert refusal.value.kind == Kind.CONFLICT

    session.refresh_from_db()
    assert (session.status, session.ended_at, Turn.objects.count()) == ("failed", LATER, 0)


def end(session):
    return store.end_session(session_id=session.pk, status="completed", now=LATER)


def test_what_is_given_at_the_end_is_laid_over_what_was_there():
    run = started(context={"identity": "tom", "stage": "discover"})
    step = store.start_step(run_id=run.pk, step_name="look", details={"a": 1}, now=MORNING)
    store.end_step(step_id=step.pk, status="succeeded", details={"b": 2}, now=LATER)

    store.end_run(run_id=run.pk, status="failed", context={"stage": "x", "error": "!"}, now=LATER)

    context = json.loads(WorkflowRun.objects.get().context_json)
    assert context == {"identity": "tom", "stage": "x", "error": "!"}
    assert json.loads(WorkflowStep.objects.get().details_json) == {"a": 1, "b": 2}


def test_an_end_that_brings_nothing_leaves_the_context_to_the_letter():
    run = started(context='{ "a":1 }')

    store.end_run(run_id=run.pk, status="succeeded", now=LATER)

    assert WorkflowRun.objects.get().context_json == '{ "a":1 }'


def test_steps_are_numbered_from_0_and_end_once():
    run = started()
    steps = [store.start_step(run_id=run.pk, step_name=name, now=MORNING) for name in "abc"]
    store.end_step(step_id=steps[0].pk, status="succeeded", now=LATER)

    with pytest.raises(Refused, match="step_id names a step that has ended"):
        store.end_step(step_id=steps[0].pk, status="failed", now=LATER)

    assert [step.step_index for step in steps] == [0, 1, 2]


def test_an_ended_run_takes_nothing_more():
    run = started()
    step = store.start_step(run_id=run.pk, step_name="a", now=MORNING)
    store.end_run(run_id=run.pk, status="succeeded", now=LATER)

    for act in (
        lambda: store.start_step(run_id=run.pk, step_name="b", now=LATER),
        lambda: noted(run_id=run.pk),
        lambda: noted(step_id=step.pk),
        lambda: store.end_run(run_id=run.pk, status="failed", now=LATER),
    ):
        with pytest.raises(Refused, match="workflow_run_id names a run that has ended"):
            act()


def test_an_event_of_a_step_is_one_of_its_run():
    step = WorkflowStepFactory()

    noted(step_id=step.pk)

    assert TaskEvent.objects.get().workflow_run == step.workflow_run


def test_an_event_may_belong_to_no_run():
    assert noted().workflow_run is None


def test_a_step_of_another_run_is_refused():
    with pytest.raises(Refused, match="step_id must be a step of the run"):
        noted(step_id=WorkflowStepFactory().pk, run_id=started().pk)


def test_a_run_of_a_session_has_its_owner(owner):
    session = store.start_session(actor="tom", owner=owner, now=MORNING)

    assert started(session_id=session.pk).owner == owner


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda key: store.append_turn(session_id=key, role="user", content="", now=LATER), "s"),
        (lambda key: store.end_session(session_id=key, now=LATER), "s"),
        (lambda key: started(session_id=key), "s"),
        (lambda key: store.start_step(run_id=key, step_name="a", now=LATER), "workflow_run_id"),
        (lambda key: store.end_run(run_id=key, status="failed", now=LATER), "workflow_run_id"),
        (lambda key: store.end_step(step_id=key, status="failed", now=LATER), "step_id"),
        (lambda key: noted(run_id=key), "workflow_run_id"),
        (lambda key: noted(step_id=key), "step_id"),
    ],
)
@pytest.mark.parametrize("key", ["nobody", "", "\x00", "\ud800", 7])
def test_what_is_not_there_is_named(act, field, key):
    with pytest.raises(Refused, match=r"names no [\w ]+ that is kept here\.$") as refusal:
        act(key)

    assert (refusal.value.kind, refusal.value.field.startswith(field)) == (Kind.MISSING, True)


def test_nothing_joins_or_changes_imported_evidence():
    turn = TurnFactory(session__imported=True, imported=True)
    step = WorkflowStepFactory(workflow_run__imported=True, imported=True)

    for act in (
        lambda: say(turn.session),
        lambda: end(turn.session),
        lambda: started(session_id=turn.session_id),
        lambda: store.start_step(run_id=step.workflow_run_id, step_name="a", now=LATER),
        lambda: store.end_run(run_id=step.workflow_run_id, status="failed", now=LATER),
        lambda: store.end_step(step_id=step.pk, status="failed", now=LATER),
        lambda: noted(step_id=step.pk),
    ):
        with pytest.raises(Refused, match="names imported evidence"):
            act()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"role": "robot"}, "role must be system, user, assistant, tool or agent."),
        ({"content": "a\x00b"}, "content may not hold NUL (character 2)."),
        ({"content": "\udfff"}, "content may not hold half of a surrogate pair (character 1)."),
        ({"content": 7}, "content must be text."),
        ({"content": "é" * 500_001}, "content may hold 1,000,000 bytes at most."),
        ({"token_count": -1}, "token_count must be a whole number from 0 to 2,147,483,647."),
        ({"token_count": True}, "token_count must be a whole number."),
        ({"metadata": {"a": float("nan")}}, "metadata_json may not hold NaN or infinity."),
        ({"metadata": '{"a": NaN}'}, "metadata_json may not hold NaN or infinity."),
        ({"metadata": '{"a": 1e999}'}, "metadata_json may not hold NaN or infinity."),
        ({"metadata": '{"a":1,"a":2}'}, "metadata_json names a key twice in one object."),
        ({"metadata": "[]"}, "metadata_json must be a JSON object."),
        ({"metadata": "{"}, "metadata_json must be valid JSON."),
    ],
)
def test_a_bad_value_is_refused_with_its_field_and_changes_nothing(fields, sentence):
    session = SessionFactory()

    with pytest.raises(Refused) as refusal:
        say(session, **fields)

    assert str(refusal.value) == sentence
    assert (Turn.objects.count(), WorkflowRunFactory._meta.model.objects.count()) == (0, 0)
