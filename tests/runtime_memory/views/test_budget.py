"""What a page of memory may cost in queries, the same with 1 and with 20 rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from runtime_memory import armour
from runtime_memory.models import Session, Skill, WorkflowRun
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.runtime_memory import (
    MORNING,
    BehaviorProfileFactory,
    PersonalityProfileFactory,
    ProposalFactory,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    ValidationFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)
from tests.routes import EVERY
from tests.runtime_memory.tables import ONESELF, OVERVIEW, OWN, SEARCH
from tests.test_budget import cost

pytestmark = pytest.mark.django_db
LISTS = {
    "/memory/": 7,
    "/memory/?q=user&status=active&actor=user": 7,
    "/memory/runs/": 7,
    "/memory/runs/?q=tom&status=running&trigger_source=manual": 7,
    "/memory/skills/": 8,
    "/memory/skills/?q=skill&state=active": 8,
    "/memory/profiles/": 6,
    "/memory/profiles/?kind=personality": 6,
    "/memory/search/": 5,
    "/memory/search/?q=decide": 7,
    "/memory/search/?q=something&kind=events": 7,
    "/memory/search/?q=skill&kind=skills": 7,
    "/memory/search/?q=unicorn": 9,
}
PAST = "as_of=2026-11-18T10:00"
BUDGET = LISTS | {
    f"/memory/skills/?state=active&{PAST}": 8,
    f"/memory/profiles/?{PAST}": 6,
    f"/memory/as-of/?{PAST}": 13,
    "/memory/scorecard/": 11,
    f"/memory/scorecard/?{PAST}": 8,
    "/memory/audit/": 10,
    "/memory/sessions/{session}/": 10,
    "/memory/sessions/{session}/?from=1": 10,
    "/memory/runs/{run}/": 10,
    "/memory/skills/{skill}/": 10,
    "/memory/proposals/{proposal}/checklist/": 8,
    "/memory/skills/{skill}/lineage.json": 9,
    "/memory/skills/{skill}/proposals/{proposal}/changes/": 8,
    "/memory/profiles/behavior/{name}/": 10,
    "/memory/profiles/behavior/{name}/compare/": 10,
}


def fill(owner, rows):
    """ROWS of everything; the newest of each kind is the one that pages are about."""
    name = owner.username
    for number in range(rows):
        at = MORNING - timedelta(days=number)
        session = SessionFactory(owner=owner, started_at=at)
        run = WorkflowRunFactory(owner=owner, started_at=at)
        skill = SkillFactory(owner=owner, learned_at=at)
        BehaviorProfileFactory(owner=owner, profile_name=name, effective_from=at)
        BehaviorProfileFactory(owner=owner, profile_name=f"{name} {number}")
        PersonalityProfileFactory(owner=owner, profile_name=f"{name} {number}")
        for _ in range(3):
            TurnFactory(session=session)
            step = WorkflowStepFactory(workflow_run=run)
            TaskEventFactory(workflow_run=run, step=step)
            ValidationFactory(proposal=ProposalFactory(skill=skill))
    first = {kind: kind.objects.filter(owner=owner).latest("sequence") for kind in KINDS}
    return {
        "session": first[Session].pk,
        "run": first[WorkflowRun].pk,
        "skill": first[Skill].pk,
        "proposal": first[Skill].proposals.latest("sequence").pk,
        "name": name,
    }


KINDS = (Session, WorkflowRun, Skill)


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        yield


def test_pages_keep_to_their_budgets_and_cost_the_same_with_more_rows(owner, stranger):
    few, many = fill(stranger, 1), fill(owner, 20)
    armour.require()

    over, differing = {}, {}
    for url, most in BUDGET.items():
        small = cost(signed_in(stranger), url.format(**few))[0]
        large, asked = cost(signed_in(owner), url.format(**many))
        over |= {url: asked} if large > most else {}
        differing |= {url: (small, large)} if small != large else {}

    assert (over, differing) == ({}, {})


@pytest.mark.parametrize("url", ["/memory/", "/memory/runs/", "/memory/skills/"])
def test_the_rows_alone_keep_to_their_budget(owner, url):
    fill(owner, 2)

    assert cost(signed_in(owner), url, **htmx("rows"))[0] <= 5


PAGES = [name for name, verbs in (ONESELF | OVERVIEW | OWN | SEARCH).items() if "get" in verbs]


def test_every_page_of_memory_has_a_budget():
    places = dict.fromkeys(("session", "run", "skill", "proposal", "name"), "X")
    places = dict.fromkeys(("session", "run", "skill", "name", "proposal"), "X")
    known = {url.partition("?")[0].format(**places) for url in BUDGET}

    assert {EVERY[name].url(key="X", kind="behavior", proposal="X") for name in PAGES} == known
