"""Sample skills, profile versions, and proposals in every state, in the order of their days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from devcraft.models import User
from runtime_memory import approvers, governing, groups
from runtime_memory.models import ChainEntry, Proposal
from runtime_memory.store import RuntimeMemoryStore as store

LENGTH = timedelta(days=22)
GREEN = dict.fromkeys(("build_pass", "lint_pass", "test_pass", "policy_pass"), True)
PLAIN = {"tone": "plain", "asks_before": ["deploy"], "most_steps": 12}
PATIENT = PLAIN | {"asks_before": ["deploy", "delete"]}
HASTY = PATIENT | {"most_steps": 60}
CALM = PATIENT | {"tone": "calm", "most_steps": 20}
SHORT = PATIENT | {"tone": "one word", "asks_before": []}

SKILLS = (
    ("ask before deleting", "Ask a person before anything is deleted that no backup holds.",
     "conversation", 0.92),
    ("warm shaders early", "Compile shaders while the hall loads, so that no gate stutters.",
     "conversation", 0.81),
    ("keep tests apart", "Slow upload tests belong into the night run.", "doc", 0.67),
    ("answer calmly", "People read a calm answer to the end.", "external", 0.58),
)  # fmt: skip


@dataclass
class Days:
    """The acts of one desk, told by how many days ago they happened.

    All of them come after the newest line of the audit trail, as if the clock had never been
    set back: on a younger desk the days are shorter, by the factor PACE.
    """

    owner: User
    now: datetime
    pace: float
    skills: dict[str, str] = field(default_factory=dict)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days) * self.pace

    def propose(self, skill: str, days: float, **fields: Any) -> Proposal:
        given: dict[str, Any] = {"proposed_by": "tom", "determinism_score": 0.97}
        return store.create_proposal(
            skill_id=self.skills[skill],
            proposer_person=self.owner.person,
            now=self.ago(days),
            **given | fields,
        )

    def change(
        self, skill: str, days: float, content: dict[str, Any], risk: str = "low"
    ) -> Proposal:
        """A change of Tom's behavior, with a green validation."""
        body = {"target": "behavior", "name": "tom", "content": content}
        row = self.propose(
            skill, days, proposal_type="config_change", proposal=body, risk_level=risk
        )
        self.validate(row, days - 0.1)
        return row

    def validate(self, row: Proposal, days: float, **found: bool) -> None:
        governing.validate(proposal_id=row.pk, validator="ci", now=self.ago(days), **GREEN | found)

    def deploy(self, row: Proposal, days: float, **found: Any) -> None:
        governing.deploy(
            proposal_id=row.pk,
            deployment_target="runtime-memory",
            by=self.owner.username,
            now=self.ago(days),
            **found,
        )

    def decide(self, row: Proposal, days: float, decision: str, notes: str) -> None:
        """OWNER's verdict, if theirs counts: an approver, who approves alone or rejects."""
        row.refresh_from_db()
        is_refused = decision == "approved" and approvers.is_armed()
        if is_refused or "human" not in groups.types_of(self.owner):
            return
        governing.decide(
            proposal_id=row.pk,
            user=self.owner,
            approval_type="human",
            decision=decision,
            content_digest=row.content_digest,
            notes=notes,
            now=self.ago(days),
        )


def fill(owner: User, *, now: datetime) -> None:
    days = Days(owner, now, _pace(now))
    _learn(days)
    _promote(days)
    _reject(days)
    _wait(days)


def _pace(now: datetime) -> float:
    """What share of LENGTH has passed since the newest line, from 0 to 1."""
    last = ChainEntry.objects.order_by("-seq").first()
    return 1.0 if last is None else min(1.0, max(0.0, (now - last.at) / LENGTH))


def _learn(days: Days) -> None:
    for kind, name, content in (
        ("behavior", "tom", PLAIN),
        ("personality", "tom", {"voice": "dry", "humour": 0.3}),
    ):
        store.publish_profile(
            kind=kind,
            profile_name=name,
            content=content,
            created_by=days.owner.username,
            rationale="How Tom began",
            owner=days.owner,
            now=days.ago(21),
        )
    for number, (key, description, source, confidence) in enumerate(SKILLS):
        skill = store.record_skill(
            skill_key=key,
            description=description,
            source_type=source,
            confidence=confidence,
            metadata={"sample": True},
            owner=days.owner,
            now=days.ago(20 - number),
        )
        days.skills[key] = skill.pk


def _promote(days: Days) -> None:
    """One change that stayed, and one that was taken back after a day."""
    stayed = days.change("ask before deleting", 14, PATIENT)
    days.deploy(stayed, 13.5, status="succeeded")
    hasty = days.change("keep tests apart", 9, HASTY)
    days.deploy(hasty, 8.5, status="succeeded")
    days.deploy(
        hasty,
        7.5,
        status="rolled_back",
        summary="Sixty steps without a question were too many.",
        metrics={"runs": 31, "runs_stopped_by_hand": 9},
    )


def _reject(days: Days) -> None:
    row = days.change("answer calmly", 6, SHORT, "medium")
    words = "A calm answer is not a short one, and he must go on asking before he deploys."
    days.decide(row, 5.5, "rejected", words)


def _wait(days: Days) -> None:
    """A draft whose tests fail, a patch that security has not seen, a change nobody has read."""
    patch = {"path": "hall/gate.py", "diff": "-compile_on_sight()\n+warm_up(while_loading=hall)"}
    failed = days.propose(
        "keep tests apart",
        4,
        proposal_type="code_patch",
        proposal={"path": "tests/test_upload.py", "diff": "+@pytest.mark.night"},
        risk_level="low",
    )
    days.validate(failed, 3.9, test_pass=False)
    high = days.propose(
        "warm shaders early",
        2,
        proposal_type="code_patch",
        proposal=patch,
        risk_level="high",
    )
    days.validate(high, 1.9)
    days.decide(high, 1.5, "approved", "Measured on three phones.")
    days.change("answer calmly", 1, CALM, "medium")
