from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from devcraft.refusing import Refused
from runtime_memory import verifying
from runtime_memory.models import (
    BehaviorProfile,
    ChainEntry,
    Proposal,
    Session,
    TaskEvent,
    Turn,
    WorkflowStep,
)
from runtime_memory.store import RuntimeMemoryStore as store
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import MORNING, approved, validated
from tests.runtime_memory.acting import (
    checked,
    judged,
    learned,
    moved,
    proposed,
    published,
    released,
)

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def at_once(count, act):
    """Run ACT(number) in COUNT threads that start together; what each returned or refused."""
    barrier = Barrier(count)

    def run(number):
        barrier.wait()
        try:
            return act(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def said(session, number):
    return store.append_turn(session_id=session.pk, role="user", content=f"{number}", now=MORNING)


def started(**fields):
    given = {"workflow_name": "w", "trigger_source": "api", "initiated_by": "tom"}
    return store.start_run(**given | {"now": MORNING} | fields)


def noted(run):
    return store.append_event(
        event_type="info", event_level="low", message="m", run_id=run.pk, now=MORNING
    )


def test_turns_said_at_once_have_no_gaps():
    session = store.start_session(actor="user", now=MORNING)

    at_once(8, lambda n: [said(session, n) for _ in range(5)])

    numbers = Turn.objects.order_by("turn_index").values_list("turn_index", flat=True)
    assert list(numbers) == list(range(40))
    assert Turn.objects.values("sequence").distinct().count() == 40


def test_steps_begun_at_once_have_no_gaps():
    run = started()

    at_once(8, lambda n: store.start_step(run_id=run.pk, step_name=f"{n}", now=MORNING))

    numbers = WorkflowStep.objects.order_by("step_index").values_list("step_index", flat=True)
    assert list(numbers) == list(range(8))


def test_a_session_ends_once():
    session = store.start_session(actor="user", now=MORNING)

    results = at_once(
        8, lambda n: store.end_session(session_id=session.pk, status="failed", now=MORNING)
    )

    assert sum(isinstance(result, Session) for result in results) == 1


def test_nothing_is_said_after_the_end():
    session = store.start_session(actor="user", now=MORNING)

    def act(number):
        if number == 3:
            return store.end_session(session_id=session.pk, now=MORNING)
        return said(session, number)

    results = at_once(6, act)

    refused = sum(isinstance(result, Refused) for result in results)
    assert Turn.objects.count() == 5 - refused


def test_governed_acts_at_once_make_one_chain():
    skills = at_once(8, lambda n: [learned(skill_key=f"{n}-{m}") for m in range(4)])

    assert all(len(made) == 4 for made in skills)
    assert ChainEntry.objects.latest("seq").seq == 32
    assert verifying.verify().findings == []


def test_versions_published_at_once_are_counted():
    at_once(8, lambda n: published())

    versions = BehaviorProfile.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, 9))


def test_two_last_approvals_make_one_transition():
    proposal = validated()

    def act(number):
        judged(proposal)
        return released(proposal)

    results = at_once(4, act)

    assert sum(isinstance(result, Proposal) for result in results) == 1
    assert ChainEntry.objects.filter(kind="proposal.approved").count() == 1


def test_a_rejection_against_a_promotion_leaves_one_end():
    proposal = approved()
    store.record_deploy(
        proposal_id=proposal.pk, deployment_target="here", status="succeeded", now=MORNING
    )

    at_once(2, lambda n: moved(proposal, ["promoted", "rejected"][n]))

    assert (
        ChainEntry.objects.filter(kind__in=["proposal.promoted", "proposal.rejected"]).count() == 1
    )


def test_a_validation_against_a_revision_speaks_of_what_was_there():
    proposal = proposed()

    def act(number):
        if number:
            return checked(proposal)
        return store.revise_proposal(
            proposal_id=proposal.pk, proposal={"b": 1}, risk_level="low", now=MORNING
        )

    revised, validation = at_once(2, act)

    assert validation.content_digest in {proposal.content_digest, revised.content_digest}


def test_erasing_against_recording_leaves_nothing_behind():
    owner = UserFactory()
    session = store.start_session(actor="user", owner=owner, now=MORNING)
    run = started(session_id=session.pk)

    def act(number):
        if number == 2:
            return store.erase_session(session_id=session.pk, by=owner, now=MORNING)
        return noted(run) if number % 2 else said(session, number)

    results = at_once(6, act)

    assert not isinstance(results[2], Refused)
    assert (Session.objects.count(), Turn.objects.count(), TaskEvent.objects.count()) == (0, 0, 0)
