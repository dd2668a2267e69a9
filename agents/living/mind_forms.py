"""Forms for what an agent keeps in mind; their limits are those of its own acts."""

from __future__ import annotations

from typing import Any

from django import forms

from agents.living.acting.minding import GOAL, MEMORY
from agents.living.acting.planning import PLAN
from agents.models import ChangeSubject, GoalStatus, PlanStatus
from devcraft.forms import Form

ZONE_HINT = "By the clock of your zone. What has passed is due at once."


class Lines(forms.CharField):
    """Text as it was typed; browsers send a new line as CR LF."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 6)
        super().__init__(strip=False, widget=forms.Textarea({"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


def _most(schema: dict[str, Any], name: str) -> int:
    most: int = schema["properties"][name]["maxLength"]
    return most


class SeenForm(Form):
    """A row as it was when it was `seen`, as the moment of its last change; empty when new."""

    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class MemoryForm(SeenForm):
    key = forms.CharField(
        max_length=_most(MEMORY, "key"),
        help_text="What the value is asked for by.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    value = Lines(max_length=_most(MEMORY, "value"))


class GoalForm(SeenForm):
    description = Lines(max_length=_most(GOAL, "description"), rows=4)
    priority = forms.IntegerField(
        min_value=GOAL["properties"]["priority"]["minimum"],
        max_value=GOAL["properties"]["priority"]["maximum"],
        initial=0,
        help_text="The higher, the earlier it stands in the prompt.",
    )
    status = forms.ChoiceField(choices=GoalStatus, initial=GoalStatus.ACTIVE)


class PlanForm(SeenForm):
    name = forms.CharField(max_length=_most(PLAN, "name"))
    instruction = Lines(max_length=_most(PLAN, "instruction"), required=False)
    scheduled_at = forms.DateTimeField(
        label="When",
        help_text=ZONE_HINT,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        """A plan that is given another moment waits for it."""
        typed = self.cleaned_data
        typed["instruction"] = typed.get("instruction") or None
        if "scheduled_at" not in self.changed_data:
            typed.pop("scheduled_at", None)
        elif "scheduled_at" in typed:
            typed |= {"next_run_at": typed["scheduled_at"], "status": PlanStatus.PENDING}
            typed["completed_at"] = None
        return typed


class RecurringForm(SeenForm):
    """A plan by cron, whose times are the scheduler's."""

    name = forms.CharField(max_length=_most(PLAN, "name"))
    instruction = Lines(max_length=_most(PLAN, "instruction"), required=False)

    def clean_instruction(self) -> str | None:
        return self.cleaned_data["instruction"] or None


FORMS: dict[ChangeSubject, type[SeenForm]] = {
    ChangeSubject.MEMORY: MemoryForm,
    ChangeSubject.GOAL: GoalForm,
    ChangeSubject.PLAN: PlanForm,
}


def form_of(subject: ChangeSubject, row: Any = None) -> type[SeenForm]:
    """The form for ROW, or for a new one of SUBJECT."""
    return RecurringForm if getattr(row, "is_recurring", False) else FORMS[subject]
