"""The form by which a person speaks in the place of a service."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agents.living.triggering import MOST_NAME, MOST_PAYLOAD
from devcraft import strict_json
from devcraft.forms import Form


class TriggerForm(Form):
    """A service's name and its payload as JSON; `key` tells a form that is sent twice."""

    service = forms.CharField(
        max_length=MOST_NAME,
        help_text="Who speaks, such as jira.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    payload = forms.CharField(
        required=False,
        max_length=MOST_PAYLOAD,
        help_text='JSON such as {"issue": 7}; may be empty.',
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )
    key = forms.CharField(
        required=False, max_length=64, initial=uuid.uuid4, widget=forms.HiddenInput
    )

    def clean_payload(self) -> Any:
        text: str = self.cleaned_data["payload"]
        try:
            return strict_json.parse(text) if text else None
        except strict_json.BadJson as error:
            raise ValidationError(f"Payload cannot be read: {error}.") from error
