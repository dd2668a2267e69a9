"""In which of its spaces an agent is."""

from __future__ import annotations

import pytest

from agents.living.providers import Call, Reply
from tests.agents.living.company import texts
from tests.agents.living.thinking import (
    awake,
    called,
    think,
    with_model,
    write,
)
from tests.factories import living

pytestmark = pytest.mark.django_db


def last_results(model):
    """What the model was told of its last calls."""
    message = next(m for m in reversed(model.told[-1]) if m["role"] == "tool")
    return [part["output"] for part in message["content"]]


def test_an_agent_is_where_it_entered_until_it_leaves():
    agent, other = awake(), living.SmartSpaceFactory()
    living.MembershipFactory(smart_space=other, entity=agent.entity)
    write(agent)
    say = [Reply(calls=(Call(f"s{n}", "send_message", {"text": str(n)}),)) for n in range(3)]
    model, options = with_model(
        say[0],
        called("enter_space", "c1", spaceId=str(other.pk)),
        say[1],
        called("leave_space", "c2"),
        say[2],
        Reply("Through."),
    )

    think(agent, **options)

    assert (texts(agent.space), texts(other)) == (["Hello", "0"], ["1"])
    (answer,) = last_results(model)
    assert answer["error"].startswith("spaceId is needed, since you are in no space; yours are ")
