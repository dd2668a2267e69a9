"""When the line cannot be written, neither is the act that it would tell of."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    ChainEntry,
    Decision,
    DeployOutcome,
    ImportBatch,
    Proposal,
    Session,
    Skill,
    Validation,
)
from runtime_memory.store import RuntimeMemoryStore as store
from tests.devcraft.guarded import sql
from tests.factories import runtime_memory as factories
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory import acting
from tests.runtime_memory.tom_files import SAMPLE, run

pytestmark = pytest.mark.django_db
CHAIN = ChainEntry._meta.db_table
FULL = {
    "sqlite": [
        f"CREATE TRIGGER disk_is_full BEFORE INSERT ON {CHAIN}"
        " BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'disk is full'; END $$",
        f"CREATE TRIGGER disk_is_full BEFORE INSERT ON {CHAIN}"
        " FOR EACH ROW EXECUTE FUNCTION disk_is_full()",
    ],
}
FREE = {
    "sqlite": "DROP TRIGGER disk_is_full",
    "postgresql": f"DROP TRIGGER disk_is_full ON {CHAIN}; DROP FUNCTION disk_is_full()",
}


@contextmanager
def no_line_can_be_written():
    connection.check_constraints()
    for statement in FULL[connection.vendor]:
        sql(statement)
    yield
    sql(FREE[connection.vendor])


def an_own_session(owner):
    return store.start_session(actor="user", owner=owner, now=MORNING)


ACTS = {
    "record_skill": (lambda owner: None, lambda _: acting.learned()),
    "deprecate_skill": (
        lambda owner: acting.learned(),
        lambda skill: store.deprecate_skill(skill_id=skill.pk, now=MORNING),
    ),
    "create_proposal": (
        lambda owner: acting.learned(),
        lambda skill: acting.proposed(skill_id=skill.pk),
    ),
    "revise_proposal": (
        lambda owner: acting.proposed(),
        lambda row: store.revise_proposal(
            proposal_id=row.pk, proposal={"patch": "-1"}, risk_level="low", now=MORNING
        ),
    ),
    "record_validation": (lambda owner: acting.proposed(), acting.checked),
    "record_approval": (lambda owner: factories.validated(), acting.judged),
    "record_deploy": (lambda owner: factories.approved(), acting.deployed),
    "record_decision": (lambda owner: acting.proposed(), acting.decided),
    "move_proposal": (
        lambda owner: acting.proposed(),
        lambda row: acting.moved(row, "rejected"),
    ),
    "publish_profile": (lambda owner: None, lambda _: acting.published()),
    "erase_session": (
        an_own_session,
        lambda row: store.erase_session(session_id=row.pk, by=row.owner, now=MORNING),
    ),
    "import": (lambda owner: owner, lambda _: run(SAMPLE)),
}


def everything():
    models = [Approval, BehaviorProfile, ChainEntry, Decision, DeployOutcome, ImportBatch]
    models += [Proposal, Session, Skill, Validation]
    return {model: sorted(model.objects.values_list(), key=str) for model in models}


@pytest.mark.parametrize(("prepare", "act"), ACTS.values(), ids=ACTS)
def test_without_its_line_an_act_does_not_happen(owner, prepare, act):
    given = prepare(owner)
    before = everything()

    with no_line_can_be_written():
        with pytest.raises(DatabaseError, match="disk is full"), transaction.atomic():
            act(given)
        assert everything() == before

    act(given)
    assert everything() != before


def test_every_verb_of_the_store_that_is_told_is_tried():
    untold = {"start_session", "append_turn", "end_session", "start_run", "end_run"}
    untold |= {"start_step", "end_step", "append_event", "record_session", "extend_session"}

    verbs = {name for name in vars(store) if not name.startswith("_")}

    assert verbs - untold == ACTS.keys() - {"import"}
