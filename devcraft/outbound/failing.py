"""What can go wrong outside, told apart by whether the target may have acted."""

from __future__ import annotations

import httpx2


class NotSent(httpx2.TransportError):
    """No byte of the request left; sending it again repeats nothing."""


class AddressRefused(NotSent):
    """The target is none that may be asked; nothing connected to it."""


class OutcomeUnknown(httpx2.TransportError):
    """The request left, and no whole answer came: it may have been carried out."""


class TooLarge(httpx2.TransportError):
    """The target answered with more than is taken."""


class Unreadable(httpx2.TransportError):
    """The target answered in a coding that is not unpacked here, or wrongly packed."""
