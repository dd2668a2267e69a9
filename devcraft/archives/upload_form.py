"""Which archive is put back."""

from __future__ import annotations

from django import forms

from devcraft.forms import Form

MOST_BYTES = 128 * 1024 * 1024


class ArchiveForm(Form):
    file = forms.FileField(
        label="Archive",
        help_text=f"A .devcraft.zip of at most {MOST_BYTES // 2**20} MB, of this desk or another.",
    )
