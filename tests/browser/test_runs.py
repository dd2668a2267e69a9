"""A run is watched while it goes on, and what it asks is answered where all waits."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from agents.models import Run, RunStep
from devcraft import strict_json
from tests.agents.runs.lived import interrupted
from tests.browser.steps import press, says
from tests.factories.agents import RunFactory, RunStepFactory
from tests.factories.living import LivingFactory, PendingToolCallFactory, ToolCallFactory


def begun(owner):
    """A run with one step that is over and one under way."""
    agent = LivingFactory(owner=owner, name="Ada")
    now = timezone.now()
    begin = now - timedelta(seconds=1)
    run = RunFactory(agent=agent, agent_entity=agent.entity, owner=owner, started_at=begin)
    done = {"status": "completed", "ended_at": now, "payload": {"text": "First I look."}}
    RunStepFactory(run=run, number=1, name="mini", model="mini", started_at=begin, **done)
    interrupted(run, started_at=now)
    return run


def test_a_run_is_followed_and_what_was_opened_stays_open(desk, owner):
    run = begun(owner)
    desk.goto(f"/runs/{run.pk}/")
    expect(desk.locator("#open-2")).to_contain_text("under way")
    desk.locator("#details-1 summary").click()
    expect(desk.get_by_text("First I look.")).to_be_visible()

    RunStep.objects.filter(run=run, number=2).update(
        status="completed", ended_at=timezone.now(), payload={"text": "Then I answer."}
    )
    expect(desk.locator("#details-2")).not_to_contain_text("under way")
    expect(desk.locator("#open-2")).to_have_count(0)
    expect(desk.get_by_text("First I look.")).to_be_visible()

    Run.objects.filter(pk=run.pk).update(
        status="completed", completed_at=timezone.now(), stop_reason="end_turn", step_count=2
    )
    expect(desk.get_by_text("It was done.")).to_be_visible()
    assert desk.locator("#run[hx-trigger]").count() == 0


def test_a_lane_of_the_waterfall_leads_to_its_step(desk, owner):
    run = begun(owner)
    desk.goto(f"/runs/{run.pk}/")

    desk.locator(".bars-wide a .hit").first.click()

    expect(desk.get_by_text("First I look.")).to_be_visible()
    assert "step=1" in desk.url


def test_what_stands_in_no_space_is_approved_where_all_waits(desk, owner):
    run, args = begun(owner), {"version": "1.2"}
    question = PendingToolCallFactory(
        agent_entity=run.agent_entity,
        call=ToolCallFactory(run=run, tool_name="deploy", args=args),
        args_digest=strict_json.digest(args),
    )
    desk.goto("/waiting/")

    press(desk, "Approve")

    says(desk, "Approved.")
    question.refresh_from_db()
    assert question.resolved_by.user == owner
    expect(desk.get_by_text("Nothing waits for you.")).to_be_visible()
