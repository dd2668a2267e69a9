"""Credentials and card numbers in a text, told by how they look. Pure.

A card number has a network's first digits, a length that this network has, the check digit
of ISO/IEC 7812 (Luhn), and stands in one piece or in the groups that are printed on cards.
"""

from __future__ import annotations

import re

from agents.living.config import inline

STRUCK = "[struck out]"
ISSUED = re.compile(
    r"-----BEGIN[A-Z ]*PRIVATE ?KEY.*?(?:-----END[A-Z ]*-----|\Z)"
    rf"|{inline.ISSUED.pattern}[\w+/=.-]*",
    re.DOTALL,
)
CARD = re.compile(
    r"(?<![A-Za-z0-9])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?"
    r"|\d{4}([ -])\d{6}\2\d{4,5})(?![A-Za-z0-9])"
)
NETWORKS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"
    r"|(?:5[1-5]|2[3-6]|22[3-9]|222[1-9]|27[01]|2720)\d+(?<=^\d{16})"
    r"|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}(?:\d{2})?"
    r"|(?:6011|64[4-9]|65|62)\d+(?<=^\d{16})|62\d{15,17}|35\d{14}"
    r"|(?:5[06-8]|6[37])\d{11,17}"
)


def struck(text: str) -> str:
    """TEXT with STRUCK for every credential and card number."""
    return _without_cards(ISSUED.sub(STRUCK, text))


def _without_cards(text: str) -> str:
    kept, at = [], 0
    while found := CARD.search(text, at):
        if is_card(re.sub("[ -]", "", found[0])):
            kept += [text[at : found.start()], STRUCK]
            at = found.end()
        else:
            kept.append(text[at : found.start() + 1])
            at = found.start() + 1
    return "".join([*kept, text[at:]])


def is_card(digits: str) -> bool:
    if not NETWORKS.fullmatch(digits):
        return False
    ordered = [int(digit) for digit in reversed(digits)]
    doubled = [d * 2 - 9 * (d > 4) for d in ordered[1::2]]
    return (sum(ordered[0::2]) + sum(doubled)) % 10 == 0
