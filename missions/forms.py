"""What people type about missions, as domain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from devcraft.forms import Form, ModelForm
from missions import dharma, maturity
from missions.models import Horizon, Mission, Profile, Status
from missions.models.growth import OUTSIDE, SWITCHES
from missions.models.missions import LEVEL_NAMES, NAME_LENGTH

TEXT_LENGTH = 100_000


def name_field() -> forms.CharField:
    return forms.CharField(label="Name", max_length=NAME_LENGTH)


def text_area(rows: int = 6) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class SliderInput(forms.NumberInput):
    """A number input with a slider beside it that holds the same value."""

    template_name = "includes/_slider.html"


def factor_field(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(1),
        max_value=Decimal(10),
        decimal_places=2,
        initial=5,
        widget=SliderInput({"step": "0.5", "min": "1", "max": "10"}),
    )


def valor_field() -> forms.DecimalField:
    return forms.DecimalField(
        label="Valor",
        min_value=Decimal(0),
        max_value=Decimal(2),
        decimal_places=2,
        initial=Decimal(1),
        help_text="How well you were focused: 0 distracted, 1 adequate, 2 exceptional.",
        widget=SliderInput({"step": "0.1", "min": "0", "max": "2"}),
    )


class CreateForm(Form):
    name = name_field()


class NoteForm(Form):
    message = forms.CharField(
        label="Note",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea({"rows": 2, "id": "id_note"}),
    )


class PauseForm(Form):
    """Pause now, or as of an earlier local time when the timer was forgotten."""

    at = forms.DateTimeField(
        label="Pause as of",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


class CompleteForm(Form):
    valor = valor_field()
    start_next = forms.BooleanField(label="Start the next in the queue", required=False)


class OfflineForm(Form):
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=1440,
        initial=30,
        help_text="Away from the timer.",
    )
    on = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    is_done = forms.BooleanField(label="This completes the mission", required=False)
    valor = valor_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError("Day must not lie in the future.")
        return on


class ReasonForm(Form):
    reason = forms.CharField(label="Reason", max_length=200)


class LowerForm(ReasonForm):
    to = forms.TypedChoiceField(
        label="Down to", coerce=int, choices=list(enumerate(LEVEL_NAMES[: maturity.TOP]))
    )


class AnswerForm(Form):
    answer = forms.ChoiceField(
        label="Your decision",
        choices=[
            ("bump", "Bump: mature enough, one level up"),
            ("refine", "Refine: not there yet"),
        ],
        widget=forms.RadioSelect,
    )
    verdict = forms.ChoiceField(
        label="Verdict",
        choices=[("accept", "Accept"), ("modify", "Modify"), ("rewrite", "Rewrite")],
    )
    rating = forms.FloatField(
        label="Rating",
        min_value=0,
        max_value=10,
        initial=7,
        help_text="How close the guess at your answer was, 0 to 10.",
        widget=SliderInput({"step": "1", "min": "0", "max": "10"}),
    )
    message = forms.CharField(
        label="Your words", required=False, max_length=TEXT_LENGTH, widget=text_area(3)
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "refine" and not cleaned.get("message"):
            self.add_error("message", "Your words are needed to refine: say what is missing.")
        return cleaned


class ResultForm(Form):
    kind = forms.ChoiceField(
        label="Result of", choices=[("review", "Review"), ("test", "Tests"), ("play", "Play")]
    )
    score = forms.FloatField(label="Score", min_value=0, max_value=100)
    verdict = forms.ChoiceField(
        label="Play verdict",
        required=False,
        choices=[("", "—"), ("PASS", "PASS"), ("FAIL", "FAIL"), ("BLOCKED", "BLOCKED")],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "play" and not cleaned.get("verdict"):
            self.add_error("verdict", "Play verdict is needed for a play result.")
        return cleaned


class WhatIfForm(Form):
    urgency = factor_field("Urgency")
    easiness = factor_field("Easiness")
    impact = factor_field("Impact")


class FactorsForm(ModelForm):
    urgency = factor_field("Urgency")
    easiness = factor_field("Easiness")
    impact = factor_field("Impact")

    class Meta:
        model = Mission
        fields = ["urgency", "easiness", "impact"]


class ValorForm(ModelForm):
    valor = valor_field()

    class Meta:
        model = Mission
        fields = ["valor"]


class PlanForm(ModelForm):
    target_minutes = forms.IntegerField(
        label="Time box, minutes", required=False, min_value=1, max_value=10_000
    )

    class Meta:
        model = Mission
        fields = [
            "horizon",
            "assigned_to",
            "execution_mode",
            "flawless_percent",
            "dharma_path",
            "quest_name",
            "is_irl",
        ]
        labels = {"horizon": "Horizon", "flawless_percent": "Flawless %"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seconds = self.instance.target_seconds
        self.fields["target_minutes"].initial = seconds // 60 if seconds else None

    def clean_dharma_path(self) -> str:
        return dharma.clean(self.cleaned_data["dharma_path"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        minutes = cleaned.pop("target_minutes", None)
        cleaned["target_seconds"] = minutes * 60 if minutes else None
        if cleaned.get("horizon") == Horizon.FIXED and not minutes:
            self.add_error("target_minutes", "Time box, minutes is needed for a time box.")
        return cleaned


def _text_form(field: str, *, rows: int) -> type[ModelForm]:
    class TextForm(ModelForm):
        class Meta:
            model = Mission
            fields = [field]
            widgets = {field: forms.Textarea({"rows": rows, "autofocus": True})}

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields[field].validators.append(MaxLengthValidator(TEXT_LENGTH))

    return TextForm


class NameForm(ModelForm):
    name = name_field()

    class Meta:
        model = Mission
        fields = ["name", "description"]
        widgets = {"description": text_area(4)}


PARTS: dict[str, tuple[str, type[ModelForm]]] = {
    "name": ("Name and description", NameForm),
    "words": ("Human words", _text_form("carbon_description", rows=8)),
    "spec": ("Technical spec", _text_form("silicon_description", rows=12)),
    "criteria": ("Acceptance criteria", _text_form("acceptance_criteria", rows=8)),
    "factors": ("Urgency, easiness, impact", FactorsForm),
    "plan": ("Plan", PlanForm),
    "valor": ("Valor", ValorForm),
}
"""What can be edited on its own: a title and a form each."""


class ListForm(forms.Form):
    """The filters of the mission list. A bad value means its default, never an error."""

    STATUSES = [("open", "Open"), ("all", "All"), *Status.choices]
    SORTS = [
        ("priority", "Priority"),
        ("newest", "Newest"),
        ("oldest", "Oldest"),
        ("ended", "Last finished"),
        ("queue", "Queue"),
    ]

    q = forms.CharField(label="Words or #number", required=False, max_length=200)
    status = forms.ChoiceField(choices=STATUSES, required=False)
    assigned = forms.CharField(label="Assigned to", required=False, max_length=80)
    level = forms.ChoiceField(
        label="Maturity",
        required=False,
        choices=[("", "Any"), *((str(n), f"{n} {name}") for n, name in enumerate(LEVEL_NAMES))],
    )
    dharma = forms.ChoiceField(
        required=False, choices=[("", "Any"), *zip(dharma.KEYS, dharma.KEYS, strict=True)]
    )
    quest = forms.CharField(label="Quest", required=False, max_length=200)
    sort = forms.ChoiceField(choices=SORTS, required=False)

    def value(self, name: str, default: str = "") -> str:
        self.is_valid()
        found: str = self.cleaned_data.get(name, "")
        return found or default


class ProfileForm(ModelForm):
    class Meta:
        model = Profile
        fields = ["display_name", "bio"]
        widgets = {"bio": text_area(3)}

    def clean_display_name(self) -> str:
        name: str = self.cleaned_data["display_name"].strip()
        if len(name) < 2:
            raise ValidationError("Display name must have at least 2 characters.")
        return name


class SwitchesForm(ModelForm):
    """What of the game is shown."""

    class Meta:
        model = Profile
        fields = SWITCHES


class OutsideForm(ModelForm):
    """What is shown and told outside the page."""

    class Meta:
        model = Profile
        fields = OUTSIDE


class AvatarForm(Form):
    """What was uploaded; `avatars` judges it."""

    picture = forms.FileField(
        required=False, allow_empty_file=True, widget=forms.FileInput({"accept": "image/*"})
    )
    model = forms.FileField(label="3D avatar (VRM or GLB)", required=False, allow_empty_file=True)
