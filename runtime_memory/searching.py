"""What somebody types to search the memory: words, "phrases", a beginning* and -without.

Nothing typed is ever a mistake: what cannot be searched is left out and told.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_TERMS = 8
FEWEST_OF_A_BEGINNING = 2
CHUNK = re.compile(r'(?P<minus>-*)(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>\S+))')


@dataclass(frozen=True)
class Term:
    """Words that stand side by side, as typed; with `is_beginning` the last may go on."""

    text: str
    is_beginning: bool = False


@dataclass(frozen=True)
class Search:
    """A row must hold each of `wanted` and none of `unwanted`; `notes` tell what was left out."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()


def read(typed: str) -> Search:
    chunks = [chunk for chunk in CHUNK.finditer(_plain(typed)) if _is_sayable(chunk[0])]
    notes = []
    if typed.strip() and not chunks:
        notes.append("A word needs a letter or a digit.")
    if len(chunks) > MOST_TERMS:
        notes.append(f"Only the first {MOST_TERMS} words and phrases were searched.")
    chunks = chunks[:MOST_TERMS]
    wanted = tuple(
        _term(chunk, notes, is_last=chunk is chunks[-1]) for chunk in chunks if not chunk["minus"]
    )
    unwanted = tuple(_term(chunk, notes, is_last=False) for chunk in chunks if chunk["minus"])
    if unwanted and not wanted:
        notes.append("Words to leave out need a word to find beside them.")
    return Search(wanted, unwanted, tuple(notes))


def _plain(typed: str) -> str:
    """TYPED as a database can hold it, each accented letter as one character."""
    storable = typed.replace("\x00", " ").encode(errors="ignore").decode()
    return unicodedata.normalize("NFC", storable)


def _is_sayable(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _term(chunk: re.Match[str], notes: list[str], *, is_last: bool) -> Term:
    text = chunk["word"] if chunk["phrase"] is None else chunk["phrase"]
    if not text.endswith("*"):
        return Term(text)
    letters = re.split(r"[\W_]+", text.rstrip("*"))[-1]
    if is_last and len(letters) >= FEWEST_OF_A_BEGINNING:
        return Term(text, is_beginning=True)
    notes.append(
        f"“{text[:40]}” was searched without its star: only the last word may be a beginning,"
        f" of {FEWEST_OF_A_BEGINNING} letters or more."
    )
    return Term(text)
