"""What people say about usage: which mission something belongs to."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agents.models import Subject
from agents.offering import offered
from devcraft.forms import Form, whole_number
from devcraft.models import User
from missions import search
from missions.models import Mission
from missions.models.missions import NAME_LENGTH

MOST_NAMED = 5
NUMBER = re.compile(r"#?\d+")


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
        return self._numbered(text) if NUMBER.fullmatch(text) else self._named(text)

    def _numbered(self, text: str) -> Mission:
        number = whole_number(text.removeprefix("#"))
        if number is None:
            raise ValidationError("Mission must be a name, or a number such as #12.")
        found = Mission.objects.visible_to(self.user).filter(pk=number).first()
        if found is None:
            raise ValidationError(f"Mission #{number} does not exist, or it is not yours.")
        return found

    def _named(self, text: str) -> Mission:
        kept = Mission.objects.kept().visible_to(self.user)
        found = list(kept.filter(search.holding(text)).order_by("-id")[: MOST_NAMED + 1])
        exact = [mission for mission in found if mission.name.casefold() == text.casefold()]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(f"Mission “{text}” was not found by its name; try its number.")
        names = "; ".join(f"#{mission.pk} {mission.name}" for mission in found[:MOST_NAMED])
        more = "; …" if len(found) > MOST_NAMED else ""
        raise ValidationError(f"Mission must be one; “{text}” is in {names}{more}.")
