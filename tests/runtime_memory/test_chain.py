"""The chain names the first line that somebody has tampered with."""

from __future__ import annotations

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from devcraft import triggers
from devcraft.refusing import Refused
from runtime_memory import chain, verifying
from runtime_memory.models import ChainEntry, Proposal, Skill, Turn
from runtime_memory.store import RuntimeMemoryStore as store
from tests.devcraft.guarded import sql
from tests.factories.devcraft import UserFactory
from tests.factories.runtime_memory import MORNING, SkillFactory
from tests.runtime_memory.lifting import without_guards

pytestmark = pytest.mark.django_db
TABLE = ChainEntry._meta.db_table


def learned(number):
    return store.record_skill(
        skill_key=f"skill {number}",
        description="d",
        source_type="doc",
        confidence=0.5,
        now=MORNING,
    )


@pytest.fixture
def skills():
    return [learned(number) for number in range(6)]


@pytest.fixture
def proposal(skills):
    return store.create_proposal(
        skill_id=skills[0].pk,
        proposed_by="oxide",
        proposal_type="code_patch",
        proposal={},
        risk_level="low",
        now=MORNING,
    )


def verified():
    report = verifying.verify()
    return report.first_bad, [finding.reason for finding in report.findings]


def test_an_untouched_chain_holds(skills, proposal):
    report = verifying.verify()

    assert (report.lines, report.findings) == (7, [])
    assert report.head == ChainEntry.objects.latest("seq").row_hash


def test_a_line_can_be_recomputed_with_the_standard_library_alone(skills):
    line = ChainEntry.objects.values("seq", "kind", "subject", "body", "prev_hash").get(seq=2)
    line |= {"at": "2026-11-18T08:00:00.000Z", "prev": line.pop("prev_hash")}

    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert hashlib.sha256(text.encode()).hexdigest() == ChainEntry.objects.get(seq=2).row_hash
    assert line["prev"] == ChainEntry.objects.get(seq=1).row_hash


TAMPERING = [
    (f"UPDATE {TABLE} SET body = '{{}}' WHERE seq = 3", 3, "was changed after it was written"),
    (f"UPDATE {TABLE} SET kind = 'x' WHERE seq = 2", 2, "was changed after it was written"),
    (
        f"UPDATE {TABLE} SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 4",
        4,
        "was changed after it was written",
    ),
    (f"DELETE FROM {TABLE} WHERE seq = 3", 3, "line 3 is missing before 4"),
    (f"DELETE FROM {TABLE} WHERE seq = 1", 1, "line 1 is missing before 2"),
    (f"UPDATE {TABLE} SET prev_hash = 'x' WHERE seq = 5", 5, "does not continue the line before"),
    (
        "UPDATE skills_learned SET description = 'x' WHERE skill_key = 'skill 3'",
        4,
        "row was changed after it was recorded",
    ),
    (
        "DELETE FROM skills_learned WHERE skill_key = 'skill 5'",
        6,
        "row is gone or cannot be read",
    ),
    (
        "UPDATE skill_to_logic_proposals SET status = 'rejected'",
        7,
        "is rejected, but was told drafted",
    ),
    (
        "UPDATE skill_to_logic_proposals SET proposal_json = '{\"a\":1}'",
        7,
        "content is not what was told last",
    ),
]


@pytest.mark.parametrize(("statement", "seq", "reason"), TAMPERING)
def test_the_first_bad_line_is_named(proposal, statement, seq, reason):
    with without_guards():
        sql(statement)

    first, reasons = verified()
    assert (first, reasons[0]) == (seq, reason)


def test_two_lines_that_were_swapped_are_found(skills):
    with without_guards():
        sql(f"UPDATE {TABLE} SET seq = 99 WHERE seq = 2")
        sql(f"UPDATE {TABLE} SET seq = 2 WHERE seq = 3")
        sql(f"UPDATE {TABLE} SET seq = 3 WHERE seq = 99")

    assert verified()[0] == 2


def test_a_row_past_the_store_is_found(skills):
    SkillFactory()

    assert verified() == (None, ["no line of the chain tells of it"])


def test_imported_evidence_needs_no_line_of_its_own(skills):
    SkillFactory(imported=True)

    assert verified() == (None, [])


def test_a_missing_trigger_is_found(skills):
    trigger = next(one for one in triggers.expected(connection) if one.table == TABLE)
    sql(triggers.drop_sql(trigger, connection.vendor))

    found = verified()
    triggers.restore(connection)

    assert found == (None, [f"trigger {trigger.name} is missing"])


def test_a_cut_tail_and_a_whole_new_chain_need_an_anchor(skills):
    """What no chain can show by itself: this is why its head is kept elsewhere."""
    with without_guards():
        sql(f"DELETE FROM {TABLE} WHERE seq = 6")
        Skill.objects.filter(skill_key="skill 5").delete()

    assert verified() == (None, [])


def test_retiring_and_changing_by_the_store_stays_in_order(skills, proposal):
    store.deprecate_skill(skill_id=skills[1].pk, now=MORNING)
    store.move_proposal(proposal_id=proposal.pk, to="rejected", by="ada", now=MORNING)

    assert verified() == (None, [])


def test_an_act_that_was_refused_says_nothing_of_what_a_proposal_is(proposal):
    chain.append(kind="approval.refused", subject=proposal, now=MORNING, rule="no")

    assert verified() == (None, [])


def told(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_memory", *arguments, stdout=out, stderr=err)
    except SystemExit as exit_:
        return exit_.code, out.getvalue() + err.getvalue()
    return 0, out.getvalue()


def test_the_command_says_that_it_holds(skills):
    code, words = told()

    assert (code, words.startswith("The chain holds: 6 lines, head ")) == (0, True)


def test_the_command_names_the_first_bad_line(skills):
    with without_guards():
        sql(f"UPDATE {TABLE} SET body = '{{}}' WHERE seq = 3")

    assert told()[0] == 1
    assert told()[1].endswith("The first bad line is 3.\n")
    code, words = told("--json")
    assert (code, json.loads(words)["first_bad"], json.loads(words)["ok"]) == (1, 3, False)


def test_the_command_cannot_tell_without_the_table():
    if connection.vendor == "sqlite":
        sql("PRAGMA defer_foreign_keys = ON")
    sql(f"ALTER TABLE {TABLE} RENAME TO elsewhere")

    assert told()[0] == 2


def test_an_erasure_leaves_count_and_digest(owner):
    session = store.start_session(actor="user", owner=owner, now=MORNING)
    run = store.start_run(
        workflow_name="w",
        trigger_source="api",
        initiated_by="tom",
        session_id=session.pk,
        now=MORNING,
    )
    store.start_step(run_id=run.pk, step_name="a", now=MORNING)
    for content in ("my secret", "another"):
        store.append_turn(session_id=session.pk, role="user", content=content, now=MORNING)

    erasure = store.erase_session(session_id=session.pk, by=owner, now=MORNING)

    body = json.loads(erasure.entry.body)
    assert body["counts"] == {
        "task_events": 0,
        "workflow_steps": 1,
        "workflow_runs": 1,
        "conversation_turns": 2,
        "sessions": 1,
    }
    assert (Turn.objects.count(), "secret" in erasure.entry.body) == (0, False)
    assert (erasure.entry.subject, len(body["digest"])) == (f"sessions/{session.pk}", 64)
    assert verified() == (None, [])


@pytest.mark.parametrize("shared", [True, False])
def test_only_its_owner_erases_a_session(owner, shared):
    session = store.start_session(actor="user", owner=None if shared else owner, now=MORNING)

    with pytest.raises(Refused, match="session_id names a session of somebody else"):
        store.erase_session(session_id=session.pk, by=UserFactory(), now=MORNING)

    assert (ChainEntry.objects.count(), Proposal.objects.count()) == (0, 0)


def test_a_line_needs_text_that_can_be_hashed(skills):
    with pytest.raises(Refused, match="body may not hold NUL"):
        chain.append(kind="k", subject=skills[0], now=MORNING, note="\x00")

    assert ChainEntry.objects.count() == 6
