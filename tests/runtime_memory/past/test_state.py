"""What was known at an earlier moment stays what it was, whatever is written later."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta

import pytest
from django.db.models import F

from runtime_memory.canonical import canonical
from runtime_memory.models import ImportBatch, Proposal, Skill
from runtime_memory.past import knowing, restoring, state
from runtime_memory.past.then import look_back
from runtime_memory.store import RuntimeMemoryStore as store
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory.acting import (
    checked,
    decided,
    deployed,
    judged,
    learned,
    moved,
    proposed,
    published,
)
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.tom_files import SAMPLE, run

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def at(hours):
    return MORNING + hours * HOUR


def seen(user, hours, *, known=None, line=None):
    then = look_back(at=at(hours), known=at(hours if known is None else known), line=line)
    return state.whole(user, then), then


def test_nothing_was_known_before_the_first_line(owner):
    learned()

    found, then = seen(owner, -1)

    assert (found.rows, then.line, then.head) == (0, 0, "0" * 64)


def test_the_life_of_a_proposal_is_seen_as_it_was_at_each_hour(owner):
    proposal = proposed()
    checked(proposal, now=at(1))
    for hour, status in ((2, "validated"), (4, "approved"), (6, "promoted")):
        if status == "approved":
            judged(proposal, now=at(3))
            decided(proposal)
        if status == "promoted":
            deployed(proposal, now=at(5))
        store.move_proposal(proposal_id=proposal.pk, to=status, by="a", now=at(hour))

    told = [seen(owner, hour)[0].counts for hour in range(7)]

    statuses = [dict(counts["skill_to_logic_proposals"]) for counts in told]
    assert statuses == [
        {"drafted": 1},
        {"drafted": 1},
        {"validated": 1},
        {"validated": 1},
        {"approved": 1},
        {"approved": 1},
        {"promoted": 1},
    ]
    tables = ("validation_results", "approvals", "deploy_outcomes")
    assert [sum(sum(told[hour][table].values()) for table in tables) for hour in (0, 1, 3, 5)] == [
        *(0, 1, 2, 3)
    ]


def test_content_that_was_revised_is_known_by_its_digest_alone(owner):
    proposal = proposed()
    first = proposal.content_digest
    changed = {"proposal": {"patch": "+2"}, "risk_level": "high", "now": at(2)}
    store.revise_proposal(proposal_id=proposal.pk, **changed)

    def read(hour):
        then = look_back(at=at(hour), known=at(hour))
        (row,) = restoring.restored(knowing.proposals(Proposal.objects.all(), then), then)
        return row.content_digest, row.is_content_lost

    assert read(1) == (first, True)
    assert read(3) == (Proposal.objects.get().content_digest, False)


def test_a_skill_is_active_until_it_is_retired(owner):
    skill = learned()
    store.deprecate_skill(skill_id=skill.pk, now=at(2))

    states = [dict(seen(owner, hour)[0].counts["skills_learned"]) for hour in (1, 2)]

    assert states == [{"active": 1}, {"deprecated": 1}]


def test_what_happened_before_but_was_recorded_later_was_not_known(owner):
    learned(learned_at=at(-5), now=at(2))

    counts = [seen(owner, 0, known=known)[0].rows for known in (1, 2)]

    assert counts == [0, 1]


def test_the_version_that_counts_is_the_one_known_then(owner):
    published(effective_from=at(0), content={"a": 1})
    published(effective_from=at(1), content={"a": 2}, now=at(5))

    versions = [seen(owner, 2, known=known)[0].applying[0].version for known in (2, 5)]

    assert versions == [1, 2]


def test_one_hash_for_whoever_sees_the_same_rows(owner, stranger):
    proposed()
    learned(skill_key="of the owner", owner=owner)
    shared = seen(stranger, 1)[0].digest

    assert seen(owner, 1)[0].digest != shared
    assert seen(stranger, 9)[0].digest == shared


def test_the_hash_is_of_the_canonical_text(owner):
    proposed()
    then = look_back(at=at(1), known=at(1))
    skill = restoring.restored_skill(knowing.skills(Skill.objects.all(), then).get())
    (proposal,) = restoring.restored(knowing.proposals(Proposal.objects.all(), then), then)
    tables = {
        **{name: [] for name in ("approvals", "behavior_profiles", "deploy_outcomes")},
        "runtime_memory_policyprofile": [],
        **{name: [] for name in ("personality_profiles", "validation_results")},
        "skills_learned": [state.entry(skill)],
        "skill_to_logic_proposals": [state.entry(proposal)],
    }

    text = canonical(tables, field="state")

    assert state.whole(owner, then).digest == hashlib.sha256(text.encode()).hexdigest()


def test_a_row_that_was_tampered_with_changes_the_hash(owner):
    proposed()
    before = seen(owner, 1)[0].digest

    with without_guards():
        Proposal.objects.update(proposal_json='{"patch":"+9"}')

    assert seen(owner, 1)[0].digest != before


def act(rng, skills, proposals, now):
    """One governed act of any kind, at NOW."""
    kind = rng.choice(("learn", "propose", "check", "revise", "reject", "retire", "publish"))
    proposal = rng.choice(proposals)
    is_open = Proposal.objects.filter(pk=proposal.pk, status="drafted").exists()
    if kind == "propose":
        proposals.append(proposed(skill_id=skills[0].pk, now=now))
    elif kind == "publish":
        published(effective_from=MORNING + rng.randint(-9, 9) * HOUR, now=now)
    elif kind == "check" and is_open:
        checked(proposal, now=now)
    elif kind == "revise" and is_open:
        change = {"proposal": {"n": rng.random()}, "risk_level": "low"}
        store.revise_proposal(proposal_id=proposal.pk, now=now, **change)
    elif kind == "reject" and is_open:
        moved(proposal, "rejected")
    elif kind == "retire" and len(skills) > 1:
        store.deprecate_skill(skill_id=skills.pop().pk, now=now)
    else:
        skills.append(learned(skill_key=f"k{rng.random()}", learned_at=at(0), now=now))


@pytest.mark.parametrize("seed", range(6))
def test_no_later_act_changes_what_was_cited_even_when_clocks_are_set_back(owner, seed):
    rng = random.Random(seed)
    skills = [learned()]
    proposals = [proposed(skill_id=skills[0].pk)]
    cited = []

    for step in range(25):
        act(rng, skills, proposals, at(step if rng.random() < 0.8 else rng.randint(0, step)))
        hours = rng.randint(0, step)
        found, then = seen(owner, hours, known=step)
        cited.append((hours, step, then.line, then.head, found.digest))

    for hours, known, line, head, digest in cited:
        found, then = seen(owner, hours, known=known, line=line)
        assert (then.line, then.head, found.digest) == (line, head, digest)


def test_a_line_written_by_a_clock_set_back_joins_no_past_that_was_cited(owner):
    learned(now=at(1))
    learned(skill_key="later", learned_at=at(0), now=at(5))
    before, then = seen(owner, 3)

    learned(skill_key="set back", learned_at=at(0), now=at(2))

    assert seen(owner, 3, line=then.line)[0].digest == before.digest
    assert (before.rows, seen(owner, 3)[0].rows) == (1, 2)


def test_a_line_written_by_a_clock_ahead_hides_itself_alone(owner):
    learned(now=at(900))
    learned(skill_key="right again", learned_at=at(1), now=at(1))

    assert (seen(owner, 2)[0].rows, seen(owner, 900)[0].rows) == (1, 2)


def test_too_much_is_refused_before_it_is_all_read(owner):
    for number in range(3):
        learned(skill_key=f"k{number}")

    with pytest.raises(state.TooMuch):
        state.whole(owner, look_back(at=at(1), known=at(1)), most=2)


def test_evidence_counts_from_its_import_on_by_what_its_moments_allow(owner):
    run(SAMPLE)
    imported = ImportBatch.objects.get().imported_at
    row = Proposal.objects.filter(updated_at__gt=F("created_at")).first()

    def status(moment, known):
        then = look_back(at=moment, known=known)
        found = knowing.proposals(Proposal.objects.filter(pk=row.pk), then)
        return [one.status for one in restoring.restored(found, then)]

    before = row.created_at - HOUR
    assert status(imported, imported - HOUR) == []
    assert status(before, imported) == []
    assert status(row.created_at, imported) == ["unknown"]
    assert status(row.updated_at, imported) == [row.status]
