"""Forms whose errors name the field and the rule in one sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from devcraft import keys, zones
from devcraft.models import User

SENTENCES = {
    "required": "{label} is needed.",
    "min_value": "{label} must be at least {limit_value}.",
    "max_value": "{label} must be at most {limit_value}.",
    "min_length": "{label} must have at least {limit_value} characters.",
    "max_length": "{label} must have at most {limit_value} characters; it has {show_value}.",
    "max_digits": "{label} must have at most {max} digits.",
    "max_decimal_places": "{label} must have at most {max} decimal places.",
    "max_whole_digits": "{label} must have at most {max} digits before the point.",
    "step_size": "{label} must go in steps of {limit_value}.",
    "null_characters_not_allowed": "{label} must not hold NUL characters.",
    "invalid_choice": "{label} must be one of: {choices}.",
    "invalid": "{label} must be {kind}.",
    "invalid_image": "{label} must be {kind}.",
    "invalid_extension": "{label} must be {kind}.",
    "empty": "{label} must be {kind}, and this file is empty.",
    "ambiguous_timezone": "{label} must be a time that exists once in {current_timezone}; "
    "the clocks changed there.",
}
KINDS = {
    forms.FloatField: "a number",
    forms.DecimalField: "a number",
    forms.IntegerField: "a whole number",
    forms.DateField: "a date such as 2026-03-28",
    forms.DateTimeField: "a date and time such as 2026-03-28 14:30",
    forms.TimeField: "a time such as 14:30",
    forms.BooleanField: "yes or no",
    forms.ImageField: "a picture (PNG, JPEG, WebP or GIF)",
    forms.FileField: "a file",
}


class NamedErrors(forms.BaseForm):
    """Rewrites Django's stock messages; a message of our own passes unchanged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def add_error(self, field: str | None, error: Any) -> None:
        if not isinstance(error, ValidationError):
            error = ValidationError(error)
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(None if name == "__all__" else name, ValidationError(errors))
            return
        sentences = [self._sentence(field, one) for one in error.error_list]
        super().add_error(field, ValidationError(sentences))

    def _sentence(self, name: str | None, error: ValidationError) -> ValidationError:
        field = self.fields.get(name or "")
        pattern = SENTENCES.get(error.code or "")
        if field is None or name is None or pattern is None:
            return error
        params = dict(error.params or {})
        params["label"] = capfirst(field.label or name.replace("_", " "))
        params["kind"] = next(
            (kind for type_, kind in KINDS.items() if isinstance(field, type_)), "valid"
        )
        if isinstance(field, forms.ChoiceField):
            choices = [str(label) for _, label in field.widget.choices]
            params["choices"] = ", ".join(choices[:12]) + (", …" if choices[12:] else "")
        return ValidationError(pattern.format(**params), code=error.code)


def whole_number(text: str) -> int | None:
    """TEXT as a number of at most nine plain digits, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def first_error(form: forms.BaseForm) -> str:
    """One sentence, for answers that have room for no more."""
    return str(next(iter(form.errors.values()))[0])


class Form(NamedErrors, forms.Form):
    """Base of forms for acts."""


class ModelForm(NamedErrors, forms.ModelForm):
    """Base of forms that edit one row."""


class PasswordForm(Form):
    username = forms.CharField(
        label="Name", max_length=150, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class NewPasswordForm(NamedErrors, SetPasswordForm):
    """A password typed twice; Django's rules for it, our sentences."""


class ClientKeyForm(Form):
    name = forms.CharField(
        max_length=80,
        help_text="What the program is called; its saves carry this name.",
        widget=forms.TextInput({"placeholder": "3D client on the laptop", "autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=lambda: list(keys.SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label="Lifetime",
        coerce=int,
        choices=[(days, f"{days} days") for days in keys.LIFETIMES],
        initial=keys.LIFETIME.days,
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name.isprintable():
            raise ValidationError("Name must be one line of printable text.")
        return name


class SettingsForm(ModelForm):
    zone = forms.ChoiceField(
        choices=lambda: [(name, name) for name in zones.names()],
        help_text="Days begin and end by this zone's clock; past days stay as they were.",
    )
    day_start_hour = forms.TypedChoiceField(
        label="Day starts at",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(13)],
        help_text="Work before this hour counts as the day before.",
    )

    class Meta:
        model = User
        fields = ["zone", "day_start_hour", "theme", "has_single_keys"]

    @classmethod
    def values_of(cls, user: User) -> dict[str, Any]:
        return {name: getattr(user, name) for name in cls.Meta.fields}
