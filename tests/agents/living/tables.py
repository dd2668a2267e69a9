"""The routes of living agents by whom they answer, and what they are about."""

from agents.models import Agent, AgentMemory, InboxEvent, Plan
from tests.agents.budgets import tables as budgets
from tests.agents.living import space_tables
from tests.agents.living.minds import live
from tests.agents.living.space_tables import ONE_SPACE
from tests.agents.otlp import tables as otlp
from tests.factories import living

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}

ONESELF = {
    "agents:agent_list": PAGE,
    "agents:agent_new": FORM,
    "agents:config_schema": PAGE,
    "agents:stop_all": FORM,
    "agents:start_again": ACT,
    "agents:run_list": PAGE,
    **space_tables.ONESELF,
    **budgets.ONESELF,
    **otlp.ONESELF,
}
ONE_RUN = {"agents:run_detail": PAGE}
MINDS = {
    "agents:agent_pause": ACT,
    "agents:agent_start": ACT,
    "agents:agent_wake": ACT,
    "agents:agent_think": ACT,
    "agents:agent_stop": ACT,
    "agents:agent_mind": PAGE,
    "agents:mind_list": PAGE,
    "agents:mind_new": FORM,
    "agents:mind_edit": FORM,
    "agents:mind_remove": ACT,
    "agents:plan_cancel": ACT,
    "agents:agent_inbox": PAGE,
    "agents:inbox_event": PAGE,
    "agents:event_retry": ACT,
    "agents:event_discard": ACT,
    "agents:agent_runs": PAGE,
    "agents:agent_config": PAGE,
    "agents:config_version": PAGE,
    "agents:agent_history": PAGE,
    "agents:change_undo": ACT,
}
ONE_AGENT = {
    "agents:agent_detail": PAGE,
    "agents:agent_edit": FORM,
    "agents:agent_discard": ACT,
    "agents:agent_recover": ACT,
    "agents:agent_talk": ACT,
    "agents:agent_trigger": ACT,
    "agents:consciousness": PAGE,
    "agents:cycle_detail": PAGE,
    "agents:consciousness_download": PAGE,
    "agents:consciousness_compact": FORM,
    "agents:snapshot_list": PAGE,
    "agents:snapshot_take": ACT,
    "agents:snapshot_detail": PAGE,
    "agents:snapshot_restore": ACT,
    "agents:server_list": PAGE,
    "agents:server_look": ACT,
    "agents:server_tool_take": ACT,
    **MINDS,
}


def about(slug, name, wanted):
    """The arguments WANTED by route NAME, about rows that the agent at SLUG has."""
    agent = Agent.objects.get(slug=slug)
    found = {"slug": slug}
    if "row" in wanted:
        model, make = MADE["plans" if name == "agents:plan_cancel" else "memories"]
        found["row"] = (model.objects.filter(entity=agent.entity).first() or make(agent)).pk
    if "event" in wanted:
        mine = InboxEvent.objects.filter(agent_entity=agent.entity)
        event = mine.first() or living.InboxEventFactory(agent_entity=agent.entity)
        found["event"] = event.pk
    if "number" in wanted and name != "agents:config_version":
        found["number"] = 1
    elif "number" in wanted:
        found["number"] = (agent.configs.first() or living.AgentConfigFactory(agent=agent)).number
    if "server" in wanted:
        found["server"] = "office"
    if "pk" in wanted:
        tools = agent.server_tools
        found["pk"] = (tools.first() or living.ServerToolFactory(agent=agent)).pk
    if "change" in wanted:
        found["change"] = (agent.changes.first() or living.AgentChangeFactory(agent=agent)).pk
    return found


MADE = {
    "plans": (Plan, lambda agent: living.PlanFactory(entity=agent.entity)),
    "memories": (AgentMemory, lambda agent: living.AgentMemoryFactory(entity=agent.entity)),
}
TOOL_CALLS = {"agents:api_tool_calls": PAGE, "agents:api_tool_result": ACT}
PROGRAMS = {"agents:api_trigger": ACT, "agents:api_trigger_event": PAGE, **TOOL_CALLS}
TABLES = (ONE_AGENT, ONE_RUN, ONE_SPACE, PROGRAMS, space_tables.PROGRAMS, otlp.PROGRAMS)


def furnished(owner):
    """An agent of OWNER that has lived one cycle, after which a snapshot was taken."""
    agent = living.LivingFactory(owner=owner, name="A private agent")
    agent.config_json["mcp"] = {"servers": [{"name": "office", "url": "http://127.0.0.1:1/mcp"}]}
    agent.save()
    live(agent, 1, words="a private memory")
    return agent
