"""What of a row must be said otherwise on another desk: numbers in texts, what was going on."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from agents.living.config import reading
from agents.living.config.reading import BadConfig
from agents.living.recurring import BadCron, following
from agents.living.tending import MODELS as OF_MIND
from agents.models import (
    AnswerStatus,
    InboxStatus,
    RunStatus,
    SmartSpaceMessage,
    StopReason,
)
from agents.models.calls import OPEN as ASKED
from agents.models.runs import ENDED
from agents.usage import runs
from devcraft.archives.cells import BadCell
from devcraft.archives.ids import LEFT, UNMISTAKABLE, Ids
from devcraft.archives.report import Report
from devcraft.archives.tables import TABLES
from devcraft.models import User
from devcraft.models.accounts import validate_zone
from missions.exchange.reading import LATEST_YEAR, OLDEST_YEAR
from missions.exchange.writing import LONGEST_DAYS
from missions.models import CloseReason, Mission

Values = dict[str, Any]
PARKED = "Put back from an archive of {}: see what it did since, then start it."
WENT_ON = "It went on when the archive was made."
SHARE = re.compile(r"[A-Za-z0-9_-]{1,22}")
AWARDED = re.compile(r"mission:(\d+):")


class LeftOut(Exception):
    """The row does not come along; the text says why."""


@dataclass(frozen=True)
class Turn:
    """What the archive comes from, and where it goes."""

    user: User
    ids: Ids
    report: Report
    now: datetime
    made_at: datetime
    slugs: dict[str, str]
    paused: list[int]
    """Missions whose clock ran when the archive was made."""

    def mission(self, old: Any) -> int:
        """The mission that the archive calls OLD. Raises BadCell and LeftOut."""
        new = self.ids.new(Mission, old)
        if new is None:
            raise BadCell(f"it names mission {str(old)[:20]}, which the archive does not hold")
        if new == LEFT:
            raise LeftOut("its mission did not come along")
        return int(new)


def _agent(turn: Turn, values: Values) -> None:
    config = values["config_json"]
    if not isinstance(config, dict):
        raise BadCell("config_json must be an object")
    if foreign := config.get("foreign"):
        values.update(slug="", name=runs.foreign_name(turn.user, foreign))
        return
    try:
        reading.checked(config)
    except BadConfig as error:
        raise BadCell(f"config_json: {str(error).rstrip('.')}") from error
    if not values["slug"]:
        raise BadCell("slug must not be empty")
    if values["archived_at"] is None and values["parked_at"] is None:
        values.update(parked_at=turn.now, parked_reason=PARKED.format(turn.report.made_at[:10]))


def _change(turn: Turn, values: Values) -> None:
    """A line about a row of a mind must not name one that is somebody's here."""
    model = next((OF_MIND[one] for one in OF_MIND if one == values["subject"]), None)
    named = model and model.objects.filter(pk=values["subject_id"])
    if named and named.exclude(entity__owner=turn.user).exists():
        values["subject_id"] = uuid.uuid4()


def _run(turn: Turn, values: Values) -> None:
    if values["status"] not in ENDED:
        values.update(status=RunStatus.FAILED, completed_at=turn.now, error=WENT_ON)
        values.update(stop_reason=StopReason.CANCELED)


def _question(turn: Turn, values: Values) -> None:
    if values["status"] in ASKED:
        values.update(status=AnswerStatus.EXPIRED)


def _event(turn: Turn, values: Values) -> None:
    """What waits there is not done here as well; nobody's words are told by an event."""
    if values["status"] in (InboxStatus.PENDING, InboxStatus.PROCESSING):
        values.update(status=InboxStatus.FAILED, error=WENT_ON)
    if values["status"] == InboxStatus.FAILED:
        named = set(UNMISTAKABLE.findall(str(values["data"])))
        told = SmartSpaceMessage.objects.filter(pk__in={name for name in named if "-" in name})
        if told.filter(~Q(smart_space__owner=turn.user)).exists():
            raise LeftOut("it names a message of a space that is not in the archive")


def _plan(turn: Turn, values: Values) -> None:
    try:
        following(values["cron"] or "0 0 * * *", values["zone"], turn.now)
    except BadCron as error:
        raise BadCell(str(error)) from error


def _edit(turn: Turn, values: Values) -> None:
    for name in ("before", "after"):
        if not isinstance(values[name], dict):
            raise BadCell(f"{name} must be an object")
        if "mission_id" in values[name]:
            values[name]["mission_id"] = turn.mission(values[name]["mission_id"])


def _award(turn: Turn, values: Values) -> None:
    if match := AWARDED.match(values["key"]):
        values["key"] = f"mission:{turn.mission(match[1])}:{values['key'][match.end() :]}"


def _budget(turn: Turn, values: Values) -> None:
    if values["mission_id"]:
        values["subject"] = str(values["mission_id"])
    elif values["agent_id"]:
        values["subject"] = turn.slugs.get(values["subject"], values["subject"])


def _entry(turn: Turn, values: Values) -> None:
    """A clock that ran is paused at the moment of the archive: the other desk has it still."""
    try:
        validate_zone(values["zone"])
    except ValidationError as error:
        raise BadCell("zone must be a name from the time zone database") from error
    start, discarded = values["started_at"], values["discarded_at"]
    if start and values["ended_at"] is None and discarded is None:
        values.update(
            ended_at=max(start, min(turn.made_at, turn.now)), close_reason=CloseReason.PAUSE
        )
        turn.paused.append(values["mission_id"])
    for name in ("started_at", "ended_at", "claimed_on"):
        if values[name] and not OLDEST_YEAR <= values[name].year <= LATEST_YEAR:
            raise BadCell(f"{name} must lie in the years {OLDEST_YEAR} to {LATEST_YEAR}")
    length = values["ended_at"] - start if start and values["ended_at"] else timedelta()
    claimed = timedelta(seconds=min(values["claimed_seconds"] or 0, 10**9))
    if max(length, claimed) > timedelta(days=LONGEST_DAYS):
        raise BadCell(f"it must not be longer than {LONGEST_DAYS} days")


def _world(turn: Turn, values: Values) -> None:
    if not SHARE.fullmatch(values["share_id"]):
        raise BadCell("share_id must be up to 22 letters and digits")


def _visit(turn: Turn, values: Values) -> None:
    by = values["author_id_here"]
    if by not in (True, False, None):
        raise BadCell("author_id_here must be true, false or empty")
    values["author_id_here"] = turn.user.pk if by else None


def _source(turn: Turn, values: Values) -> None:
    """Where a row came from is known of rows that came along alone."""
    model = MODELS.get(values["target_table"])
    new = model and turn.ids.new(model, values["target_id"])
    if not new:
        raise LeftOut("the row that it tells of is not in the archive")
    values["target_id"] = new


RAW = {("worlds.WorldChange", "author_id_here"), ("devcraft.SourceRow", "target_id")}
"""Columns that point at something without being references."""
MODELS = {table.model._meta.db_table: table.model for table in TABLES}
TURNS: dict[str, Callable[[Turn, Values], None]] = {
    "devcraft.SourceRow": _source,
    "agents.Agent": _agent,
    "agents.AgentChange": _change,
    "agents.Run": _run,
    "agents.PendingToolCall": _question,
    "agents.InboxEvent": _event,
    "agents.Plan": _plan,
    "agents.Budget": _budget,
    "missions.TimeEntry": _entry,
    "missions.EntryEdit": _edit,
    "missions.XpEntry": _award,
    "worlds.World": _world,
    "worlds.WorldChange": _visit,
}
