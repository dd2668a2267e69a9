"""References in a text: #12 to a mission, @the-forge to a world. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

WORD_LENGTH = 120
MOST = 100
"""References of one text that are followed; later ones stay text."""
REFERENCE = re.compile(r"(?<![\w#@/&.])(?:#(?P<number>\d{1,18})(?![\w])|@(?P<name>\w[\w-]*))")


@dataclass(frozen=True)
class Reference:
    """`word` as it is stored: #12, or @ and a folded name."""

    word: str
    start: int
    end: int

    @property
    def mission(self) -> int | None:
        return int(self.word[1:]) if self.word.startswith("#") else None


@dataclass(frozen=True)
class Piece:
    """A part of a text, with the address it leads to or none."""

    text: str
    address: str = ""


def found(text: str) -> Iterator[Reference]:
    """Where TEXT refers to something, whether or not there is such a thing."""
    for match in REFERENCE.finditer(text):
        name = match["name"]
        word = f"#{int(match['number'])}" if name is None else f"@{slug(name)}"
        end = match.end() if name is None else match.start() + 1 + len(name.rstrip("-"))
        if 1 < len(word) <= WORD_LENGTH:
            yield Reference(word, match.start(), end)


def words(text: str) -> list[str]:
    """The first references of TEXT, each word once."""
    return list(dict.fromkeys(reference.word for reference in found(text)))[:MOST]


def slug(name: str) -> str:
    """NAME as one word, without case and accents: The Forge is the-forge."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return re.sub(r"\W+", "-", letters).strip("-")


def pieces(text: str, addresses: Mapping[str, str]) -> list[Piece]:
    """TEXT cut at the references whose word has one of ADDRESSES; nothing in it is markup."""
    cut, at = [], 0
    for reference in found(text):
        address = addresses.get(reference.word)
        if address:
            cut += [Piece(text[at : reference.start])] if reference.start > at else []
            cut.append(Piece(text[reference.start : reference.end], address))
            at = reference.end
    return [*cut, Piece(text[at:])] if text[at:] else cut
