"""Budgets in plain words. Pure, but for the names of what they are about."""

from __future__ import annotations

from agents.models import About, Budget
from agents.usage.facts import OWN
from agents.usage.money import money
from missions.signs import TOOLS

SOURCES = {OWN: "my own agents"} | TOOLS
STOPPED = "Stopped: "
"""How the reason begins for which agents rest that have nothing left to spend."""


def subject(budget: Budget) -> str:
    """What BUDGET is about, as people name it."""
    if budget.about == About.AGENT and budget.agent:
        return budget.agent.name
    if budget.about == About.MISSION and budget.mission:
        return budget.mission.name
    if budget.about == About.SOURCE:
        return SOURCES.get(budget.subject, budget.subject)
    return "everything"


def name(budget: Budget) -> str:
    """The budget of $5.00 a day for Ada."""
    return f"the budget of {money(budget.limit_pico)} a {budget.period} for {subject(budget)}"


def stopped(budget: Budget) -> str:
    return f"{STOPPED}{name(budget)} is spent"


def said(budget: Budget, *, is_spent: bool, spent_pico: int, unpriced: int) -> str:
    """One sentence for the bell and the mail."""
    which = name(budget)
    state = "is spent" if is_spent else f"is {spent_pico * 100 // budget.limit_pico} % spent"
    so_far = f"{which[0].upper()}{which[1:]} {state}: {money(spent_pico)} so far."
    return f"{so_far} {not_counted(unpriced)}".strip()


def not_counted(unpriced: int) -> str:
    if not unpriced:
        return ""
    if unpriced == 1:
        return "1 request of unknown cost is not counted."
    return f"{unpriced:,} requests of unknown cost are not counted."
