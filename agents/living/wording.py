"""The words of a text as recall keeps and finds them. Pure.

Scripts without spaces have no words to cut: a query in them is looked for by pairs of
letters, anywhere in a run.
"""

from __future__ import annotations

import re

from runtime_memory.excerpts import WORD, folded

MOST_TERMS = 24
WHOLE_UP_TO = 2
"""Shorter words count only when they stand alone; longer ones also as a beginning."""
RUN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff]+")


def kept(text: str) -> str:
    """The words of TEXT, each once, between single spaces."""
    words = dict.fromkeys(folded(word) for word in WORD.findall(text))
    return f" {' '.join(words)} " if words else ""


def terms(query: str) -> list[str]:
    """What must stand in `kept` for each word of QUERY, spaces at its ends included."""
    found: list[str] = []
    for word in map(folded, WORD.findall(query)):
        if RUN.search(word):
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        else:
            found.append(f" {word} " if len(word) <= WHOLE_UP_TO else f" {word}")
    return list(dict.fromkeys(found))[:MOST_TERMS]


def excerpt(text: str, looked_for: list[str], length: int = 300) -> str:
    """The part of TEXT of about LENGTH letters that holds most of the terms LOOKED_FOR."""
    places = [(m.start(), terms_in(m[0], looked_for)) for m in WORD.finditer(text)]
    hits = [(at, found) for at, found in places if found]
    if not hits:
        return text[:length]
    start, _ = max(hits, key=lambda hit: _weight(hits, hit[0], length))
    start = max(0, start - length // 6)
    return f"{'…' if start else ''}{text[start : start + length]}"


def terms_in(word: str, looked_for: list[str]) -> set[str]:
    spaced = f" {folded(word)} "
    return {term for term in looked_for if term in spaced}


def _weight(hits: list[tuple[int, set[str]]], start: int, length: int) -> int:
    """Letters of the different terms that stand within LENGTH from START."""
    near: set[str] = set().union(*(t for at, t in hits if start <= at < start + length))
    return sum(len(term) for term in near)
