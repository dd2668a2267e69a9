"""The eight dharma keys and the comma-separated path that missions carry."""

from django.core.exceptions import ValidationError

KEYS = (
    "view",
    "intention",
    "speech",
    "action",
    "livelihood",
    "effort",
    "mindfulness",
    "concentration",
)


def clean(path: str) -> str:
    """PATH with known keys only, each once. Raises ValidationError for another word."""
    keys = [part.strip().lower() for part in path.split(",") if part.strip()]
    unknown = [key for key in keys if key not in KEYS]
    if unknown:
        raise ValidationError(
            f"Dharma path must be made of {', '.join(KEYS)}; {unknown[0]!r} is none of them."
        )
    return ",".join(dict.fromkeys(keys))
