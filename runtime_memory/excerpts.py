"""Cuts the part out of a text that shows why it was found."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from runtime_memory.searching import Search, Term

BEFORE = 80
LENGTH = 300
WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Wanted:
    """A term word by word, folded as `folded` does."""

    words: tuple[str, ...]
    is_beginning: bool

    def ends(self, said: list[str]) -> bool:
        """Whether SAID, the words up to some place, ends with this term."""
        if not 0 < len(self.words) <= len(said):
            return False
        *before, last = said[-len(self.words) :]
        is_last = last.startswith if self.is_beginning else last.__eq__
        return before == list(self.words[:-1]) and is_last(self.words[-1])


def excerpt(texts: Sequence[str], search: Search) -> list[Piece]:
    """Some 300 characters around the first place in TEXTS that SEARCH is found in."""
    wanted = [_wanted(term) for term in search.wanted]
    for text in texts:
        first = next(hits(text, wanted), None)
        if first:
            return _marked(text, wanted, _word_start(text, first[0] - BEFORE))
    return _marked(texts[0], [], 0)


def _marked(text: str, wanted: list[Wanted], start: int) -> list[Piece]:
    """LENGTH characters of TEXT from START on, cut where a hit begins or ends."""
    end = start + LENGTH
    pieces = [Piece("… ")] if start else []
    for begun, ended in takewhile(lambda hit: hit[1] <= end, hits(text, wanted, start)):
        if begun < start:
            continue
        pieces += [Piece(text[start:begun])] if begun > start else []
        pieces.append(Piece(text[begun:ended], is_hit=True))
        start = ended
    pieces.append(Piece(text[start:end]))
    return [*pieces, Piece(" …")] if len(text) > end else pieces


def hits(text: str, wanted: list[Wanted], start: int = 0) -> Iterator[tuple[int, int]]:
    """Where TEXT holds one of WANTED from START on: its ends, in the order of the last."""
    longest = max((len(one.words) for one in wanted), default=0)
    said: deque[tuple[str, int]] = deque(maxlen=longest)
    for word in WORD.finditer(text, start) if wanted else ():
        said.append((folded(word[0]), word.start()))
        words = [one for one, _ in said]
        found = [len(one.words) for one in wanted if one.ends(words)]
        if found:
            yield said[-max(found)][1], word.end()


def folded(word: str) -> str:
    """WORD without case and accents, nearly as both databases compare it."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def _wanted(term: Term) -> Wanted:
    return Wanted(tuple(folded(word) for word in WORD.findall(term.text)), term.is_beginning)


def _word_start(text: str, place: int) -> int:
    """PLACE, or the start of the next word if that is near."""
    if place <= 0:
        return 0
    space = text.find(" ", place, place + BEFORE // 2)
    return place if space < 0 else space + 1
