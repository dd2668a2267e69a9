"""The page of search: where a hit leads, how it is marked, and what an empty one says."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pytest

from tests.devcraft.visiting import htmx, signed_in
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
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> gate & <b>gate</b>"
ODD = "a/b?c#d <é>"


def page(user, query, **headers):
    return signed_in(user).get(f"/memory/search/?{query}", headers=headers)


def text(answer):
    return answer.content.decode()


def first_link(answer):
    found = re.search(r'<li>.*?href="([^"]+)"', text(answer), re.DOTALL)
    return html.unescape(found[1])


def test_a_turn_leads_to_its_place_in_the_conversation(owner):
    session = SessionFactory(owner=owner)
    for number in range(3):
        TurnFactory(session=session, content=f"number {number}")

    link = first_link(page(owner, "q=%221%22"))

    assert link == f"/memory/sessions/{session.pk}/?from=1#turn-1"
    assert 'id="turn-1"' in text(signed_in(owner).get(link.partition("#")[0]))


@pytest.mark.parametrize("key", ["plain", ODD])
def test_an_event_leads_to_its_line_in_the_run(owner, key):
    batch = {"import_batch": ImportBatchFactory()}
    run = WorkflowRunFactory(owner=owner, **batch)
    TaskEventFactory(workflow_run=run, message="before", **batch)
    TaskEventFactory(id=key, workflow_run=run, message="gate", **batch)
    TaskEventFactory(workflow_run=run, message="after", **batch)

    link = first_link(page(owner, "q=gate&kind=events"))
    shown = text(signed_in(owner).get(link.partition("#")[0]))

    assert unquote(link) == f"/memory/runs/{run.pk}/?event={key}#event"
    assert re.findall(r'id="event">.*?said">(\w+)', shown, re.DOTALL) == ["gate"]
    assert ("before" in shown, "after" in shown) == (False, True)


def test_an_orphaned_event_leads_to_the_run_that_names_it(owner):
    batch = {"import_batch": ImportBatchFactory()}
    run = WorkflowRunFactory(owner=owner, **batch)
    other = WorkflowStepFactory(workflow_run=WorkflowRunFactory(owner=owner, **batch), **batch)
    TaskEventFactory(workflow_run=run, step=other, message="gate", **batch)

    shown = text(signed_in(owner).get(first_link(page(owner, "q=gate&kind=events"))))

    assert shown.count('id="event"') == 1


def test_a_skill_leads_to_its_lineage(owner):
    skill = SkillFactory(owner=owner, description="Open the gate")

    assert first_link(page(owner, "q=gate&kind=skills")) == f"/memory/skills/{skill.pk}/"


@pytest.mark.parametrize("kind", ["turns", "events", "skills"])
def test_what_was_found_is_marked_and_harmless(owner, kind):
    TurnFactory(session__owner=owner, session__actor=EVIL, content=EVIL)
    TaskEventFactory(workflow_run__owner=owner, workflow_run__workflow_name=EVIL, message=EVIL)
    SkillFactory(owner=owner, skill_key=EVIL, description=EVIL)

    shown = text(page(owner, f"q=gate&kind={kind}"))

    assert "&amp; &lt;b&gt;<mark>gate</mark>&lt;/b&gt;" in shown
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_what_was_typed_comes_back_as_text(owner):
    shown = text(page(owner, "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E*"))

    assert "<script>alert" not in shown
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;*"' in shown


def test_a_kind_that_is_unknown_is_named_and_turns_are_searched(owner):
    TurnFactory(session__owner=owner, content="gate")

    shown = text(page(owner, "q=gate&kind=dreams"))

    assert "“dreams” is no kind known here" in shown
    assert "<mark>gate</mark>" in shown


def test_an_empty_page_says_what_to_type(owner):
    assert "Type what was said" in text(page(owner, ""))


def test_nothing_found_points_to_the_kinds_that_hold_it(owner):
    SkillFactory(owner=owner, description="Open the gate")
    SkillFactory(description="shared")

    shown = text(page(owner, "q=gate"))

    assert "None of the turns you may read holds this." in shown
    assert 'href="?q=gate&amp;kind=skills">Skills do</a>' in shown
    assert "Events do" not in shown


def test_nothing_found_anywhere_says_what_to_try(owner):
    assert "Try fewer words" in text(page(owner, "q=gate"))


def test_what_is_left_out_is_told(owner):
    assert "A word needs a letter or a digit." in text(page(owner, "q=!!!"))


def test_typing_replaces_the_rows_alone(owner):
    TurnFactory(session__owner=owner, content="gate")

    answer = page(owner, "q=gate", **htmx("rows"))

    assert text(answer).lstrip().startswith('<section class="card spaced" id="rows"')
    assert "HX-Target" in answer.headers["Vary"]


def test_pages_of_matches_are_turned_by_links(owner):
    session = SessionFactory(owner=owner)
    for number in range(21):
        TurnFactory(session=session, content=f"gate {number}")

    first = page(owner, "q=gate")
    older = html.unescape(re.search(r'rel="next" href="\?([^"]+)"', text(first))[1])
    second = page(owner, older)

    assert (text(first).count("<mark>"), text(second).count("<mark>")) == (20, 1)
    assert 'rel="prev"' in text(second)
