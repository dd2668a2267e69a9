"""C1: a secret that was sent stands in no row, no log line and no page."""

from __future__ import annotations

import base64
import json
import logging

import pytest
from django.urls import reverse

from agents.living import journal, writing
from agents.living.config import reading
from agents.models import CallState, ToolCall
from devcraft import outbound, scrubbing
from tests.agents.living.calling import sweeping
from tests.agents.living.calling.calls import CANARY, HEADERS, call, sent, written
from tests.devcraft.outbound.serving import answered
from tests.devcraft.visiting import signed_in
from tests.factories import living
from tests.factories.agents import MORNING
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
ECHO = {
    "headers": {"Authorization": f"Bearer {CANARY}"},
    CANARY: 1,
    "coded": [base64.b64encode(f"user:{CANARY}".encode()).decode(), CANARY.encode().hex()],
    "backwards": CANARY[::-1],
}


@pytest.fixture
def echoing(listener, secret):
    """A target that answers with the secret in every spelling."""
    listener.answer = answered(json.dumps(ECHO).encode(), Echo=CANARY)
    return listener


@pytest.fixture
def configured(agent, echoing):
    """An agent whose config names the secret, with a call that was done."""
    raw = agent.config_json | {"tools": [written(echoing.origin, headers=HEADERS)]}
    writing.rewrite(agent, config=reading.checked(raw), opened=agent.config_hash or "", now=MORNING)
    agent.refresh_from_db()
    return agent


def kept(agent, result):
    """RESULT as the journal keeps it."""
    planned = living.ToolCallFactory(run__agent=agent, started=True, args={"q": 1})
    journal.close(planned, CallState.DONE, result, now=MORNING)
    return ToolCall.objects.get(pk=planned.pk)


def test_a_secret_that_was_sent_is_kept_nowhere(configured, echoing):
    result = call(configured, echoing.origin, headers=HEADERS)
    row = kept(configured, result)

    assert sent(echoing)[1]["authorization"] == f"Bearer {CANARY}"
    assert row.result["headers"] == {"Authorization": "Bearer [secret]"}
    assert sweeping.tables_with(CANARY) == []


@pytest.mark.parametrize("spelling", sorted(sweeping.spellings(CANARY)))
def test_the_sweep_finds_what_is_kept(configured, spelling):
    kept(configured, {"leaked": spelling})

    assert sweeping.tables_with(CANARY) == ["tool_calls"]


def test_a_secret_is_on_no_page(configured, echoing):
    kept(configured, call(configured, echoing.origin, headers=HEADERS))
    boss = UserFactory(is_staff=True, is_superuser=True)
    own, admin = signed_in(configured.owner), signed_in(boss)

    pages = [
        own.get(reverse(f"agents:{name}", args=args))
        for name, args in {
            "agent_list": [],
            "agent_config": [configured.slug],
            "agent_edit": [configured.slug],
        }.items()
    ]
    pages += [own.get(reverse("network")), admin.get("/admin/agents/secretbinding/")]
    pages += [admin.get("/admin/agents/toolcall/"), admin.get("/admin/agents/secretbinding/1/")]

    assert all(page.status_code in (200, 302) for page in pages)
    assert [sweeping.told(CANARY, page.content.decode()) for page in pages] == [[]] * len(pages)
    assert "${env.BIRD}" in pages[1].content.decode()


def test_a_secret_is_in_no_line_of_the_log(configured, echoing, caplog):
    caplog.handler.addFilter(scrubbing.Filter())
    with caplog.at_level(logging.DEBUG):
        call(configured, echoing.origin, headers=HEADERS)
        echoing.close()
        with pytest.raises(outbound.NotSent) as error:
            call(configured, echoing.origin, headers=HEADERS)
        logging.getLogger("x").error("failed for %s", HEADERS, exc_info=error.value)
        logging.getLogger("x").error("sent %s", {"Authorization": f"Bearer {CANARY}"})

    assert "Bearer [secret]" in caplog.text
    assert sweeping.told(CANARY, caplog.text) == []
    assert [r for r in caplog.records if sweeping.told(CANARY, r.getMessage())] == []
