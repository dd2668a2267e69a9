"""The routes of budgets, rules and calibration by whom they answer, and what they are about."""

from agents.models import Budget
from tests.factories.budgets import BudgetFactory

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}
ONESELF = {
    "agents:budget_list": PAGE,
    "agents:budget_new": FORM,
    "agents:notices_seen": ACT,
    "agents:link_list": FORM,
    "missions:curator_log": PAGE,
    "missions:calibration": PAGE,
}
ONE_BUDGET = {"agents:budget_edit": FORM, "agents:budget_end": ACT, "agents:budget_renew": ACT}


def budget_of(mission):
    """The id of a budget of the person who owns MISSION."""
    found = Budget.objects.filter(owner=mission.owner).order_by("id").first()
    return (found or BudgetFactory(owner=mission.owner)).pk
