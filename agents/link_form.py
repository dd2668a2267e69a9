"""A rule as a person types it: which project, or which branch, belongs to which mission."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agents.models import Subject
from agents.usage import patterns
from agents.usage.linking import branch_name
from devcraft.forms import Form
from devcraft.models import User
from missions.models import Mission
from missions.models.missions import NAME_LENGTH
from missions.naming import mission_meant


class LinkForm(Form):
    project = forms.CharField(
        max_length=400,
        help_text="As requests name it; * stands for any letters: -home-me-oasis*",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    branch = forms.CharField(
        max_length=250,
        required=False,
        help_text="Empty: every branch. * stands for any letters: feature/portal-*",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    mission = forms.CharField(
        max_length=NAME_LENGTH, help_text="Its name, a part of it, or its number such as #12."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_project(self) -> str:
        return _one_line("Project", self.cleaned_data["project"])

    def clean_branch(self) -> str:
        return _one_line("Branch", self.cleaned_data["branch"])

    def clean_mission(self) -> Mission:
        return mission_meant(self.user, self.cleaned_data["mission"].strip())

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cleaned_data
        said = found.get("project", "") + found.get("branch", "")
        letters = len(said.replace(patterns.ANY, ""))
        if "project" in found and patterns.is_pattern(said) and letters < patterns.LEAST_LETTERS:
            self.add_error(
                "project",
                f"Project and branch must say at least {patterns.LEAST_LETTERS} letters beside *.",
            )
        return found

    @property
    def subject(self) -> Subject:
        return Subject.BRANCH if self.cleaned_data["branch"] else Subject.PROJECT

    @property
    def name(self) -> str:
        """What the link is about, as links name it; of a valid form."""
        project, branch = self.cleaned_data["project"], self.cleaned_data["branch"]
        return branch_name(project, branch) if branch else project


def _one_line(label: str, text: str) -> str:
    if not text.isprintable():
        raise ValidationError(f"{label} must be one line of printable text.")
    return text
