"""Work on missions: make them, ripen them, report on them, guess the human's answer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from agents.living.acting.acts import Acting, act, text
from agents.living.acting.missions import ID, named
from agents.living.acting.serving import owner_of, signature
from agents.models import Run
from devcraft.refusing import Kind, Refused
from missions import editing, maturation
from missions.acts import ActRefused
from missions.dharma import KEYS
from missions.models import ExecutionMode, Mission
from missions.models.missions import NAME_LENGTH

MOST_WRITTEN = 20_000
CURATED = {
    "carbonDescription": "carbon_description",
    "siliconDescription": "silicon_description",
    "flawlessPercent": "flawless_percent",
    "executionMode": "execution_mode",
}


def _create(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    name = args["name"].strip()
    if not name:
        raise Refused("name", "is needed")
    factors = ("urgency", "easiness", "impact")
    made = editing.create(
        owner=owner_of(acting),
        name=name,
        now=acting.now,
        token=acting.key,
        actor=signature(acting),
        description=args.get("description", ""),
        quest_name=args.get("quest", ""),
        **{one: Decimal(str(round(args[one], 2))) for one in factors if one in args},
    )
    return _worked(made, acting)


def _mature(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    fields = {column: args[name] for name, column in CURATED.items() if name in args}
    if "dharma" in args:
        fields["dharma_path"] = ",".join(args["dharma"])
    made = _done(
        lambda: maturation.enrich(
            mission=named(args["missionId"], acting),
            enrichment=maturation.Enrichment(
                args["message"], args["predictedResponse"], args["confidence"], fields
            ),
            now=acting.now,
            actor=signature(acting),
            call=acting.key,
        )
    )
    return _worked(made.mission, acting) | {"predictionId": made.pk, "asked": "the human"}


def _predict(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
    made = _done(
        lambda: maturation.predict(
            mission=named(args["missionId"], acting),
            guess=maturation.Guess(args["context"], args["predictedResponse"], args["confidence"]),
            now=acting.now,
            actor=signature(acting),
            call=acting.key,
        )
    )
    return _worked(made.mission, acting) | {"predictionId": made.pk}


def _report(kind: str) -> Callable[[dict[str, Any], Acting], dict[str, Any]]:
    def report(args: dict[str, Any], acting: Acting) -> dict[str, Any]:
        reported = _done(
            lambda: maturation.record_result(
                user=owner_of(acting),
                mission=named(args["missionId"], acting),
                kind=kind,
                score=args["score"],
                verdict="",
                now=acting.now,
                actor=signature(acting),
                message=args.get("findings", ""),
                call=acting.key,
            )
        )
        return _worked(reported, acting)

    return report


def _done(what: Callable[[], Any]) -> Any:
    try:
        return what()
    except ActRefused as refusal:
        words = f"names a mission that refuses this: {str(refusal).rstrip('.')}"
        raise Refused("missionId", words, Kind.CONFLICT) from refusal


def _worked(mission: Mission, acting: Acting) -> dict[str, Any]:
    """A sign of work: what the run costs from now on is MISSION's, as its branch says."""
    acting.run.branch = f"mission-{mission.pk}"
    Run.objects.filter(pk=acting.run.pk).update(branch=acting.run.branch)
    return {"success": True, "missionId": mission.pk, "level": mission.maturity_level}


_FACTOR = {"type": "number", "minimum": 1, "maximum": 10}
_PERCENT = {"type": "number", "minimum": 0, "maximum": 100}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_LONG = text(MOST_WRITTEN)
_RESULT: dict[str, Any] = {"missionId": ID, "score": _PERCENT, "findings": _LONG}
ACTS = [
    act(
        "create_mission",
        "Write down a new mission to do.",
        _create,
        needed=("name",),
        name=text(NAME_LENGTH),
        description=_LONG,
        quest=text(200),
        urgency=_FACTOR,
        easiness=_FACTOR,
        impact=_FACTOR,
    ),
    act(
        "mature_mission",
        "Ripen a mission with what you found out, guess the human's answer, and ask for it.",
        _mature,
        needed=("missionId", "message", "predictedResponse", "confidence"),
        missionId=ID,
        message=_LONG,
        predictedResponse=_LONG,
        confidence=_SHARE,
        carbonDescription=_LONG,
        siliconDescription=_LONG,
        flawlessPercent=_PERCENT,
        executionMode={"enum": [mode for mode in ExecutionMode.values if mode]},
        dharma={"type": "array", "items": {"enum": list(KEYS)}, "uniqueItems": True},
    ),
    act(
        "report_review",
        "Report a review of a mission's work: a score from 0 to 100 and what you found.",
        _report("review"),
        needed=("missionId", "score"),
        **_RESULT,
    ),
    act(
        "report_test",
        "Report a test of a mission's work: 100 when all is green, and what you found.",
        _report("test"),
        needed=("missionId", "score"),
        **_RESULT,
    ),
    act(
        "predict_answer",
        "Guess what the human will answer about a mission; it is compared when they do.",
        _predict,
        needed=("missionId", "context", "predictedResponse", "confidence"),
        missionId=ID,
        context=_LONG,
        predictedResponse=_LONG,
        confidence=_SHARE,
    ),
]
