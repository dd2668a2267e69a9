"""Lets `migrate` render one changed model at a time, so that a new desk stands in seconds.

After each operation Django renders every model that is related to the changed one by any
number of steps, which is nearly all of them here, since all lead to their user. Statements
need the changed model alone. What is left unrendered is marked by Django's own flag, and
everything is rendered anew before code runs over rows (RunPython).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

Key = tuple[str, str]


@contextmanager
def models_rendered_alone() -> Iterator[None]:
    """The statements sent are the same with and without."""
    related = ProjectState._find_reload_model  # type: ignore[attr-defined]
    ProjectState._find_reload_model = _itself  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = related  # type: ignore[attr-defined]


def _itself(state: ProjectState, app_label: str, model_name: str, *_: bool) -> set[Key]:
    state.is_delayed = True
    return {(app_label, model_name)}
