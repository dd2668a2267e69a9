"""Signs on a map: badges, pins, legend, scale and north; worlds.css colours them."""

from __future__ import annotations

from django.utils.html import escape

from worlds.pictures.camera import Box
from worlds.pictures.palette import sky
from worlds.pictures.scene import WORDS
from worlds.pictures.shapes import Pin
from worlds.state import Kind, State

STEPS = (1, 2, 5)
LETTER = 7.4
BADGES = {
    "added": ("+", "M0 -9A9 9 0 1 1 0 9A9 9 0 1 1 0 -9z"),
    "removed": ("−", "M-8 -8H8V8H-8z"),
    "moved": ("→", "M0 -11L11 0L0 11L-11 0z"),
    "changed": ("~", "M-5 -9H5L10 0L5 9H-5L-10 0z"),
}  # fmt: skip
ICONS = {
    Kind.CRAFTED: "M7 0L14 4V10L7 14L0 10V4zM7 14V8M0 4L7 8L14 4",
    Kind.PLACEMENT: "M1 5H13V13H1zM0 2H14V5H0zM7 5V13",
    Kind.CONJURED: "M7 0L13 6L7 14L1 6zM1 6H13",
    Kind.LIGHT: "M7 4A3 3 0 1 1 7 10A3 3 0 1 1 7 4zM7 0V2M7 12V14M0 7H2M12 7H14",
    Kind.WINDOW: "M1 2H13V12H1zM1 5H13",
    Kind.AVATAR: "M7 1A3 3 0 1 1 7 7A3 3 0 1 1 7 1zM1 14C1 9 13 9 13 14z",
}


def badge(mark: str, box: Box, place: int) -> str:
    """A ring around BOX, and a sign of its own shape and letter for MARK beside it."""
    letter, outline = BADGES[mark]
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    wide, high = max(box.width / 2 + 5, 11), max(box.height / 2 + 5, 11)
    place_of = (
        f' x="{x - wide:.1f}" y="{y - high:.1f}" width="{wide * 2:.1f}" height="{high * 2:.1f}"'
        ' rx="10"/>'
    )
    ring = f'<rect class="world-halo"{place_of}<rect class="world-ring"{place_of}'
    return (
        f'<g class="world-mark world-{mark}" aria-hidden="true">{"" if place else ring}'
        f'<g transform="translate({x + wide - place * 22:.1f} {max(y - high, 12):.1f})">'
        f'<path class="world-badge" d="{outline}"/>'
        f'<text class="world-letter" y="4.5" text-anchor="middle">{letter}</text></g></g>'
    )


def focus_ring(box: Box) -> str:
    """Shown while its thing has the focus; browsers draw no outline inside pictures."""
    return (
        f'<rect class="world-focus" x="{box.left - 11:.0f}" y="{box.top - 11:.0f}"'
        f' width="{box.width + 22:.0f}" height="{box.height + 22:.0f}" rx="14"/>'
    )


def pin_box(pin: Pin) -> Box:
    return Box(pin.x - 13, pin.y - 13, pin.x + 13, pin.y + 13)


def pin_sign(pin: Pin) -> str:
    """A round sign with the icon of what it stands for, and an arrow towards it."""
    arrow = ""
    if pin.angle is not None:
        arrow = (
            f'<path class="world-arrow" transform="rotate({pin.angle:.0f})" d="M16 -6L25 0L16 6z"/>'
        )
    many = len(pin.things)
    inside = (
        f'<path class="world-icon" transform="translate(-7 -7)" d="{ICONS[pin.things[0].kind]}"/>'
        if many == 1
        else f'<text class="world-count" y="4" text-anchor="middle">{many:,}</text>'
    )
    return (
        f'<g transform="translate({pin.x:.1f} {pin.y:.1f})"><circle class="world-note" r="13"/>'
        f"{arrow}{inside}</g>"
    )


def legend(state: State, title: str, top: float) -> str:
    """What the map holds in one line, and the kinds that occur, each with its icon."""
    entries = []
    x = 2.0
    for kind in WORDS:
        if count := state.counts[kind]:
            text = f"{count:,} {WORDS[kind][count != 1]}"
            entries.append(
                f'<g transform="translate({x:.0f} {top + 34:.0f})"><path class="world-icon"'
                f' d="{ICONS[kind]}"/><text x="20" y="12">{text}</text></g>'
            )
            x += 36 + len(text) * LETTER
    looks = f'{escape(title)}<tspan class="world-weather">. Sky: {sky(state.sky).word}.</tspan>'
    return (
        f'<g class="world-legend"><text class="world-reading" x="2"'
        f' y="{top + 22:.0f}">{looks}</text>'
        f'<g class="world-kinds">{"".join(entries)}</g></g>'
    )


def scale_bar(scale: float, right: float, top: float) -> str:
    """A bar of a round number of units, 60 to 160 pixels long."""
    units = next(
        step * 10.0**power
        for power in range(-6, 12)
        for step in STEPS
        if step * 10.0**power * scale >= 60
    )
    long = units * scale
    text = f"{units:,g} unit" + ("" if units == 1 else "s")
    return (
        f'<g class="world-scale" transform="translate({right - 8:.0f} {top + 34:.0f})">'
        f'<path d="M{-long:.1f} 0v6H0v-6"/><text x="0" y="-5"'
        f' text-anchor="end">{text}</text></g>'
    )


def north(right: float, *, is_plan: bool) -> str:
    """Where -z lies, which the 3D clients call north."""
    turn = 0 if is_plan else 60
    x, y = (0, -27) if is_plan else (25, -14)
    return (
        f'<g class="world-north" transform="translate({right - 44:.0f} 46)" role="img"'
        f' aria-label="North is {"up" if is_plan else "up and to the right"}">'
        f'<circle class="world-note" r="18"/><path class="world-arrow" transform="rotate({turn})"'
        f' d="M0 -13L6 8L0 4L-6 8z"/><text class="world-count" x="{x}" y="{y + 4}"'
        ' text-anchor="middle">N</text></g>'
    )
