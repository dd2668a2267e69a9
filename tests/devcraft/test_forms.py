from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from devcraft.forms import SENTENCES, Form, first_error


class Sample(Form):
    """One field of every kind that forms of ours use."""

    words = forms.CharField(label="your words", min_length=2, max_length=4)
    count = forms.IntegerField(min_value=1, max_value=9)
    step = forms.IntegerField(required=False, step_size=2)
    share = forms.FloatField(required=False)
    price = forms.DecimalField(required=False, max_digits=4, decimal_places=2)
    day = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)
    hour = forms.TimeField(required=False)
    pick = forms.ChoiceField(required=False, choices=[(n, f"No. {n}") for n in range(20)])
    picture = forms.ImageField(required=False)
    mail = forms.EmailField(required=False)

    def clean_hour(self):
        if self.cleaned_data.get("hour") and self.cleaned_data["hour"].hour == 13:
            raise ValidationError("Thirteen is an unlucky hour.")
        return self.cleaned_data.get("hour")


UNREACHABLE = {"missing", "contradiction", "incomplete", "overflow"}  # by a browser
SAID = [
    ("words", "", "Your words is needed."),
    ("words", "a", "Your words must have at least 2 characters."),
    ("words", "abcde", "Your words must have at most 4 characters; it has 5."),
    ("words", "a\x00", "Your words must not hold NUL characters."),
    ("count", "0", "Count must be at least 1."),
    ("count", "11", "Count must be at most 9."),
    ("step", "3", "Step must go in steps of 2."),
    ("count", "1.5", "Count must be a whole number."),
    ("share", "most", "Share must be a number."),
    ("share", "nan", "Share must be a number."),
    ("price", "dear", "Price must be a number."),
    ("price", "12345", "Price must have at most 4 digits."),
    ("price", "123", "Price must have at most 2 digits before the point."),
    ("price", "1.234", "Price must have at most 2 decimal places."),
    ("day", "soon", "Day must be a date such as 2026-03-28."),
    ("moment", "soon", "Moment must be a date and time such as 2026-03-28 14:30."),
    ("hour", "noon", "Hour must be a time such as 14:30."),
    ("hour", "13:00", "Thirteen is an unlucky hour."),
    ("pick", "99", "Pick must be one of: No. 0, No. 1, No. 2, No. 3, No. 4, No. 5, No. 6, No. 7, "
     "No. 8, No. 9, No. 10, No. 11, …."),
    ("mail", "nowhere", "Mail must be valid."),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "sentence"), SAID)
def test_an_error_names_the_field_and_the_rule_in_one_sentence(field, value, sentence):
    form = Sample({"words": "fine", "count": "3"} | {field: value})

    assert not form.is_valid()
    assert form.errors == {field: [sentence]}


@pytest.mark.parametrize("text", ["{label}", "{0}", "%(x)s", "{label.__class__}", "{}{}"])
def test_what_was_typed_is_never_a_pattern(text):
    form = Sample({"words": text * 4, "count": "3"})

    assert "must have at most 4 characters" in first_error(form)


@pytest.mark.parametrize(
    ("name", "content"), [("x.png", b"<svg/>"), ("x.png", b""), ("x.exe", b"x")]
)
def test_a_file_that_is_no_picture_is_said_by_name(name, content):
    files = {"picture": SimpleUploadedFile(name, content)}

    form = Sample({"words": "fine", "count": "3"}, files)

    assert first_error(form).startswith("Picture must be ")


def test_every_stock_rule_has_a_sentence():
    stock = {
        code
        for field in Sample.base_fields.values()
        for kind in type(field).__mro__
        for code in getattr(kind, "default_error_messages", {})
    }

    assert sorted(stock - SENTENCES.keys() - UNREACHABLE) == []


def test_the_first_error_is_one_plain_sentence():
    assert first_error(Sample({})) == "Your words is needed."
