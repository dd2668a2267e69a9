"""Which file is brought in, and how."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from devcraft import zones
from devcraft.forms import Form
from missions.exchange import trials
from missions.exchange.kinds import KINDS, Kind
from missions.exchange.local_times import CHOICES
from missions.exchange.options import GROUP, KEEP, REFUSE, SKIP, WORDS, Options
from missions.models import FileKind, TimeImport

ANSWER = "answer:"


class UploadForm(Form):
    kind = forms.ChoiceField(label="Written by", choices=FileKind.choices)
    file = forms.FileField(allow_empty_file=True)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > trials.MOST_BYTES:
            raise ValidationError(
                f"File must be {trials.MOST_BYTES // 2**20} MB at most; import a larger one"
                " with the command."
            )
        return upload


class ChoicesForm(Form):
    """How a file of one kind is read; what its kind does not ask is left out."""

    zone = forms.ChoiceField(
        label="Zone of its times",
        choices=lambda: [(name, name) for name in zones.names()],
        help_text="The file does not say by which clock its times were written.",
    )
    ambiguous = forms.ChoiceField(
        label="Times that the clocks make two of",
        choices=[(REFUSE, "Ask me"), (CHOICES[0], "The earlier"), (CHOICES[1], "The later")],
    )
    overlaps = forms.ChoiceField(
        label="Entries that overlap yours",
        choices=[(SKIP, "Leave them out"), (KEEP, "Claim their time for its day")],
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(GROUP, kind.group.capitalize()), (WORDS, kind.words.capitalize())]
        self.fields["name_by"] = forms.ChoiceField(
            label="Missions are named by",
            choices=choices,
            widget=forms.RadioSelect,
            help_text="The other counts when that is empty.",
        )
        if kind.name != FileKind.TOGGL:
            del self.fields["zone"], self.fields["ambiguous"]
        if not kind.group:
            del self.fields["name_by"]

    def options(self, zone: str, answers: dict[str, str]) -> Options:
        return Options(**{"zone": zone, **self.cleaned_data}, answers=answers)


def choices_form(upload: TimeImport, sent: QueryDict | None = None) -> ChoicesForm:
    kind = KINDS[FileKind(upload.kind)]
    return ChoicesForm(sent, kind=kind, initial=upload.options)


def answers(upload: TimeImport, sent: QueryDict) -> dict[str, str]:
    """What was answered to the questions of UPLOAD, now and before."""
    known = dict(upload.options.get("answers", {}))
    for question in upload.report.get("questions", []):
        chosen = sent.get(ANSWER + question["id"], "")
        if chosen in CHOICES:
            known[question["id"]] = chosen
    return known
