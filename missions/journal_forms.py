"""What people type into the journal and into the memory, as domain values."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from devcraft.forms import Form
from missions import moods, tagging
from missions.forms import TEXT_LENGTH
from missions.journal_entries import Wish
from missions.journaling import Said
from missions.models import MemoryCategory
from missions.remembering import Told

VALUE_LENGTH = 5_000
UNTOLD = ("", "Not told")


def steps() -> list[tuple[str, str]]:
    return [(word, f"{word.capitalize()} ({step})") for step, word in enumerate(moods.SCALE, 1)]


class EntryForm(Form):
    """An entry; `mood` also takes the words that an import brought to this one."""

    content = forms.CharField(
        label="Text",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea({"rows": 14}),
        help_text="#12 refers to a mission, @the-forge to a world.",
    )
    mood = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    tags = forms.CharField(
        required=False,
        max_length=1000,
        help_text=f"Words, parted by commas; {tagging.MOST_TAGS} at most.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    day = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, today: date, mood: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        other = [(mood, f"{mood}, as it was")] if mood and moods.step_of(mood) is None else []
        cast("forms.ChoiceField", self.fields["mood"]).choices = [UNTOLD, *steps(), *other]

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"]
        return content.replace("\r\n", "\n")

    def clean_tags(self) -> tuple[str, ...]:
        try:
            return tuple(tagging.read(self.cleaned_data["tags"]))
        except tagging.BadTags as error:
            raise ValidationError(str(error)) from error

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError("Day must not lie in the future.")
        return day

    @property
    def said(self) -> Said:
        return Said(**self.cleaned_data)


class NarrowForm(Form):
    """Filters of the list; what cannot be used is left out and told in a sentence."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    tag = forms.CharField(label="Tag", required=False, max_length=200)
    mood = forms.CharField(label="Mood", required=False, max_length=40)
    month = forms.CharField(label="Month", required=False, max_length=40)

    def clean_month(self) -> date | None:
        """The first day of the month."""
        typed = self.cleaned_data["month"]
        try:
            return date.fromisoformat(f"{typed}-01") if typed else None
        except ValueError as error:
            raise ValidationError(
                f"Month must be one such as 2026-03; “{typed}” was left out."
            ) from error

    @property
    def wish(self) -> Wish:
        self.is_valid()
        kept = self.cleaned_data
        return Wish(
            text=kept.get("q", ""),
            tag=tagging.normal(kept.get("tag", "")),
            mood=kept.get("mood", ""),
            month=kept.get("month"),
        )

    @property
    def unknown(self) -> list[str]:
        """What the address asks for in vain, in sentences."""
        return [str(errors[0]) for errors in self.errors.values()]


class MemoryForm(Form):
    category = forms.ChoiceField(choices=MemoryCategory.choices)
    key = forms.CharField(
        max_length=200,
        help_text="What it is about, such as “reviews”; each key has one value.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    value = forms.CharField(max_length=VALUE_LENGTH, widget=forms.Textarea({"rows": 4}))

    @property
    def told(self) -> Told:
        return Told(**self.cleaned_data)
