"""Moves along the ladder, and the loop predict → observe → learn with the human's answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from devcraft.models import User
from missions import history, maturity
from missions.acts import ActRefused
from missions.models import (
    LEVEL_NAMES,
    CarbonModelEntry,
    Decision,
    Mission,
    Status,
)

READY_LEVEL = 3
ANSWERS_TO = "anorak"
CURATED_FIELDS = (
    "carbon_description",
    "silicon_description",
    "flawless_percent",
    "execution_mode",
    "dharma_path",
)


@dataclass(frozen=True)
class Enrichment:
    """What a curator brings: texts for the mission, and a guess at the human's answer."""

    message: str
    predicted_response: str
    confidence: float
    fields: dict[str, Any]


@dataclass(frozen=True)
class Guess:
    """What the human will answer to what the CONTEXT tells. `confidence` is from 0 to 1."""

    context: str
    response: str
    confidence: float


@dataclass(frozen=True)
class Answer:
    """What the human says to an enrichment. `rating` 0–10: how close the guess was."""

    is_bump: bool
    verdict: str
    rating: float
    message: str
    seconds: int = 0


def facts_of(mission: Mission) -> maturity.Facts:
    checks = mission.acceptance_checks
    return maturity.Facts(
        has_human_words=bool(mission.carbon_description.strip()),
        has_spec=bool(mission.silicon_description.strip()),
        criteria=len(checks),
        criteria_met=sum(check.is_met for check in checks),
        has_execution_mode=bool(mission.execution_mode),
        has_flawless_percent=mission.flawless_percent is not None,
        reviewer_score=mission.reviewer_score,
        tester_score=mission.tester_score,
        gamer_verdict=mission.gamer_verdict,
    )


@transaction.atomic
def raise_level(*, user: User, mission: Mission, now: datetime, reason: str = "") -> Mission:
    """One step up, through its gate. Raises ActRefused with what is missing."""
    mission = _locked(mission)
    _step_up(mission, now=now, action="raise", body={"message": reason})
    return mission


@transaction.atomic
def lower_level(*, user: User, mission: Mission, to: int, reason: str, now: datetime) -> Mission:
    """Any number of steps down, with a REASON."""
    mission = _locked(mission)
    if not 0 <= to < mission.maturity_level:
        raise ActRefused("A level can only be lowered to one below the present one.")
    history.append(
        mission,
        at=now,
        actor=history.HUMAN,
        action="lower",
        body={"fromLevel": mission.maturity_level, "toLevel": to, "message": reason},
    )
    mission.maturity_level = to
    _save(mission, now, "maturity_level")
    return mission


@transaction.atomic
def enrich(
    *,
    mission: Mission,
    enrichment: Enrichment,
    now: datetime,
    actor: str = history.CURATOR,
    call: str = "",
) -> CarbonModelEntry:
    """A curator matures MISSION and predicts the answer; the human is asked.

    A program's CALL that did so already is given the same prediction.
    """
    mission = _locked(mission)
    if earlier := _predicted_by(mission, call):
        return earlier
    _refuse_unless_open(mission)
    for name in CURATED_FIELDS:
        if name in enrichment.fields:
            setattr(mission, name, enrichment.fields[name])
    mission.assigned_to = history.HUMAN
    mission.awaiting_answer_at = now
    mission.revision += 1
    _save(mission, now, *CURATED_FIELDS, "assigned_to", "awaiting_answer_at", "revision")
    guess = Guess(enrichment.message, enrichment.predicted_response, enrichment.confidence)
    body = {
        "curatorMsg": enrichment.message,
        "flawlessPercent": enrichment.fields.get("flawless_percent"),
        "fromLevel": mission.maturity_level,
        "toLevel": mission.maturity_level,
    }
    return _keep_guess(mission, guess, now=now, actor=actor, action="mature", call=call, body=body)


@transaction.atomic
def predict(
    *, mission: Mission, guess: Guess, now: datetime, actor: str, call: str = ""
) -> CarbonModelEntry:
    """Guess the human's next answer without asking for it. Raises ActRefused.

    One guess waits at a time: one that could be replaced would prove nothing.
    """
    mission = _locked(mission)
    if earlier := _predicted_by(mission, call):
        return earlier
    _refuse_unless_open(mission)
    _refuse_ready(mission)
    if mission.predictions.pending().exists():
        raise ActRefused(f"“{mission.name}” has a prediction that waits for its answer already.")
    return _keep_guess(mission, guess, now=now, actor=actor, action="predict", call=call, body={})


def _keep_guess(
    mission: Mission,
    guess: Guess,
    *,
    now: datetime,
    actor: str,
    action: str,
    call: str,
    body: dict[str, Any],
) -> CarbonModelEntry:
    prediction = CarbonModelEntry.objects.create(
        owner=mission.owner,
        mission=mission,
        source_mission_id=mission.pk,
        mission_name=mission.name,
        context=guess.context,
        predicted_response=guess.response,
        confidence=guess.confidence,
        created_at=now,
    )
    said = {"silicondevMsg": guess.response, "silicondevConfidence": guess.confidence}
    by_call = {"toolCall": call, "predictionId": prediction.pk} if call else {}
    history.append(mission, at=now, actor=actor, action=action, body={**body, **said, **by_call})
    return prediction


def _predicted_by(mission: Mission, call: str) -> CarbonModelEntry | None:
    line = history.of_call(mission, call)
    return mission.predictions.get(pk=line.body["predictionId"]) if line else None


@transaction.atomic
def answer(*, user: User, mission: Mission, answer: Answer, now: datetime) -> Mission:
    """Bump or refine: closes the open prediction and hands the mission back.

    A bump raises the level by one through its gate and never lowers it. Raises
    ActRefused.
    """
    mission = _locked(mission)
    _refuse_unless_open(mission)
    _refuse_ready(mission)
    body = {
        "mature": answer.is_bump,
        "verdict": answer.verdict,
        "rating": answer.rating,
        "carbondevMsg": answer.message,
        "carbonSeconds": answer.seconds or None,
    }
    if answer.is_bump:
        _step_up(mission, now=now, action="feedback", body=body)
    else:
        history.append(mission, at=now, actor=history.HUMAN, action="feedback", body=body)
    mission.assigned_to = ANSWERS_TO
    mission.awaiting_answer_at = None
    _save(mission, now, "assigned_to", "awaiting_answer_at")
    _close_prediction(mission, answer, now)
    return mission


@transaction.atomic
def record_result(
    *,
    user: User,
    mission: Mission,
    kind: str,
    score: float,
    verdict: str,
    now: datetime,
    actor: str = history.HUMAN,
    message: str = "",
    call: str = "",
) -> Mission:
    """Write a review, test or play result (0–100; a play also PASS, FAIL or BLOCKED).

    ACTOR acts for USER; a program's CALL that wrote it already changes nothing.
    """
    mission = _locked(mission)
    if history.of_call(mission, call):
        return mission
    _refuse_unless_open(mission)
    column, action, key = {
        "review": ("reviewer_score", "review", "reviewerScore"),
        "test": ("tester_score", "test", "testerScore"),
        "play": ("gamer_score", "game", "gamerScore"),
    }[kind]
    setattr(mission, column, score)
    body = {key: score, "by": user.username, "message": message, "toolCall": call}
    if kind == "play":
        mission.gamer_verdict = verdict
        body["gamerVerdict"] = verdict
    _save(mission, now, column, "gamer_verdict")
    history.append(mission, at=now, actor=actor, action=action, body=body)
    return mission


def _step_up(mission: Mission, *, now: datetime, action: str, body: dict[str, Any]) -> None:
    if mission.maturity_level >= maturity.TOP:
        raise ActRefused(f"“{mission.name}” stands at the top of the ladder.")
    level = mission.maturity_level + 1
    missing = maturity.missing_for(level, facts_of(mission))
    if missing:
        raise ActRefused(
            f"Level {level} ({LEVEL_NAMES[level]}) still needs {' and '.join(missing)}."
        )
    history.append(
        mission,
        at=now,
        actor=history.HUMAN,
        action=action,
        body={**body, "fromLevel": mission.maturity_level, "toLevel": level},
    )
    mission.maturity_level = level
    _save(mission, now, "maturity_level")


def _close_prediction(mission: Mission, answer: Answer, now: datetime) -> None:
    prediction = mission.predictions.pending().order_by("-id").first()
    if prediction is None:
        return
    prediction.actual_response = answer.message or answer.verdict
    prediction.accepted = answer.verdict == "accept"
    prediction.rating = answer.rating
    prediction.decision = Decision.BUMP if answer.is_bump else Decision.REFINE
    prediction.answered_at = now
    prediction.save(
        update_fields=["actual_response", "accepted", "rating", "decision", "answered_at"]
    )


def _locked(mission: Mission) -> Mission:
    return Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)


def _refuse_unless_open(mission: Mission) -> None:
    if mission.is_in_trash or mission.status in (Status.DONE, Status.ARCHIVED):
        raise ActRefused(f"“{mission.name}” is not open any more.")


def _refuse_ready(mission: Mission) -> None:
    if mission.maturity_level >= READY_LEVEL:
        raise ActRefused(
            f"“{mission.name}” is {mission.level_name} already; bump and refine end "
            f"at {LEVEL_NAMES[READY_LEVEL]}."
        )


def _save(mission: Mission, now: datetime, *fields: str) -> None:
    mission.updated_at = now
    mission.save(update_fields=[*fields, "updated_at"])
