"""Keeps the pictures drawn from states, so that each is drawn once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from worlds import state
from worlds.models import WorldPicture, WorldState
from worlds.pictures import VERSION
from worlds.pictures.card import draw_card


@dataclass(frozen=True)
class Form:
    """One use of a picture and its size in pixels."""

    name: str
    width: int
    height: int


CARD = Form("card", 600, 400)
PREVIEW = Form("preview", 1200, 630)
NOTHING = "nothing"


def png(held: WorldState | None, form: Form) -> bytes:
    """The picture of HELD, drawn now if it was not; of an empty world for None."""
    if held is None:
        return draw_card(state.read(state.EMPTY), width=form.width, height=form.height)
    kept = WorldPicture.objects.filter(state=held.pk, form=form.name, version=VERSION).first()
    return bytes(kept.png) if kept else _draw(held, form)


def keep_card(held: WorldState | None) -> None:
    """Draw the gallery's picture of HELD unless it is there."""
    drawn = WorldPicture.objects.filter(form=CARD.name, version=VERSION)
    if held is not None and not drawn.filter(state=held.pk).exists():
        _draw(held, CARD)


def mark(digest: str) -> str:
    """Says in an address which state, by DIGEST, and which way of drawing a picture shows."""
    return f"{VERSION}-{digest[:12]}"


def tag(held: WorldState | None, form: Form) -> str:
    """Names what a picture shows: equal tags, equal pictures."""
    return f"{VERSION}-{form.name}-{held.pk if held else NOTHING}"


def _draw(held: WorldState, form: Form) -> bytes:
    drawn = draw_card(held.read(), width=form.width, height=form.height)
    with transaction.atomic():
        locked = WorldState.objects.select_for_update(no_key=True).filter(pk=held.pk)
        if locked.values_list("pk").first():  # it may be gone since
            WorldPicture.objects.update_or_create(
                state_id=held.pk, form=form.name, defaults={"version": VERSION, "png": drawn}
            )
    return drawn
