"""Forms of the admin that say a verdict, or record what the HTTP interface records too."""

from __future__ import annotations

from typing import Any

from django import forms

from devcraft.forms import Form
from runtime_memory.models import (
    ApprovalType,
    DeployStatus,
    EventLevel,
    EventType,
    ProposalType,
    RiskLevel,
    SourceType,
    TurnRole,
    Verdict,
)

LONG = forms.Textarea(attrs={"rows": 6, "cols": 80})
NEEDS_JSON = "A JSON object."


def text(**options: Any) -> forms.CharField:
    return forms.CharField(strip=False, **options)


def json_text(**options: Any) -> forms.CharField:
    return text(widget=LONG, help_text=NEEDS_JSON, **options)


class VerdictForm(Form):
    """What an approver says about the content they have read."""

    approval_type = forms.ChoiceField(label="As", choices=())
    decision = forms.ChoiceField(choices=Verdict.choices, widget=forms.RadioSelect)
    notes = text(widget=forms.Textarea(attrs={"rows": 4, "cols": 80}), required=False)
    content_digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, types: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind, ApprovalType(kind).label) for kind in types]
        self.fields["approval_type"] = forms.ChoiceField(label="As", choices=choices)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("decision") == Verdict.REJECTED and not found.get("notes", "").strip():
            self.add_error("notes", "Notes are needed with a rejection.")
        return found


class SessionForm(Form):
    actor = text()
    channel = text(required=False, empty_value=None)
    metadata = json_text(initial="{}")


class TurnForm(Form):
    session_id = text(label="Session")
    role = forms.ChoiceField(choices=TurnRole.choices)
    content = text(widget=LONG)
    token_count = forms.IntegerField(required=False, min_value=0)
    metadata = json_text(initial="{}")


class EventForm(Form):
    run_id = text(label="Workflow run", required=False, empty_value=None)
    step_id = text(label="Step", required=False, empty_value=None)
    event_type = forms.ChoiceField(choices=EventType.choices)
    event_level = forms.ChoiceField(choices=EventLevel.choices)
    message = text(widget=LONG)
    payload = json_text(initial="{}")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("run_id") and not found.get("step_id"):
            self.add_error("run_id", "Workflow run is needed, or a step.")
        return found


class SkillForm(Form):
    skill_key = text()
    description = text(widget=LONG)
    source_type = forms.ChoiceField(choices=SourceType.choices)
    source_ref = text(required=False, empty_value=None)
    confidence = forms.FloatField(min_value=0, max_value=1, help_text="From 0 to 1.")
    metadata = json_text(initial="{}")


class ProposalForm(Form):
    skill_id = text(label="Skill")
    proposal_type = forms.ChoiceField(choices=ProposalType.choices)
    proposal = json_text(label="What is proposed")
    risk_level = forms.ChoiceField(choices=RiskLevel.choices)
    determinism_score = forms.FloatField(
        required=False, min_value=0, max_value=1, help_text="From 0 to 1; empty: unknown."
    )


class ValidationForm(Form):
    proposal_id = text(label="Proposal")
    build_pass = forms.BooleanField(required=False)
    lint_pass = forms.BooleanField(required=False)
    test_pass = forms.BooleanField(required=False)
    policy_pass = forms.BooleanField(required=False)
    details = json_text(initial="{}")


class DeployForm(Form):
    proposal_id = text(label="Proposal")
    deployment_target = text()
    status = forms.ChoiceField(choices=DeployStatus.choices)
    deployment_id = text(required=False, empty_value=None)
    summary = text(required=False, empty_value=None)
    metrics = json_text(initial="{}")


def verdict_form(types: tuple[str, ...], digest: str, data: Any = None) -> VerdictForm:
    return VerdictForm(data, types=types, initial={"content_digest": digest})
