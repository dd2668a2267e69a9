"""Why the database would not take a row, in words. Pure."""

from __future__ import annotations

from django.db.models import Model


def reason(model: type[Model], error: Exception) -> str:
    for rule in model._meta.constraints:
        if rule.name in str(error):
            return f"it breaks the rule {rule.name}"
    return f"the database refuses it: {first_line(error)}"


def first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
