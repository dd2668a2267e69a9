"""A message as text and fenced code. Pure; nothing in it is ever markup."""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r"^(`{3,})[ \t]*([\w+#.-]{0,30})[ \t]*\n(.*?)(?:^\1[ \t]*$|\Z)", re.M | re.S)


@dataclass(frozen=True)
class Part:
    """Words, or code in LANGUAGE, which may be unnamed."""

    text: str
    is_code: bool = False
    language: str = ""


def parts(said: str) -> list[Part]:
    """SAID cut at its fences; one that is not closed goes to the end."""
    found, at = [], 0
    text = said.replace("\r\n", "\n")
    for fence in FENCE.finditer(text):
        found += _words(text[at : fence.start()])
        found.append(Part(fence[3].removesuffix("\n"), is_code=True, language=fence[2]))
        at = fence.end()
    return found + _words(text[at:])


def _words(text: str) -> list[Part]:
    return [Part(text.strip("\n"))] if text.strip() else []
