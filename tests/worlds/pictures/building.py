"""States for tests of pictures."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from hypothesis import strategies as st

from worlds import state

SHAPES = [
    "box",
    "sphere",
    "cylinder",
    "cone",
    "torus",
    "plane",
    "capsule",
    "text",
    "flame",
    "flag",
    "crystal",
    "water",
    "particle_emitter",
    "glow_orb",
    "aurora",
    "nonsense",
]


def world(**parts):
    return state.read(json.dumps({"version": 1, **parts}).encode())


def placement(id="p", name="Crate", at=(0, 0, 0), **more):
    return {"id": id, "name": name, "catalogId": "c", "glbPath": "", "position": list(at), **more}


def row(count, name="Tree", gap=4):
    return [placement(f"p{n}", f"{name} {n}", (n * gap, 0, 0)) for n in range(count)]


def crowd(count):
    """Things on a square, no two in one place."""
    side = int(count**0.5) + 1
    return [
        placement(f"p{n}", f"{SORTS[n % len(SORTS)]} {n}", (n % side * 3, 0, n // side * 3))
        for n in range(count)
    ]


def drawing(svg):
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="s" ', 1))  # noqa: S314 (our own drawing)


def things(svg):
    return list(drawing(svg).iter("{s}a"))


def labels(svg):
    return [link.get("aria-label") for link in things(svg)]


SORTS = ("Pine tree", "Street lamp", "House", "Rock", "Robot", "Car", "Crate")
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-20, 20),
    st.sampled_from([0, -1, 1e300, -1e300, 10**200, 1e-300]),
)
VECTORS = st.lists(NUMBERS, min_size=3, max_size=3)
JUNK = st.one_of(
    st.none(), st.booleans(), NUMBERS, st.text(max_size=6), st.lists(NUMBERS, max_size=4)
)
PRIMITIVES = st.one_of(
    JUNK,
    st.fixed_dictionaries(
        {"type": st.one_of(st.sampled_from(SHAPES), JUNK)},
        optional={
            "position": st.one_of(VECTORS, JUNK),
            "scale": st.one_of(VECTORS, JUNK),
            "rotation": st.one_of(VECTORS, JUNK),
            "color": st.one_of(st.sampled_from(["#fff", "red", "url(#x)"]), JUNK),
            "opacity": JUNK,
            "emissive": JUNK,
            "emissiveIntensity": JUNK,
            "text": JUNK,
            "fontSize": JUNK,
        },
    ),
)
PRINTABLE = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=9)
PLACED = {"position": VECTORS}
MORE = {"rotation": VECTORS, "scale": st.one_of(VECTORS, NUMBERS), "name": st.text(max_size=20)}


def _with_ids(kind, entries):
    return [{**entry, "id": f"{kind}{n}"} for n, entry in enumerate(entries)]


def _listed(kind, fields, more):
    entry = st.fixed_dictionaries(fields, optional={**MORE, **more})
    return st.lists(entry, max_size=5).map(lambda entries: _with_ids(kind, entries))


STATES = st.fixed_dictionaries(
    {},
    optional={
        "craftedScenes": _listed("s", PLACED, {"objects": st.lists(PRIMITIVES, max_size=6)}),
        "catalogPlacements": _listed("p", PLACED, {"catalogId": JUNK, "imageUrl": JUNK}),
        "lights": _listed(
            "l",
            {"type": st.one_of(st.sampled_from(["point", "spot", "ambient"]), JUNK)},
            {**PLACED, "target": JUNK, "angle": JUNK, "intensity": JUNK, "color": JUNK},
        ),
        "agentWindows": _listed("w", PLACED, {"width": JUNK, "height": JUNK, "agentType": JUNK}),
        "agentAvatars": _listed("a", PLACED, {"agentType": JUNK}),
        "conjuredAssetIds": st.lists(PRINTABLE, unique=True, max_size=3),
        "groundTiles": st.dictionaries(
            st.builds("{},{}".format, st.integers(-9999, 9999), st.integers(-9, 9)),
            st.sampled_from(["grass", "lava", "custom_1", ""]),
            max_size=8,
        ),
        "terrain": st.fixed_dictionaries(
            {}, optional={"size": JUNK, "seed": JUNK, "waterLevel": JUNK, "palette": JUNK}
        ),
        "groundPresetId": st.sampled_from(["none", "grass", "custom_1", "nonsense"]),
        "customGroundPresets": st.lists(JUNK, max_size=3),
        "skyBackgroundId": st.text(max_size=12),
    },
).map(lambda parts: world(**parts))
