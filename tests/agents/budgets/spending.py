"""Agents whose scripts cost money, and budgets for them."""

from __future__ import annotations

from dataclasses import replace

from agents.models import PriceVersion
from agents.models.usage import PICO
from agents.usage.budgets import keeping
from agents.usage.budgets.keeping import Wanted
from tests.agents.living.thinking import awake, called, with_model
from tests.factories.agents import MORNING

DOLLAR = PICO
MODEL = "scripted:paid"


def priced(model=MODEL):
    """Let every token that MODEL writes cost 10 cents, so that five of them are 50 cents."""
    rates = {"input": [[0, "0"]], "output": [[0, "100000"]]}
    return PriceVersion.objects.create(
        provider="scripted", model=model, rates=rates, source="override", is_override=True
    )


def paid(*replies):
    """A model that answers with REPLIES and is billed."""
    return with_model(*(one if callable(one) else billed(one) for one in replies))


def billed(reply):
    return replace(reply, model=MODEL)


def noted(text="Noted.", call_id="c1", **where):
    return called("send_message", call_id, text=text, **where)


def want(limit=1, about="all", *, period="day", at_limit="stop", warn_share=80, **chosen):
    return Wanted(about, period, int(limit * DOLLAR), warn_share, at_limit, **chosen)


def budget(owner, limit=1, about="all", *, now=MORNING, **chosen):
    return keeping.create(owner, want(limit, about, **chosen), now=now)


def paid_agent(**changes):
    priced()
    return awake(**changes)
