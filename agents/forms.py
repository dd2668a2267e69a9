"""What people say about usage: which mission something belongs to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agents.models import Subject
from devcraft.forms import Form, whole_number
from devcraft.models import User
from missions.models import Mission, Status

MOST_OFFERED = 50


class AssignForm(Form):
    """A subject, and the mission it belongs to: chosen, or typed as its number."""

    subject = forms.ChoiceField(choices=Subject.choices, widget=forms.HiddenInput)
    name = forms.CharField(max_length=700, strip=False, widget=forms.HiddenInput)
    mission = forms.CharField(
        label="Mission",
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "placeholder": "#12", "list": "missions"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        """Browsers send a newline, as in the name of a branch, as CR LF."""
        name: str = self.cleaned_data["name"]
        return name.replace("\r\n", "\n")

    def clean_mission(self) -> Mission:
        number = whole_number(self.cleaned_data["mission"].strip().removeprefix("#"))
        if number is None:
            raise ValidationError("Mission must be the number of a mission, such as #12.")
        found = Mission.objects.visible_to(self.user).filter(pk=number).first()
        if found is None:
            raise ValidationError(f"Mission #{number} does not exist, or it is not yours.")
        return found


def offered(user: User) -> list[Mission]:
    """Missions that work may belong to: those in progress and the most urgent to do."""
    open_ones = Mission.objects.kept().filter(owner=user, status__in=[Status.WIP, Status.TODO])
    return list(open_ones.order_by("-status", "-priority", "-id")[:MOST_OFFERED])
