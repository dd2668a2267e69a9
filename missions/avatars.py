"""Avatars: what a person uploads is judged, re-made and kept under its own hash."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import warnings
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

PICTURE_BYTES = 2 * 1024 * 1024
MODEL_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 256
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
GLB_MAGIC, GLB_JSON = 0x46546C67, 0x4E4F534A


class BadAvatar(ValueError):
    """The upload is not what it must be; the text says which rule it broke."""


@dataclass(frozen=True)
class Judged:
    """An upload that may be kept."""

    content: bytes
    extension: str


def picture_of(raw: bytes) -> Judged:
    """Decode, crop to a square, drop all metadata and make a WebP."""
    if len(raw) > PICTURE_BYTES:
        raise BadAvatar("Picture must not be larger than 2 MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise BadAvatar("Picture must not have more than 40 million pixels.")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, BadAvatar):
            raise
        raise BadAvatar("Picture must be a PNG, JPEG, WebP or GIF file.") from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise BadAvatar("Picture must not have more than 40 million pixels.") from error
    square = ImageOps.fit(upright, (SIDE, SIDE))
    made = io.BytesIO()
    square.save(made, "WEBP", quality=85)
    return Judged(made.getvalue(), "webp")


def model_of(raw: bytes, name: str) -> Judged:
    """Check that the file is a binary glTF (VRM and GLB are); it stays as it is."""
    if len(raw) > MODEL_BYTES:
        raise BadAvatar("3D avatar must not be larger than 10 MB.")
    if not _is_glb(raw):
        raise BadAvatar("3D avatar must be a VRM or GLB file.")
    return Judged(raw, "vrm" if name.lower().endswith(".vrm") else "glb")


def _is_glb(raw: bytes) -> bool:
    if len(raw) < 20:
        return False
    magic, version, length, json_length, kind = struct.unpack_from("<IIIII", raw)
    if (magic, kind) != (GLB_MAGIC, GLB_JSON) or version != 2 or length != len(raw):
        return False
    try:
        return isinstance(json.loads(raw[20 : 20 + json_length]), dict)
    except (ValueError, RecursionError):
        return False


def keep(judged: Judged) -> str:
    """Store under the hash of the content; returns the address here."""
    name = f"avatars/{hashlib.sha256(judged.content).hexdigest()}.{judged.extension}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(judged.content))
    return f"/{name}"
