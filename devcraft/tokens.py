"""What is stored of a secret that somebody was handed once."""

from __future__ import annotations

import hashlib


def digest(secret: str) -> str:
    """SHA-256 in hex: enough for what is random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()
