"""Icons are one symbol, however many code points it takes to write it."""

from __future__ import annotations

import unicodedata

from worlds.state import UNPRINTABLE

JOINER = "\u200d"
SUGGESTED = ("🌍", "🔥", "🏰", "🌲", "🏝️", "🏙️", "🚀", "🌙", "🎨", "🧪")


def is_symbol(text: str) -> bool:
    """Whether TEXT shows as a single symbol: an emoji with its modifiers, a flag, a letter."""
    if not text or UNPRINTABLE.search(text) or unicodedata.category(text[0])[0] in "CZM":
        return False
    if len(text) == 2 and all("🇦" <= letter <= "🇿" for letter in text):
        return True
    joins = False
    symbols = 0
    for letter in text:
        is_extra = letter == JOINER or unicodedata.category(letter) in ("Mn", "Me", "Sk", "Cf")
        symbols += not (is_extra or joins)
        joins = letter == JOINER
    return symbols == 1
