"""States of worlds, right and wrong, for hypothesis; and small ones written by hand."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

from worlds import state

SAMPLE = Path(__file__).parent / "samples" / "forge-default.world.json"
WORDS = ("meadow", "grass", "stone", "lamp", "sunset", "night007", "Ünïcödé", "🏔", "<svg>", "")
NUMBERS = st.one_of(
    st.integers(-1_000_000, 1_000_000),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.sampled_from([0, -0.0, 1e300, -1e300, 5e-324]),
)
VECTORS = st.lists(NUMBERS, min_size=3, max_size=3)
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)
PRESETS = st.sampled_from(["grass", "sand", "stone", "snow", "custom_1"])
UNKNOWN_KEYS = st.text("abcxyz", min_size=1, max_size=4).map("x-{}".format)
NAMES = st.one_of(st.sampled_from(["Lamp", "Bench", "House", "evil\r\nname"]), TEXTS)
PLACINGS = st.fixed_dictionaries(
    {}, optional={"position": VECTORS, "rotation": VECTORS, "scale": st.one_of(NUMBERS, VECTORS)}
)
BEHAVIORS = st.fixed_dictionaries(
    {"visible": st.booleans()},
    optional={"label": NAMES, "movement": st.dictionaries(TEXTS, SCALARS, max_size=2)},
)
EXTRAS = st.dictionaries(UNKNOWN_KEYS, VALUES, max_size=2)


def things(ids, **keys):
    """Things with the IDS: what an object of every kind may hold, KEYS, and unknown keys."""
    some = st.builds(
        lambda placing, extra, values: placing | extra | values,
        PLACINGS,
        EXTRAS,
        st.fixed_dictionaries({}, optional={"name": NAMES, **keys}),
    )
    return st.tuples(*[some.map(lambda values, id=id: {"id": id} | values) for id in ids]).map(list)


@st.composite
def worlds(draw):
    """The JSON of a right state, every key of the format in some."""
    ids = draw(st.lists(st.text("abcdef", min_size=1, max_size=5), unique=True, max_size=10))
    cuts = sorted(draw(st.lists(st.integers(0, len(ids)), min_size=5, max_size=5)))
    parts = [ids[a:b] for a, b in zip([0, *cuts], [*cuts, len(ids)], strict=True)]
    scenes = draw(things(parts[0]))
    optional = {
        "savedAt": st.just("2026-03-03T02:32:25.440Z"),
        "groundPresetId": PRESETS,
        "skyBackgroundId": st.sampled_from(["sunset", "night007"]),
        "terrain": st.one_of(st.none(), st.dictionaries(TEXTS, SCALARS, max_size=3)),
        "groundTiles": st.dictionaries(TILES, PRESETS, max_size=8),
        "craftedScenes": st.just([scene | {"objects": []} for scene in scenes]),
        "catalogPlacements": things(parts[1]),
        "conjuredAssetIds": st.just(parts[2]),
        "lights": things(parts[3], intensity=NUMBERS, type=st.sampled_from(["point", "spot"])),
        "agentWindows": things(parts[4], agentType=TEXTS),
        "agentAvatars": things(parts[5], agentType=TEXTS),
        "customGroundPresets": st.lists(VALUES, max_size=2),
        "transforms": st.dictionaries(st.sampled_from([*ids, "orphan"]), PLACINGS, max_size=6),
        "behaviors": st.dictionaries(st.sampled_from([*ids, "orphan"]), BEHAVIORS, max_size=4),
    }
    known = draw(st.fixed_dictionaries({"version": st.just(1)}, optional=optional))
    return known | draw(EXTRAS)


TILES = st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map("{0[0]},{0[1]}".format)


@st.composite
def spelled(draw, values):
    """VALUES as JSON in one of the ways that JSON has: spaces, escapes, order of keys."""
    value = draw(values)
    text = json.dumps(
        shuffled(draw, value),
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 0, 2, "\t"])),
        separators=draw(st.sampled_from([(",", ":"), (", ", " :  "), (" ,\r\n", "\t: ")])),
    )
    space = st.text(" \t\r\n", max_size=3)
    return (draw(space) + text + draw(space)).encode(errors="surrogatepass")


def shuffled(draw, value):
    if isinstance(value, list):
        return [shuffled(draw, item) for item in value]
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: shuffled(draw, value[key]) for key in keys}
    return value


def made(**keys):
    """A state of version 1 with KEYS."""
    return state.read(json.dumps({"version": 1} | keys).encode())


def placement(id="lamp", **values):
    return {"id": id, "name": id.title(), "position": [0, 0, 0], **values}
