"""Every page there is, by name, on a desk that `demo.fill` has filled."""

from __future__ import annotations

import dataclasses

from agents.living import journal
from agents.living.spaces import meeting
from agents.models import Agent, Run, RunStep, ServerState, UsageEvent
from missions import journaling
from missions.exchange import trials
from missions.exchange.options import Options
from missions.models import FileKind, Journal, LocalDay, Mission, TimeEntry
from runtime_memory.models import Proposal, Session, Skill, WorkflowRun
from tests.agents.living.spaces.rooms import ask, say, show_call
from tests.agents.living.tables import furnished
from tests.agents.runs.lived import interrupted, long, planned
from tests.browser.addresses import PLAIN
from tests.factories import living
from tests.factories.agents import MORNING, RunFactory
from tests.factories.exchange import TimeImportFactory
from tests.factories.living import LivingFactory
from tests.missions.exchange.samples import NOW, TOGGL_OLD, TWICE
from worlds.models import World

ADMIN = {
    "index": "/admin/",
    "list": "/admin/missions/mission/",
    "everything": "/search/?q=gate",
    "everything agents said": "/search/?q=gate&in=agents",
    "nothing anywhere": "/search/?q=unicorn",
    "search": "/admin/missions/mission/?q=gate&status=todo",
    "users": "/admin/devcraft/user/",
    "prices": "/admin/agents/priceversion/",
    "price override": "/admin/agents/priceversion/add/",
    "approvals": "/admin/runtime_memory/proposal/",
    "every proposal": "/admin/runtime_memory/proposal/?status=all",
    "recorded turns": "/admin/runtime_memory/turn/",
    **{
        f"record a {table}": f"/admin/runtime_memory/{table}/add/"
        for table in (
            *("session", "turn", "taskevent", "skill"),
            *("proposal", "validation", "deployoutcome"),
        )
    },
}
TABS = ("", "history/", "time/", "agents/", "score/")
WORLD_TABS = ("", "?q=wood", "history/", "describe/", "sharing/", "versions/")
MIND = ("", "?q=memory", "?q=unicorn", "cycles/1/", "compact/", "snapshots/", "snapshots/1/")
FORMS = ("name", "words", "spec", "criteria", "factors", "plan")


def places(owner) -> dict[str, str]:
    """Addresses of all pages on the filled desk of OWNER."""
    running = address(owner, "Fix the portal gate")
    asked = address(owner, "Import old worlds without loss")
    done = address(owner, "Find the flaky upload test")
    reopened = address(owner, "Gate opens on the phone")
    day = LocalDay.objects.filter(owner=owner, done_count__gt=0).latest("day").day
    world = World.objects.get(owner=owner, name="Lighthouse Cottage")
    version = world.snapshots.filter(is_pinned=True).latest("created_at", "pk")
    at = world.get_absolute_url()
    agent = Agent.objects.filter(owner=owner).living().first() or LivingFactory(owner=owner)
    mind = f"{furnished(owner).get_absolute_url()}consciousness/"
    return {
        **PLAIN,
        **memories(owner),
        **written(owner),
        **{f"world {tab}": at + tab for tab in WORLD_TABS},
        "world version": f"{at}versions/{version.pk}/",
        "world compared": f"{at}versions/compare/?from={version.pk}",
        "world by its link": world.share_url,
        **{f"running mission {tab}": running + tab for tab in TABS},
        **{f"edit {form}": f"{running}edit/{form}/" for form in FORMS},
        "edit valor": f"{done}edit/valor/",
        "complete": f"{running}complete/",
        "offline time": f"{running}offline/",
        "what if": f"{running}what-if/?urgency=9&easiness=5&impact=3",
        "what if, refused": f"{running}what-if/?urgency=11&easiness=5&impact=3",
        "asked mission": asked,
        "asked mission history": f"{asked}history/",
        "done mission": done,
        "done mission score": f"{done}score/",
        "done mission offline time": f"{done}offline/",
        "reopened mission score": f"{reopened}score/",
        "mission in the trash": address(owner, "Rewrite everything in one night"),
        "archived mission": address(owner, "Drop the legacy panel"),
        "agent": agent.get_absolute_url(),
        "agent's config": f"{agent.get_absolute_url()}edit/",
        **{f"consciousness {part}": mind + part for part in MIND},
        "consciousness of nothing": f"{agent.get_absolute_url()}consciousness/",
        **minds(agent),
        **runs(owner),
        **served(owner),
        **brought(owner),
        "space": talked_in(owner, agent),
        "space's settings": f"{talked_in(owner, agent)}settings/",
        "day": f"/missions/days/{day.isoformat()}/",
        "time entry": f"/time/{TimeEntry.objects.filter(owner=owner).latest('id').pk}/",
        "move the rest": f"{running}quiet/move/",
        "request": UsageEvent.objects.filter(owner=owner).latest("at").get_absolute_url(),
        "request of unknown cost": UsageEvent.objects.filter(owner=owner, cost_pico=None)
        .earliest("at")
        .get_absolute_url(),
    }


def brought(owner) -> dict[str, str]:
    """A file that was tried and asks back, and one that was imported."""
    tried = trials.try_out(
        owner=owner,
        kind=FileKind.TOGGL,
        file_name="toggl.csv",
        content=TOGGL_OLD + TWICE,
        options=Options(zone="Europe/Berlin"),
        now=NOW,
    )
    options = Options(zone="Europe/Berlin")
    done = TimeImportFactory(owner=owner, file_name="timew.json", kind="timewarrior")
    trials.carry_out(tried, options, now=NOW)
    again = trials.try_out(
        owner=owner,
        kind=FileKind.TOGGL,
        file_name="again.csv",
        content=TOGGL_OLD + TWICE,
        options=options,
        now=NOW,
    )
    made = {"file that was imported": tried, "file to be imported": again, "file of nothing": done}
    return {name: f"/missions/files/imports/{one.pk}/" for name, one in made.items()}


def minds(agent) -> dict[str, str]:
    """All tabs of AGENT, with something on each."""
    at = agent.get_absolute_url()
    memory = living.AgentMemoryFactory(entity=agent.entity, key="tone", value="Short.\nNo jargon.")
    living.GoalFactory(entity=agent.entity)
    living.PlanFactory(entity=agent.entity, recurring=True)
    event = living.InboxEventFactory(agent_entity=agent.entity, status="failed", error="It broke.")
    living.AgentChangeFactory(agent=agent, subject="memory", kind="removed", words="tone")
    RunFactory(agent=agent, agent_entity=agent.entity, owner=agent.owner, done=True)
    number = living.AgentConfigFactory(agent=agent).number
    tabs = ("edit/", "mind/", "inbox/", "inbox/?status=failed", "runs/", "config/", "history/")
    parts = ("mind/memories/", "mind/goals/?status=all", "mind/plans/", "mind/plans/new/")
    rows = (f"mind/memories/{memory.pk}/", f"inbox/{event.pk}/", f"config/{number}/")
    return {f"agent's {part}": at + part for part in (*tabs, *parts, *rows)}


def runs(owner) -> dict[str, str]:
    """A run with everything in it, with a step chosen; one that goes on; one from a log."""
    run = long(owner, 4, status="failed", completed_at=MORNING, error="It broke.")
    step = run.steps.get(number=2)
    RunStep.objects.filter(pk=step.pk).update(error=journal.INTERRUPTED, status="failed")
    planned(run, tool_name="deploy", args={"words": "long" * 60, "lines": "a\nb"})
    going_on = RunFactory(owner=owner)
    interrupted(going_on)
    foreign = Run.objects.filter(owner=owner, origin="claude_code").latest("started_at")
    return {
        "run": f"/runs/{run.pk}/",
        "run with a step": f"/runs/{run.pk}/?step=3&whole=yes",
        "run that goes on": f"/runs/{going_on.pk}/",
        "run from a log": f"/runs/{foreign.pk}/",
    }


def served(owner) -> dict[str, str]:
    """An agent with servers, which asks its owner outside any space."""
    agent = LivingFactory(owner=owner)
    servers = [{"name": name, "url": f"https://{name}.example.org/mcp"} for name in ("a", "b")]
    Agent.objects.filter(pk=agent.pk).update(
        config_json={**agent.config_json, "mcp": {"servers": servers}}
    )
    for name, taken in (("list_prs", "1" * 64), ("merge_" * 8, "")):
        living.ServerToolFactory(
            agent=agent, server="a", name=name, digest="1" * 64, taken_digest=taken
        )
    ServerState.objects.create(agent=agent, server="b", error="b could not be asked: no answer")
    run = RunFactory(agent=agent, agent_entity=agent.entity, owner=owner)
    for kind in ("approval", "answer"):
        call = planned_in(run, kind)
        living.PendingToolCallFactory(agent_entity=agent.entity, call=call, kind=kind)
    at = agent.get_absolute_url()
    return {"agent that asks": at, "servers of an agent": f"{at}servers/"}


def planned_in(run, name):
    return living.ToolCallFactory(run=run, tool_name=name, args={"words": "long" * 60})


def talked_in(owner, agent) -> str:
    """The space of OWNER and AGENT with all that can stand in one."""
    space = meeting.with_agent(agent, user=owner, now=MORNING)
    if not space.messages.exists():
        space.agent = agent
        say(space, owner, "Look:\n```py\nx = 1\n```\n" + "long" * 60)
        show_call(say(space, agent), "complete")
        ask(space)
        ask(space, "answer", tool="confirm", args={"options": ["noon", "after lunch"]})
        ask(space, resolved=True)
    return space.get_absolute_url()


def memories(owner) -> dict[str, str]:
    """A session, a run, the lineages of all skills, and parts of them."""
    session = Session.objects.filter(owner=owner, status="completed").earliest("started_at", "pk")
    runs = WorkflowRun.objects.filter(owner=owner)
    skills = Skill.objects.filter(owner=owner)
    change = Proposal.objects.filter(skill__owner=owner, proposal_type="config_change").last()
    at = f"/memory/skills/{change.skill_id}/"
    return {
        "session": f"/memory/sessions/{session.pk}/",
        **{f"{run.status} run": f"/memory/runs/{run.pk}/" for run in runs},
        **{f"lineage of {skill}": f"/memory/skills/{skill.pk}/" for skill in skills},
        "lineage as of a day": f"{at}?as_of={change.updated_at.isoformat()[:16]}",
        "changes": f"{at}proposals/{change.pk}/changes/",
    }


def written(owner) -> dict[str, str]:
    """The pages of an entry that was edited."""
    entry = Journal.objects.filter(owner=owner).latest("created_at", "pk")
    said = journaling.of(entry)
    later = dataclasses.replace(said, content=f"{said.content}\nAnd later.")
    stored = journaling.edit(
        entry=entry, said=later, base_revision=entry.revision, worlds={}, now=MORNING
    )
    at = stored.get_absolute_url()
    return {"entry": at, "entry edit": f"{at}edit/", "entry history": f"{at}history/"}


def proposals(owner) -> dict[str, str]:
    """The admin's page of each proposal."""
    found = Proposal.objects.filter(skill__owner=owner)
    return {
        f"{row.risk_level} {row.status} {row.proposal_type}": (
            f"/admin/runtime_memory/proposal/{row.pk}/change/"
        )
        for row in found
    }


def address(owner, name: str) -> str:
    return Mission.objects.get(owner=owner, name=name).get_absolute_url()
