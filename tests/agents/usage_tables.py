"""The routes of billing by whom they answer, and what they are about."""

from __future__ import annotations

from agents.models import FlatPlan
from tests.factories.agents import FlatPlanFactory

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}

ONESELF = {
    "agents:billing": PAGE,
    "agents:request_list": PAGE,
    "agents:unassigned": PAGE,
    "agents:ranking": PAGE,
    "agents:assign": ACT,
    "agents:block": PAGE,
    "agents:export": PAGE,
    "agents:session_list": PAGE,
    "agents:model_list": PAGE,
    "agents:tool_list": PAGE,
    "agents:price_list": PAGE,
    "agents:plan_add": ACT,
}
STAFF = {"agents:price_new": FORM}
ONE_PLAN = {"agents:plan_end": ACT}


def plan_of(mission):
    """The id of an open plan of the person who owns MISSION."""
    found = FlatPlan.objects.filter(owner=mission.owner, last=None).first()
    return (found or FlatPlanFactory(owner=mission.owner)).pk
