from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from devcraft import strict_json
from devcraft.forms import Form
from worlds import icons, state
from worlds.models import Visibility
from worlds.models.worlds import ICON_LENGTH, NAME_LENGTH
from worlds.state import MOST_TAGS, TAG_LENGTH

MOST_REVISIONS = 2**31 - 1
MEANINGS = {
    Visibility.PRIVATE: "only you",
    Visibility.UNLISTED: "whoever has the link; in no list",
    Visibility.PUBLIC: "listed here, and whoever has the link; only you can change it",
    Visibility.PUBLIC_EDIT: "like public, and everyone signed in may save into it",
}


def one_line(value: str) -> None:
    is_seen = any(unicodedata.category(letter)[0] not in "CZM" for letter in value)
    if not is_seen or value != state.label(value, most=len(value)):
        raise ValidationError("Name must be one line of printable text.")


def one_symbol(value: str) -> None:
    if not icons.is_symbol(value):
        raise ValidationError("Icon must be a single symbol, such as 🌍.")


class NameForm(Form):
    name = forms.CharField(label="Name", max_length=NAME_LENGTH, validators=[one_line])


class DescribeForm(NameForm):
    icon = forms.CharField(
        max_length=ICON_LENGTH,
        validators=[one_symbol],
        widget=forms.TextInput({"list": "icons", "size": 4, "autocomplete": "off"}),
    )
    tags = forms.CharField(
        required=False,
        max_length=600,
        help_text=f"Words, parted by commas; {MOST_TAGS} at most.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_tags(self) -> list[str]:
        parts = self.cleaned_data["tags"].split(",")
        words = [state.label(part, most=len(part)).lower() for part in parts]
        tags = sorted({word for word in words if word})
        if len(tags) > MOST_TAGS:
            raise ValidationError(f"Tags must be at most {MOST_TAGS}; there are {len(tags)}.")
        for tag in tags:
            if len(tag) > TAG_LENGTH:
                raise ValidationError(
                    f"Tags must have at most {TAG_LENGTH} characters; “{tag[:40]}” has {len(tag)}."
                )
        return tags


class ShareForm(Form):
    visibility = forms.ChoiceField(
        label="Who can open it",
        choices=[(kind.value, f"{kind.label}: {MEANINGS[kind]}") for kind in Visibility],
        widget=forms.RadioSelect,
    )

    def clean_visibility(self) -> Visibility:
        return Visibility(self.cleaned_data["visibility"])


class SnapshotForm(Form):
    name = forms.CharField(
        label="Name of the snapshot",
        max_length=NAME_LENGTH,
        validators=[one_line],
        widget=forms.TextInput({"placeholder": "Before the tower", "autocomplete": "off"}),
    )


class StateFile(forms.FileField):
    """A world file; its value is the `state.Export` that it holds."""

    widget = forms.FileInput({"accept": ".json,application/json"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload.size > strict_json.MOST_BYTES + 64 * 1024:
            raise ValidationError(
                f"File is {upload.size / 2**20:,.1f} MB; a world may be"
                f" {strict_json.MOST_BYTES // 2**20} MB at most."
            )
        try:
            return state.read_export(upload.read())
        except state.BadState as error:
            raise ValidationError(str(error)) from error


class UploadForm(Form):
    """A file to become the world's next version."""

    file = StateFile(label="World file")
    base_revision = forms.IntegerField(
        min_value=0, max_value=MOST_REVISIONS, widget=forms.HiddenInput
    )


class ImportForm(Form):
    file = StateFile(label="World file")
