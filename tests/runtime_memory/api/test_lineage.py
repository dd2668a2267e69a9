"""`/lineage/latest` and the items of `/lineage/runs`, compared key by key with the original's."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.factories.runtime_memory import (
    MORNING,
    ApprovalFactory,
    DecisionFactory,
    DeployOutcomeFactory,
    ProposalFactory,
    SkillFactory,
    TaskEventFactory,
    ValidationFactory,
    WorkflowRunFactory,
    moved,
    promoted,
)
from tests.runtime_memory.api.programs import Program

pytestmark = pytest.mark.django_db
THEN, NOW = "2026-11-18T08:00:00.000Z", "2026-11-18T08:01:00.000Z"
NOTHING = dict.fromkeys(
    ("run", "skill", "proposal", "validation", "approval", "deploy", "event", "identity")
)
IDENTITY = {"identityAgent": "tom", "identityVersion": "1.2", "promptClass": "executive"}
NOTES = {
    "role": "O.X.I.D.E",
    "stage": "promote",
    "authority": "runtime-memory",
    "policyDecision": "approved",
    "decisionRationale": "documents were indexed",
}


@pytest.fixture
def program(owner):
    return Program(owner, "memory:read")


def later(minutes):
    return MORNING + timedelta(minutes=minutes)


def run_of(owner, *, at=MORNING, **context):
    return WorkflowRunFactory(owner=owner, started_at=at, context_json=json.dumps(context))


@pytest.fixture
def cycle(owner):
    """A whole cycle: a run, the proposal it names, all that was said of it, an event."""
    proposal = promoted(skill__owner=owner, determinism_score=1)
    run = run_of(
        owner,
        identity=IDENTITY | {"identitySourceHash": "abc"},
        report={"documentsIndexed": 3, "webDocumentsIndexed": 0, "chunksIndexed": 9},
        skillId=proposal.skill_id,
        proposalId=proposal.pk,
    )
    event = TaskEventFactory(workflow_run=run, payload_json=json.dumps(NOTES | {"skillId": "s"}))
    return run, proposal, event


def test_of_nothing_all_eight_are_null(program):
    answer = program.ask("latest")

    assert (answer.status_code, answer.json()) == (200, {"timestamp": NOW, **NOTHING})
    assert answer["Cache-Control"] == "private, no-store"


def test_the_newest_run_is_told_in_the_originals_words(program, cycle):
    run, proposal, event = cycle
    skill = proposal.skill
    validation, approval = proposal.validations.get(), proposal.approvals.get()
    deploy = proposal.deploys.get()

    assert list(program.ask("latest").json().items()) == list(
        {
            "timestamp": NOW,
            "run": {
                "id": run.pk,
                "workflowName": "tom.brain.cycle",
                "triggerSource": "manual",
                "initiatedBy": "cli",
                "status": "running",
                "startedAt": THEN,
                "finishedAt": None,
            },
            "skill": {
                "id": skill.pk,
                "skillKey": skill.skill_key,
                "description": "How to do it",
                "confidence": 0.8,
                "learnedAt": THEN,
            },
            "proposal": {
                "id": proposal.pk,
                "skillId": skill.pk,
                "proposedBy": "oxide",
                "proposalType": "code_patch",
                "riskLevel": "low",
                "status": "promoted",
                "createdAt": THEN,
                "updatedAt": THEN,
            },
            "validation": {
                "id": validation.pk,
                "proposalId": proposal.pk,
                "validator": "ci",
                "buildPass": True,
                "lintPass": True,
                "testPass": True,
                "policyPass": True,
                "validatedAt": THEN,
            },
            "approval": {
                "id": approval.pk,
                "proposalId": proposal.pk,
                "approver": "ada",
                "approvalType": "human",
                "decision": "approved",
                "decidedAt": THEN,
            },
            "deploy": {
                "id": deploy.pk,
                "proposalId": proposal.pk,
                "deploymentTarget": "runtime-memory",
                "deploymentId": None,
                "status": "succeeded",
                "deployedAt": THEN,
            },
            "event": {
                "id": event.pk,
                "eventType": "info",
                "eventLevel": "low",
                "message": "Something happened",
                "createdAt": THEN,
                "annotations": NOTES,
            },
            "identity": IDENTITY,
        }.items()
    )


def test_a_run_in_the_history_is_told_in_the_originals_words(program, cycle):
    run, proposal, _ = cycle

    assert [list(one.items()) for one in program.ask("runs").json()["runs"]] == [
        list(
            {
                "id": run.pk,
                "workflowName": "tom.brain.cycle",
                "triggerSource": "manual",
                "initiatedBy": "cli",
                "status": "running",
                "startedAt": THEN,
                "finishedAt": None,
                "documentsIndexed": 3,
                "webDocumentsIndexed": 0,
                "proposalId": proposal.pk,
                "proposalStatus": "promoted",
                "deployStatus": "succeeded",
                "identity": IDENTITY,
                "latestEvent": {
                    "eventType": "info",
                    "eventLevel": "low",
                    "message": "Something happened",
                    "createdAt": THEN,
                    "annotations": NOTES,
                },
            }.items()
        )
    ]


def test_a_run_borrows_nothing_from_another(program, owner, cycle):
    failed = run_of(owner, at=later(1), error="Ollama is down")

    told = program.ask("latest").json()
    first = program.ask("runs", limit=1).json()["runs"][0]

    assert told == {"timestamp": NOW, **NOTHING, "run": told["run"]}
    assert told["run"]["id"] == first["id"] == failed.pk
    names = ("proposalId", "proposalStatus", "deployStatus", "latestEvent", "identity")
    assert [first[name] for name in (*names, "documentsIndexed")] == [None] * 6


def test_of_two_runs_of_one_moment_the_same_is_newest_everywhere(program, owner):
    runs = [run_of(owner) for _ in range(5)]

    newest = max(runs, key=lambda run: run.pk).pk

    assert program.ask("latest").json()["run"]["id"] == newest
    assert program.ask("runs").json()["runs"][0]["id"] == newest


def test_the_newest_of_each_is_the_last_recorded(program, owner):
    proposal = ProposalFactory(skill__owner=owner)
    for passed in (1, 0):
        ValidationFactory(proposal=proposal, lint_pass=passed)
    ValidationFactory(proposal=moved(proposal, "validated"), validator="last")
    ApprovalFactory(proposal=proposal, approval_type="policy", approver_person=None)
    ApprovalFactory(proposal=proposal, approver="grace")
    DecisionFactory(proposal=proposal)
    moved(proposal, "approved")
    for status in ("succeeded", "rolled_back"):
        DeployOutcomeFactory(proposal=proposal, status=status)
    run = run_of(owner, proposalId=proposal.pk)
    for message in ("first", "last"):
        TaskEventFactory(workflow_run=run, message=message)

    told = program.ask("latest").json()

    assert told["validation"]["validator"] == "last"
    assert (told["approval"]["approver"], told["deploy"]["status"]) == ("grace", "rolled_back")
    assert told["event"]["message"] == "last"
    first = program.ask("runs").json()["runs"][0]
    assert (first["deployStatus"], first["latestEvent"]["message"]) == ("rolled_back", "last")


def test_what_others_own_is_neither_told_nor_named(program, owner, stranger):
    foreign = promoted(skill__owner=stranger)
    run_of(stranger, at=later(5), proposalId=foreign.pk)
    mine = run_of(owner, proposalId=foreign.pk, skillId=foreign.skill_id)

    told = program.ask("latest").json()
    listed = program.ask("runs").json()

    assert told == {"timestamp": NOW, **NOTHING, "run": told["run"]}
    assert (told["run"]["id"], listed["count"]) == (mine.pk, 1)
    assert listed["runs"][0]["proposalId"] is None
    assert foreign.pk not in program.ask("runs").content.decode()


def test_what_is_shared_is_told_to_every_key(program, stranger):
    proposal = ProposalFactory(skill=SkillFactory(owner=None))
    run = run_of(None, proposalId=proposal.pk)

    told = program.ask("latest").json()

    assert (told["run"]["id"], told["proposal"]["id"]) == (run.pk, proposal.pk)
    assert told["skill"]["id"] == proposal.skill_id


STRANGE = {
    "a list": "[1]",
    "a text": '"proposalId"',
    "null": "null",
    "numbers": '{"proposalId":1,"skillId":[],"identity":3,"report":"x"}',
    "empty texts": '{"proposalId":"","skillId":"","identity":{"identityAgent":"","promptClass":1}}',
    "no counts": '{"report":{"documentsIndexed":"3","webDocumentsIndexed":true}}',
    "endless counts": '{"report":{"documentsIndexed":1e999,"webDocumentsIndexed":null}}',
    "two of three": '{"identity":{"identityAgent":"tom","identityVersion":"1","promptClass":""}}',
    "deep": '{"a":' * 900 + "1" + "}" * 900,
}


@pytest.mark.parametrize("context", STRANGE.values(), ids=STRANGE)
def test_a_strange_context_tells_nothing(program, context):
    run = WorkflowRunFactory(imported=True, context_json=context)
    TaskEventFactory(workflow_run=run, imported=True, payload_json=context)

    told, first = program.ask("latest").json(), program.ask("runs").json()["runs"][0]

    assert {name for name, value in told.items() if value} == {"timestamp", "run", "event"}
    assert (told["event"]["annotations"], first["latestEvent"]["annotations"]) == (None, None)
    assert (first["documentsIndexed"], first["webDocumentsIndexed"]) == (None, None)
    assert (first["proposalId"], first["identity"]) == (None, None)


def test_annotations_are_told_when_one_is_there(program, owner):
    run = run_of(owner)
    TaskEventFactory(workflow_run=run, payload_json='{"stage":"propose","role":7}')

    notes = program.ask("latest").json()["event"]["annotations"]

    assert notes == dict.fromkeys(NOTES) | {"stage": "propose"}
