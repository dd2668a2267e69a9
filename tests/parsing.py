"""Python source as a tree.

While CPython 3.11 builds one tree it must not build another (its issue 106905): a collection
in between may report a forgotten task, whose traceback is drawn with a tree of its own.
"""

from __future__ import annotations

import ast
import gc


def parsed(source: str) -> ast.Module:
    gc.disable()
    try:
        return ast.parse(source)
    finally:
        gc.enable()
