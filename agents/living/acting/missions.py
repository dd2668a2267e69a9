"""Missions: what there is to do, and what is known of one."""

from __future__ import annotations

from typing import Any

from agents.living.acting.acts import Acting, act, text
from agents.living.acting.serving import owner_of
from agents.living.rendering import clipped
from devcraft.refusing import Kind, Refused
from missions import board, history
from missions.board import Filters
from missions.models import Mission, Status
from missions.models.missions import LEVEL_NAMES

MOST_LISTED = 50
MOST_SHOWN = 4_000
LAST_LINES = 10
TEXTS = ("description", "carbon_description", "silicon_description", "acceptance_criteria")


def _list(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    filters = Filters(
        text=args.get("words", ""),
        status=args.get("status", "open"),
        level=args.get("level"),
        quest=args.get("quest", ""),
        sort=args.get("sort", "priority"),
        after=args.get("after", ""),
    )
    page = board.listing(owner_of(acting), filters, size=int(args.get("limit", 20)))
    return {"missions": [_line(mission) for mission in page.rows], "next": page.older}


def _line(mission: Mission) -> dict[str, Any]:
    return {
        "id": mission.pk,
        "name": mission.name,
        "status": mission.status,
        "level": f"{mission.maturity_level} {mission.level_name}",
        "priority": round(mission.priority, 2),
        "assignedTo": mission.assigned_to,
        "awaitsAnswer": mission.awaiting_answer_at is not None,
    }


def _read(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    mission = named(args["missionId"], acting)
    last = mission.history_entries.order_by("-sequence")[:LAST_LINES]
    return {
        **_line(mission),
        **{name: clipped(getattr(mission, name), MOST_SHOWN) for name in TEXTS},
        "flawlessPercent": mission.flawless_percent,
        "reviewerScore": mission.reviewer_score,
        "testerScore": mission.tester_score,
        "history": [
            f"{history.stamp(line.at)} {line.actor} {line.action}: {clipped(line.text, 400)}"
            for line in reversed(last)
        ],
    }


def named(number: int, acting: Acting) -> Mission:
    """The mission NUMBER as the owner may see it. Raises Refused."""
    mission = Mission.objects.visible_to(owner_of(acting)).filter(pk=number).first()
    if mission is None:
        raise Refused("missionId", "names no mission that you may see", Kind.MISSING)
    return mission


ID = {"type": "integer", "minimum": 1, "maximum": 2**53}
ACTS = [
    act(
        "list_missions",
        "List missions of the person you work for; `next` is `after` for the following page.",
        _list,
        status={"enum": ["open", "all", *Status.values]},
        words=text(200),
        quest=text(200),
        level={"type": "integer", "minimum": 0, "maximum": len(LEVEL_NAMES) - 1},
        sort={"enum": ["priority", "newest", "oldest", "queue"]},
        limit={"type": "integer", "minimum": 1, "maximum": MOST_LISTED},
        after=text(1_000),
    ),
    act(
        "read_mission",
        "Read the texts, scores and latest history of one mission.",
        _read,
        needed=("missionId",),
        missionId=ID,
    ),
]
