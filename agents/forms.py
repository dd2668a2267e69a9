"""What people say about usage: which mission something belongs to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agents.models import Subject
from devcraft.forms import Form
from devcraft.models import User
from missions.models import Mission
from missions.models.missions import NAME_LENGTH
from missions.naming import mission_meant
from missions.offering import offered


class AssignForm(Form):
    """A subject, and the mission it belongs to: chosen, or typed as its name or number."""

    subject = forms.ChoiceField(choices=Subject.choices, widget=forms.HiddenInput)
    name = forms.CharField(max_length=700, strip=False, widget=forms.HiddenInput)
    chosen = forms.CharField(label="Choose a mission", max_length=20, required=False)
    mission = forms.CharField(
        label="Mission",
        max_length=NAME_LENGTH,
        required=False,
        help_text="Or type its name, a part of it, or its number such as #12.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        options = [(f"#{mission.pk}", mission.name) for mission in offered(user)]
        self.fields["chosen"].widget = forms.Select(choices=[("", "Choose…"), *options])

    def clean_name(self) -> str:
        """Browsers send a newline, as in the name of a branch, as CR LF."""
        name: str = self.cleaned_data["name"]
        return name.replace("\r\n", "\n")

    def clean_mission(self) -> Mission:
        typed: str = self.cleaned_data["mission"].strip()
        chosen: str = self.cleaned_data.get("chosen", "")
        if typed and chosen:
            raise ValidationError("Mission must be chosen or typed, not both.")
        text = typed or chosen
        if not text:
            raise ValidationError("Mission is needed: choose one, or type its name or number.")
        return mission_meant(self.user, text)
