"""What programs tell is kept as document 2 says, for the owner of the key."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine

from runtime_memory.models import (
    Approval,
    ChainEntry,
    DeployOutcome,
    Proposal,
    Session,
    Skill,
    TaskEvent,
    Validation,
    WorkflowRun,
    WorkflowStep,
)
from runtime_memory.tom.tables import COLUMNS
from tests.factories.runtime_memory import (
    MORNING,
    ProposalFactory,
    SessionFactory,
    SkillFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
    promoted,
)
from tests.runtime_memory.api.programs import BODIES, Program, address
from tests.runtime_memory.governed import draft

pytestmark = pytest.mark.django_db
NOW = "2026-11-18T08:01:00.000Z"
TABLES = {
    "session_start": "sessions",
    "turn_append": "conversation_turns",
    "session_end": "sessions",
    "run_start": "workflow_runs",
    "run_end": "workflow_runs",
    "step_start": "workflow_steps",
    "step_end": "workflow_steps",
    "event_append": "task_events",
    "skill_record": "skills_learned",
    "proposal_create": "skill_to_logic_proposals",
    "validation_record": "validation_results",
    "deploy_record": "deploy_outcomes",
}


@pytest.fixture
def program(owner):
    return Program(owner)


@pytest.mark.parametrize(("name", "table"), TABLES.items(), ids=TABLES)
def test_the_answer_is_the_row_by_the_documents_columns(program, name, table):
    answer = program.sent(name)

    assert answer.status_code == (200 if name.endswith("_end") else 201)
    assert list(answer.json()) == list(COLUMNS[table])


def test_a_conversation_is_told_from_start_to_end(program, owner):
    session = program.sent("session_start", channel="cli", metadata_json={"b": 2, "a": [1, 1.5]})
    place = f"/api/memory/sessions/{session.json()['id']}"
    turns = [
        program.tell(f"{place}/turns", {"role": role, "content": role, "token_count": 7}).json()
        for role in ("user", "assistant")
    ]
    ended = program.tell(f"{place}/end", {"metadata_json": {"c": 3}}).json()

    assert session.json() == {
        "id": session.json()["id"],
        "actor": "user",
        "channel": "cli",
        "started_at": NOW,
        "ended_at": None,
        "status": "active",
        "metadata_json": {"a": [1, 1.5], "b": 2},
    }
    assert [(one["turn_index"], one["role"], one["token_count"]) for one in turns] == [
        (0, "user", 7),
        (1, "assistant", 7),
    ]
    assert (ended["status"], ended["ended_at"]) == ("completed", NOW)
    assert ended["metadata_json"] == {"a": [1, 1.5], "b": 2, "c": 3}
    assert Session.objects.get().owner == owner


def test_a_run_is_told_with_its_steps_and_events(program, owner):
    session = SessionFactory(owner=owner)
    run = program.sent("run_start", status="queued", session_id=session.pk).json()
    steps = [program.tell(f"/api/memory/runs/{run['id']}/steps", {"step_name": n}) for n in "ab"]
    step = steps[1].json()
    event = program.tell(
        "/api/memory/events", BODIES["event_append"] | {"step_id": step["id"], "payload_json": {}}
    ).json()
    program.tell(f"/api/memory/steps/{step['id']}/end", {"status": "failed"})
    program.tell(f"/api/memory/runs/{run['id']}/end", {"status": "failed", "context_json": {}})

    kept = WorkflowRun.objects.get()
    assert (kept.owner, kept.session, kept.status) == (owner, session, "failed")
    assert run["status"] == "queued"
    assert [one.json()["step_index"] for one in steps] == [0, 1]
    assert (event["workflow_run_id"], event["step_id"]) == (run["id"], step["id"])
    assert WorkflowStep.objects.get(pk=step["id"]).status == "failed"


def test_a_skill_is_learned_now_or_when_it_is_said(program, owner):
    now = program.sent("skill_record").json()
    then = program.sent("skill_record", learned_at="2026-02-18T21:00:00.1239+01:00").json()

    assert (now["learned_at"], then["learned_at"]) == (NOW, "2026-02-18T20:00:00.123Z")
    assert {skill.owner for skill in Skill.objects.all()} == {owner}


def test_behind_a_proposal_stands_the_owner_of_the_key(program, owner):
    row = program.sent("proposal_create", determinism_score=1).json()

    kept = Proposal.objects.get()
    assert (row["status"], row["proposal_json"], row["determinism_score"]) == (
        "drafted",
        {"patch": "+1"},
        1.0,
    )
    assert (kept.proposer_person, kept.proposed_by) == (owner.person, "oxide")


def test_a_validation_tells_what_failed_and_who_stands_behind_it(program, owner):
    row = program.sent("validation_record", lint_pass=False, test_pass=0).json()

    assert [row[f"{name}_pass"] for name in ("build", "lint", "test", "policy")] == [1, 0, 0, 1]
    assert Validation.objects.get().validator_person == owner.person


def test_the_policy_looks_at_what_was_validated(program, owner):
    proposal = program.sent("proposal_create", determinism_score=1).json()["id"]

    program.tell(f"/api/memory/proposals/{proposal}/validations", BODIES["validation_record"])

    assert Proposal.objects.get().status == "approved"
    assert Approval.objects.get().approval_type == "policy"


def test_a_deployment_that_succeeds_promotes_and_names_the_program(program):
    program.sent("deploy_record", deployment_id="42", metrics_json={"errors": 0})

    line = ChainEntry.objects.get(kind="proposal.promoted")
    assert Proposal.objects.get().status == "promoted"
    assert json.loads(line.body)["by"] == "ci for owner"


def test_a_proposal_that_waits_is_not_deployed_and_the_attempt_stays_on_record(program, owner):
    proposal = draft(skill_id=SkillFactory(owner=owner).pk)
    url = f"/api/memory/proposals/{proposal.pk}/deploys"

    answer = program.tell(url, BODIES["deploy_record"])

    assert answer.status_code == 409
    assert not DeployOutcome.objects.exists()
    assert ChainEntry.objects.filter(kind="deploy.refused").count() == 1


def test_null_is_as_good_as_nothing(program):
    row = program.sent("session_end", status=None, metadata_json=None).json()

    assert (row["status"], row["metadata_json"]) == ("completed", {})


def test_an_event_must_be_of_something(program):
    answer = program.tell("/api/memory/events", BODIES["event_append"])

    assert answer.status_code == 400
    assert answer.json() == {
        "error": "workflow_run_id is needed, or step_id.",
        "field": "workflow_run_id",
    }
    assert not TaskEvent.objects.exists()


def test_an_event_names_a_step_of_its_own_run(program, owner):
    runs = [WorkflowRunFactory(owner=owner) for _ in range(2)]
    step = WorkflowStepFactory(workflow_run=runs[0])

    answer = program.sent("event_append", workflow_run_id=runs[1].pk, step_id=step.pk)

    assert (answer.status_code, answer.json()["field"]) == (400, "step_id")


def test_what_programs_do_in_one_second_keeps_its_order(program):
    told = []
    for millisecond in (1, 2, 3, 4, 5):
        with time_machine.travel(MORNING + timedelta(milliseconds=millisecond), tick=False):
            told.append(program.sent("run_start").json()["id"])
            program.sent("skill_record")

    found = program.ask("runs", order="asc").json()["runs"]
    assert [run["id"] for run in found] == told
    assert found[1]["startedAt"] == "2026-11-18T08:00:00.002Z"
    assert program.ask("latest").json()["run"]["id"] == told[-1]
    assert Skill.objects.count() == 5


TOO_LATE = {
    "turn_append": (lambda: SessionFactory(ended=True), "session_id"),
    "session_end": (lambda: SessionFactory(ended=True), "session_id"),
    "step_start": (lambda: WorkflowRunFactory(ended=True), "workflow_run_id"),
    "run_end": (lambda: WorkflowRunFactory(ended=True), "workflow_run_id"),
    "step_end": (lambda: WorkflowStepFactory(ended=True), "step_id"),
    "validation_record": (promoted, "proposal_id"),
    "deploy_record": (ProposalFactory, "proposal_id"),
}


@pytest.mark.parametrize(("name", "case"), TOO_LATE.items(), ids=TOO_LATE)
def test_what_has_ended_or_is_not_ready_is_a_conflict(program, name, case):
    make, field = case
    url = address(name, None).rsplit("/", 2)
    url[1] = make().pk

    answer = program.tell("/".join(url), BODIES[name])

    assert (answer.status_code, answer.json()["field"]) == (409, field)
    assert answer.json()["error"].startswith(f"{field} ")


def test_nothing_joins_imported_evidence(program):
    skill = SkillFactory(imported=True)

    answer = program.sent("proposal_create", skill_id=skill.pk)

    assert answer.status_code == 409
    assert "imported evidence" in answer.json()["error"]


def test_the_same_skill_at_the_same_moment_is_a_conflict(program):
    program.sent("skill_record")

    answer = program.sent("skill_record")

    assert (answer.status_code, answer.json()["field"]) == (409, "skill_key")
