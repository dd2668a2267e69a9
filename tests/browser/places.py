"""Every page there is, by name, on a desk that `demo.fill` has filled."""

from __future__ import annotations

from agents.models import Agent, UsageEvent
from missions.models import LocalDay, Mission
from runtime_memory.models import Proposal, Session, Skill, WorkflowRun
from tests.factories.living import LivingFactory
from worlds.models import World

PLAIN = {
    "today": "/",
    "waiting": "/waiting/",
    "board": "/missions/",
    "list": "/missions/?status=all&sort=newest",
    "list with filters": "/missions/?status=open&level=1&quest=Yatra+of+the+Gates",
    "list without a match": "/missions/?q=unicorn",
    "archived": "/missions/?status=archived",
    "trash": "/missions/trash/",
    "profile": "/profile/",
    "profile edit": "/profile/edit/",
    "settings": "/settings/",
    "client keys": "/settings/client-keys/",
    "keys": "/keys/",
    "more": "/more/",
    "billing": "/billing/?period=month",
    "requests": "/billing/requests/?period=month",
    "requests without a match": "/billing/requests/?period=month&project=unicorn",
    "requests, refused": "/billing/requests/?period=century&share=stolen&project=oasis",
    "billing of all time": "/billing/?period=all",
    "ranking": "/billing/by/session/?period=month",
    "unassigned work": "/billing/unassigned/",
    "agents": "/agents/",
    "agents in the archive": "/agents/?tab=archived",
    "new agent": "/agents/new/",
    "worlds": "/worlds/",
    "worlds found": "/worlds/?q=coast&sort=objects&tag=coast",
    "worlds shared": "/worlds/?tab=shared",
    "worlds in the trash": "/worlds/?tab=trash&sort=nonsense",
    "sessions": "/memory/",
    "sessions as of a day": "/memory/?as_of=2026-11-20T10:00",
    "runs": "/memory/runs/",
    "skills": "/memory/skills/",
    "profiles": "/memory/profiles/",
    "behavior": "/memory/profiles/behavior/tom/",
    "behavior compared": "/memory/profiles/behavior/tom/compare/?from=1&to=2",
    "personality nobody has": "/memory/profiles/personality/unicorn/",
    "as of": "/memory/as-of/",
    "as of, refused": "/memory/as-of/?at=yesterday",
    "scorecard": "/memory/scorecard/",
    "audit": "/memory/audit/",
    "memory search": "/memory/search/",
    "memory found": "/memory/search/?q=gate",
    "memory search without a match": "/memory/search/?q=unicorn+-x&kind=events",
    "memory search, refused": "/memory/search/?q=!!!&kind=dreams",
    "skills in the past": "/memory/skills/?as_of=2026-11-18T09:00",
    "skills, refused": "/memory/skills/?as_of=soon",
    "profiles in the past": "/memory/profiles/?as_of=2026-11-18T09:00",
    "nothing here": "/missions/999999999/",
}
ADMIN = {
    "index": "/admin/",
    "list": "/admin/missions/mission/",
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
FORMS = ("name", "words", "spec", "criteria", "factors", "plan")


def places(owner) -> dict[str, str]:
    """Addresses of all pages on the filled desk of OWNER."""
    running = address(owner, "Fix the portal gate")
    asked = address(owner, "Import old worlds without loss")
    done = address(owner, "Find the flaky upload test")
    reopened = address(owner, "Gate opens on the phone")
    day = LocalDay.objects.filter(owner=owner, done_count__gt=0).latest("day").day
    world = World.objects.get(owner=owner, name="Lighthouse Cottage")
    version = world.snapshots.get(is_pinned=True)
    at = world.get_absolute_url()
    agent = Agent.objects.filter(owner=owner).living().first() or LivingFactory(owner=owner)
    return {
        **PLAIN,
        **memories(owner),
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
        "day": f"/missions/days/{day.isoformat()}/",
        "request": UsageEvent.objects.filter(owner=owner).latest("at").get_absolute_url(),
        "request of unknown cost": UsageEvent.objects.filter(owner=owner, cost_pico=None)
        .earliest("at")
        .get_absolute_url(),
    }


def memories(owner) -> dict[str, str]:
    """A session, a run, the lineages of all skills, and parts of them."""
    session = Session.objects.get(owner=owner, status="completed")
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
