"""Begins with files that take long, so that no worker is left alone with one at the end."""

from __future__ import annotations

import pytest


def takes_long(item: pytest.Item) -> bool:
    is_lived = any(item.get_closest_marker(name) for name in ("threads", "stateful"))
    return is_lived or "browser" in item.path.parts


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    long = {item.path for item in items if takes_long(item)}
    items.sort(key=lambda item: item.path not in long)
