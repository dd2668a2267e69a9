"""Which archive is put back."""

from __future__ import annotations

from django import forms

from devcraft.forms import Form


class ArchiveForm(Form):
    file = forms.FileField(label="Archive", help_text="A .devcraft.zip from this desk or another.")
