"""From a filter to the price: runs are narrowed, one is opened, a step leads to its cost."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from agents.models import PriceVersion
from tests.agents.facts import fact, record
from tests.browser.steps import follow
from tests.factories.agents import RunFactory, RunStepFactory, UsageEventFactory
from tests.factories.living import LivingFactory, ToolCallFactory

MODEL = "claude-opus-4-6"


def lived(owner):
    """A run with a failed call, whose one step was billed from the book; and another run."""
    agent = LivingFactory(owner=owner, name="Ada")
    now = timezone.now() - timedelta(minutes=5)
    about = {"agent": agent, "agent_entity": agent.entity, "owner": owner, "started_at": now}
    run = RunFactory(**about, status="completed", completed_at=now, step_count=1)
    step = RunStepFactory(
        run=run,
        number=1,
        name=MODEL,
        model=MODEL,
        started_at=now,
        ended_at=now,
        payload={"text": "I deploy."},
    )
    ToolCallFactory(
        run=run,
        step=step,
        tool_name="deploy",
        number=1,
        state="failed",
        started_at=now,
        ended_at=now,
    )
    record(owner, fact(at=now))
    price = PriceVersion.objects.filter(provider="anthropic").first()
    UsageEventFactory(
        owner=owner,
        session=str(run.pk),
        request_id=str(step.pk),
        run=run,
        model=MODEL,
        at=now,
        price=price,
        calculated_pico=4_500_000_000,
        seen_via="own",
    )
    RunFactory(owner=owner, done=True, started_at=now)
    return run


def test_a_filter_leads_to_a_run_its_step_and_its_price(desk, owner):
    run = lived(owner)
    desk.goto("/runs/")
    expect(desk.locator("#rows li")).to_have_count(3)

    desk.get_by_label("Errors").select_option("yes")
    expect(desk.locator("#rows li")).to_have_count(1)
    assert "errors=yes" in desk.url

    follow(desk, re.compile("cycle 1"))
    expect(desk).to_have_url(re.compile(str(run.pk)))
    desk.locator("#details-1 summary").first.click()
    expect(desk.get_by_text("I deploy.")).to_be_visible()
    expect(desk.locator(".run-call").get_by_text("Failed")).to_be_visible()

    desk.locator("#details-1").get_by_role("link", name="$0.0045").click()
    expect(desk.get_by_role("heading", name="Why it cost $0.0045")).to_be_visible()
    expect(desk.get_by_text(re.compile("of the book"))).to_be_visible()
