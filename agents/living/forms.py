"""Forms for agents: a config from a few fields, or from its JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.text import slugify

from agents.living.config import reading
from agents.living.config.reading import BadConfig
from agents.living.config.saying import Mistake
from agents.living.config.shape import Config
from agents.models.agents import NAME_LENGTH, SLUG_LENGTH
from devcraft.forms import Form

PROVIDERS = ("openai", "anthropic", "openai-compatible", "scripted")
RESERVED = {"new", "stop-all"}
LONGEST_PROMPT = 100_000
FIELD_OF = {
    "agent.name": "name",
    "agent.system": "prompt",
    "model.provider": "provider",
    "model.name": "model",
}
SLUG = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", "Slug must be small letters, digits and single -.", code="slug"
)


class SlugForm(Form):
    """Where the new agent stands; its `config` once it is valid."""

    slug = forms.CharField(
        required=False,
        max_length=SLUG_LENGTH,
        validators=[SLUG],
        help_text="Its address here; left empty, it is made from the name.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    mistakes: list[Mistake]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mistakes = []

    def slug_for(self, name: str) -> str:
        """The slug typed, else one made of NAME. Raises ValidationError."""
        slug: str = self.cleaned_data.get("slug") or slugify(name)[:SLUG_LENGTH].strip("-_")
        if not slug:
            raise ValidationError("Slug is needed: the name has no letters to make one from.")
        if slug in RESERVED:
            raise ValidationError(f"Slug must not be {slug!r}, which has a meaning here.")
        return slug

    def settle_slug(self, config: Config) -> None:
        if "slug" in self.errors:
            return
        try:
            self.cleaned_data["slug"] = self.slug_for(config.agent.name)
        except ValidationError as error:
            self.add_error("slug", error)


class PlainForm(SlugForm):
    """The least that makes an agent."""

    field_order = ("name", "slug", "provider", "model", "prompt")
    name = forms.CharField(max_length=NAME_LENGTH)
    provider = forms.ChoiceField(choices=[(name, name) for name in PROVIDERS])
    model = forms.CharField(
        max_length=NAME_LENGTH,
        help_text="As its provider names it, such as gpt-4o.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    prompt = forms.CharField(
        required=False,
        max_length=LONGEST_PROMPT,
        help_text="Who the agent is and what it cares about.",
        widget=forms.Textarea({"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if {"name", "provider", "model"} <= typed.keys():
            about = {"name": typed["name"], "system": typed.get("prompt", "")}
            model = {"provider": typed["provider"], "name": typed["model"]}
            self._read({"version": "3.0", "agent": about, "model": model})
        return typed

    def _read(self, raw: dict[str, Any]) -> None:
        try:
            self.cleaned_data["config"] = reading.checked(raw)
        except BadConfig as error:
            for mistake in error.mistakes:
                self.add_error(FIELD_OF.get(mistake.path), mistake.sentence)
            return
        self.settle_slug(self.cleaned_data["config"])


class ConfigField(forms.CharField):
    """The text of a config, kept as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 24, "spellcheck": "false", "class": "config-text"})
        super().__init__(label="Config", strip=False, widget=widget, **kwargs)


class PastedForm(SlugForm):
    """An agent from its config. `mistakes` are those in the config, by path."""

    config = ConfigField()

    def clean_config(self) -> Config | None:
        return read_into(self.mistakes, self.cleaned_data["config"])

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("config") is not None:
            self.settle_slug(self.cleaned_data["config"])
        return self.cleaned_data


class ConfigForm(Form):
    """A changed config, the digest of the one it began as, and of the one last looked at."""

    config = ConfigField()
    opened = forms.CharField(max_length=64, widget=forms.HiddenInput)
    shown = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mistakes: list[Mistake] = []

    def clean_config(self) -> Config | None:
        return read_into(self.mistakes, self.cleaned_data["config"])


def read_into(mistakes: list[Mistake], text: str) -> Config:
    """The config that TEXT holds; what is wrong goes to MISTAKES. Raises ValidationError."""
    try:
        return reading.read(text)
    except BadConfig as error:
        mistakes.extend(error.mistakes)
        count = len(mistakes)
        raise ValidationError(
            f"Config has {count} mistake{'' if count == 1 else 's'}; nothing was saved."
        ) from error
