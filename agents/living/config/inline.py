"""Secrets written into a config, told by how they look. Pure.

A config is shown, compared and exported; a secret belongs into a variable of the server.
"""

from __future__ import annotations

import math
import re
from collections import Counter

from agents.living.config.texts import REFERENCE

ISSUED = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:sk|pk|rk)[-_](?:[a-z]+[-_])*[A-Za-z0-9_-]{16,}"
    r"|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[\w-]{16,}"
    r"|xox[a-z]-[A-Za-z0-9-]{10,}|A(?:KIA|SIA)[A-Z0-9]{16}|AIza[\w-]{30,}"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*|-----BEGIN[A-Z ]*PRIVATE ?KEY"
    r")"
)
"""Shapes that issuers of keys made recognisable on purpose."""
CREDENTIALS = re.compile(r"\s*(?:basic|bearer|token|apikey)\s+(\S{8,})", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z0-9+/_=-]{20,}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
HEX = re.compile(r"[0-9a-f]{32,}", re.IGNORECASE)
RANDOM, RANDOM_LETTERS, RANDOM_HEX = 3.7, 4.3, 3.0
"""Bits per letter above which nobody typed it."""


def is_issued(text: str) -> bool:
    """Whether TEXT, wherever it stands, holds a key as an issuer writes it."""
    return bool(ISSUED.search(text))


def is_literal(header: str) -> bool:
    """Whether the value of a HEADER is or holds a credential that is not a reference."""
    rest = REFERENCE.sub(" ", header)
    return bool(CREDENTIALS.match(rest)) or any(_is_random(word) for word in WORD.findall(rest))


def _is_random(word: str) -> bool:
    if UUID.fullmatch(word):
        return False
    if HEX.fullmatch(word):
        return _bits(word) > RANDOM_HEX
    is_mixed = re.search(r"[0-9]", word) and re.search(r"[A-Za-z]", word)
    return _bits(word) > (RANDOM if is_mixed else RANDOM_LETTERS)


def _bits(word: str) -> float:
    """Shannon entropy per letter."""
    counts = Counter(word).values()
    return -sum(n / len(word) * math.log2(n / len(word)) for n in counts)
