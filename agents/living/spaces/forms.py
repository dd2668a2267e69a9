"""What people type in spaces: names, members, messages, answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agents.living.answering import MOST_LETTERS as LONGEST_ANSWER
from agents.living.spaces import gathering
from agents.living.speaking import MOST_LETTERS
from agents.models import Agent, Decision
from devcraft.forms import Form
from devcraft.models import User

OFF = {"autocomplete": "off", "spellcheck": "false"}


class SpaceForm(Form):
    name = forms.CharField(max_length=gathering.NAME_LENGTH)
    description = forms.CharField(
        required=False,
        max_length=gathering.DESCRIPTION_LENGTH,
        help_text="What is talked about here; agents are not told this.",
        widget=forms.Textarea({"rows": 2}),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name.isprintable():
            raise ValidationError("Name must be one line of printable text.")
        return name


class AgentChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class NewSpaceForm(SpaceForm):
    """A space with agents that USER sees and people by the names of their accounts."""

    guests = forms.CharField(
        label="People",
        required=False,
        max_length=1_000,
        help_text="Names of accounts on this desk, with commas between them.",
        widget=forms.TextInput(OFF),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Agent.objects.visible_to(user).living().order_by("name")
        self.fields["agents"] = AgentChoice(
            queryset=visible, required=False, widget=forms.CheckboxSelectMultiple
        )

    def clean_guests(self) -> list[User]:
        names = [name.strip() for name in self.cleaned_data["guests"].split(",")]
        return [person_named(name) for name in dict.fromkeys(names) if name]


class PersonForm(Form):
    person = forms.CharField(
        max_length=150,
        help_text="The name of an account on this desk.",
        widget=forms.TextInput(OFF),
    )

    def clean_person(self) -> User:
        return person_named(self.cleaned_data["person"].strip())


class SayForm(Form):
    text = forms.CharField(
        label="Message",
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(
            {"rows": 1, "placeholder": "Write a message", "data-enter": "send", "dir": "auto"}
        ),
    )
    token = forms.CharField(required=False, max_length=64)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError("Message is needed.")
        return text


class AnswerForm(Form):
    decision = forms.ChoiceField(choices=Decision, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    choice = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    arguments = forms.CharField(
        label="Arguments, as JSON",
        required=False,
        max_length=LONGEST_ANSWER,
        strip=False,
        widget=forms.Textarea({"rows": 8, "class": "config-text", "spellcheck": "false"}),
    )
    answer = forms.CharField(
        required=False,
        max_length=LONGEST_ANSWER,
        strip=False,
        widget=forms.Textarea({"rows": 2}),
    )
    is_json = forms.BooleanField(label="Is JSON", required=False)
    reason = forms.CharField(required=False, max_length=1_000)


def person_named(name: str) -> User:
    """The account called NAME, exactly. Raises ValidationError."""
    found = User.objects.filter(username=name, is_active=True, is_sample=False).first()
    if found is None:
        raise ValidationError(f"Person “{name[:60]}” has no account here that is in use.")
    return found
