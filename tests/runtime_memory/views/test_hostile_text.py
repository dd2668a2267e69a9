"""Text that was made to do harm is shown as it is, under whatever id it comes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from runtime_memory.addresses import Key
from tests.devcraft.visiting import signed_in
from tests.factories.runtime_memory import (
    MORNING,
    BehaviorProfileFactory,
    ImportBatchFactory,
    ProposalFactory,
    SessionFactory,
    SkillFactory,
    TaskEventFactory,
    TurnFactory,
    WorkflowRunFactory,
    WorkflowStepFactory,
)

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 }}{% now %}\u202e"
IDS = [EVIL, "../..", "a/b?c#d", " ", "", "line\nbreak", "~", "é", "x" * 300]


def of(kind, owner, key):
    """Something of KIND under the id KEY, with hostile text wherever text may be."""
    batch = {"import_batch": ImportBatchFactory()}
    json = {"metadata_json": '{"a":"</script><b>"}'}
    if kind == "session":
        row = SessionFactory(id=key, owner=owner, actor=EVIL, channel=EVIL, **json, **batch)
        TurnFactory(session=row, content=EVIL, **json, **batch)
    elif kind == "run":
        row = WorkflowRunFactory(id=key, owner=owner, workflow_name=EVIL, **batch)
        step = WorkflowStepFactory(workflow_run=row, step_name=EVIL, **batch)
        TaskEventFactory(workflow_run=row, step=step, message=EVIL, **batch)
    elif kind == "skill":
        row = SkillFactory(id=key, owner=owner, skill_key=EVIL, description=EVIL, **batch)
        ProposalFactory(skill=row, proposed_by=EVIL, **batch)
    else:
        BehaviorProfileFactory(owner=owner, profile_name=key, created_by=EVIL, rationale=EVIL)


@pytest.mark.parametrize("kind", ["session", "run", "skill", "profile"])
@pytest.mark.parametrize("key", IDS, ids=ascii)
def test_hostile_text_is_shown_as_text_under_any_id(owner, kind, key):
    of(kind, owner, key)
    fields = {"key": key} | ({"kind": "behavior"} if kind == "profile" else {})
    url = reverse(f"runtime_memory:{kind}_detail", kwargs=fields)
    client = signed_in(owner)

    answers = [client.get(url), client.get(reverse(f"runtime_memory:{kind}_list"))]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert f'href="{url}"' in answers[1].content.decode()
    assert "&lt;script&gt;alert(1)" in answers[0].content.decode()
    for answer in answers:
        text = answer.content.decode()
        harmful = ("<script>alert", "<img src=x", "</script><b>")
        assert [part for part in harmful if part in text] == []


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_every_id_comes_back_from_its_address(key):
    assert Key().to_python(Key().to_url(key)) == key


@pytest.mark.parametrize("query", ["?q=%00", "?q=%ff", "?status=x%00", "?q=%25_%5c", "?after=~~"])
@pytest.mark.parametrize("place", ["", "runs/", "skills/", "profiles/"])
def test_any_filter_is_answered(owner, place, query):
    assert signed_in(owner).get(f"/memory/{place}{query}").status_code == 200


@pytest.mark.parametrize("year", [1, 9999])
def test_moments_at_the_ends_of_the_calendar_are_shown(owner, year):
    at = MORNING.replace(year=year, month=1 if year == 1 else 12, day=1 if year == 1 else 31)
    for hour in (0, 23):
        session = SessionFactory(owner=owner, started_at=at.replace(hour=hour))
        TurnFactory(session=session, created_at=at.replace(hour=hour))
        answer = signed_in(owner).get(f"/memory/sessions/{session.pk}/")
        assert answer.status_code == 200

    assert signed_in(owner).get("/memory/").status_code == 200


def test_an_unknown_status_is_named_and_left_out(owner):
    SessionFactory(owner=owner)

    text = signed_in(owner).get("/memory/?status=stolen").content.decode()

    assert ("“stolen” is no status" in text, 'class="name"' in text) == (True, True)


@pytest.mark.parametrize("place", ["", "runs/", "skills/", "profiles/"])
def test_an_empty_list_says_how_memory_comes_in(owner, place):
    assert b"import_runtime_memory" in signed_in(owner).get(f"/memory/{place}").content
