"""The words of the sample month."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One mission and what becomes of it in the month."""

    key: str
    name: str
    factors: tuple[float, float, float]
    fate: str
    quest: str = ""
    dharma: str = ""
    box: int = 0


GATES = "Yatra of the Gates"
PLANS = (
    Plan("running", "Fix the portal gate", (9, 5, 8.5), "running", GATES, "action,effort", 90),
    Plan("paused", "Profile the token panel", (4, 9, 6), "paused", "", "concentration"),
    Plan("restore", "Paint the snapshot restore", (9, 6, 8), "queued", GATES, "speech"),
    Plan("brush", "Harden the terrain brush", (7, 7, 7), "queued", "", "mindfulness", 60),
    Plan("lipsync", "Animate the lip sync", (5, 4, 6.5), "queued", "", "intention"),
    Plan("voice", "Ship the voice bridge", (6, 3.5, 9), "todo", GATES, "action"),
    Plan("curator", "Teach the curator to say no", (5, 5, 8), "todo", "", "view,speech"),
    Plan("import", "Import old worlds without loss", (6, 4, 7.5), "todo", "", "livelihood"),
    Plan("long", "Refactor the mission queue", (6, 3, 7), "todo", "", "livelihood"),
    Plan("steady", "Review pull requests", (5, 8, 5), "todo", "", "mindfulness"),
    Plan("deep", "Write the terrain shader", (4, 2, 9), "todo", GATES, "concentration"),
    Plan("night", "Migrate the build server at night", (8, 5, 6), "todo", "", "action"),
    Plan("flaky", "Find the flaky upload test", (7.5, 6, 6), "done", "", "mindfulness"),
    Plan("login", "Sign in by link on the phone", (8, 6.5, 7), "done", "", "action", 45),
    Plan("dark", "Dark theme for the gallery", (5, 7, 5.5), "done", "", "speech"),
    Plan("cache", "Cache the avatar thumbnails", (6, 8, 6), "done", "", "concentration"),
    Plan("typo", "Mend the words on the empty board", (3, 10, 4), "done", "", "speech"),
    Plan("keys", "Keyboard walk through the board", (4, 7, 6), "done", "", "speech"),
    Plan("backup", "Rehearse the restore from backup", (7, 5, 9), "done", "", "action"),
    Plan("rate", "Rate limit on sign-in", (9, 6, 8), "done", "", "action"),
    Plan("docs", "One page that explains the timer", (4, 8, 7), "done", "", "speech"),
    Plan("fonts", "Tabular numerals everywhere", (3, 9, 5), "done", "", "concentration"),
    Plan("csv", "Export hours as CSV", (5, 7, 6), "done", "", "livelihood"),
    Plan("dst", "Days of 23 and 25 hours", (6, 4, 9), "done", "", "view"),
    Plan("old", "Drop the legacy panel", (2, 8, 3), "archived", "", "effort"),
    Plan("spike", "Spike: voxel water", (3, 4, 4), "archived", "", "intention"),
    Plan("phone", "Gate opens on the phone", (8, 5, 8), "reopened", GATES, "action"),
    Plan("wrong", "Rewrite everything in one night", (1, 1, 2), "trash"),
    Plan("talk", "Talk with the first players", (6, 7, 9), "irl", "", "intention"),
    Plan("board", "Sketch the hall on the whiteboard", (5, 8, 7), "irl", GATES, "view"),
    Plan("idea1", "Portals between worlds", (3, 2, 9), "todo", GATES),
    Plan("idea2", "A mission image per mission", (2, 6, 4), "todo"),
    Plan("idea3", "Recap after each mission", (3, 6, 6), "todo"),
    Plan("idea4", "Sound for level 10", (1, 8, 2), "todo"),
)
ENRICHED = {
    "restore": {
        "carbon_description": "Going back must feel safe. I never want to fear the button.",
        "silicon_description": "worlds/saving.py: snapshot now, then write the old state as a "
        "new revision, in one transaction. Edge: restore while somebody saves.",
        "acceptance_criteria": "- [x] the present is kept before anything changes\n"
        "- [ ] undo is one click\n- [ ] two people at once never lose a state",
        "execution_mode": "crispr",
    },
    "brush": {
        "carbon_description": "The brush must not tear holes when I am fast.",
        "silicon_description": "terrain/brush.ts: clamp the stroke, join points by a spline.",
        "acceptance_criteria": "- no holes at 60 strokes a second\n- works with touch",
        "execution_mode": "crispr",
    },
    "voice": {
        "carbon_description": "Talk to Merlin while my hands build.",
        "silicon_description": "Stream audio in chunks of 200 ms; cut off on silence.",
    },
    "curator": {
        "carbon_description": "An agent that only says yes is no help.",
        "silicon_description": "Add a verdict 'rejected' with a reason to the curator's schema.",
        "acceptance_criteria": "- one in ten ideas comes back with a no and a reason",
    },
    "import": {
        "carbon_description": "My first world is from March. I want it back.",
        "silicon_description": "Read every schema generation; keep what does not map.",
    },
    "lipsync": {"carbon_description": "Lips that lie are worse than no lips."},
    "phone": {
        "carbon_description": "It has to open in my hand too.",
        "silicon_description": "Warm up the shader on the loading screen.",
    },
    "deep": {"silicon_description": "Two passes; the second only where water is visible."},
    "running": {
        "carbon_description": "The gate must feel alive: open in under a second, every time.",
        "silicon_description": "src/lib/portal.ts: keep the store's shape; warm the shader; "
        "retry the texture once. Blast radius: the hub only.",
        "acceptance_criteria": "- [x] opens in under a second\n- [ ] survives a reload\n"
        "- [ ] works on a phone",
        "execution_mode": "crispr",
    },
}
JOURNAL = (
    (28, "Set up the desk. Calm start, one thing at a time.", ("desk",), "good"),
    (26, "Half a day of reading. Nothing to show, much to know.", ("reading",), "okay"),
    (24, "The flaky test was a clock. It is always a clock.", ("tests", "time"), "okay"),
    (21, "Too many switches today. Tomorrow: two missions, no more.", ("focus",), "low"),
    (19, "Two missions, no more. It works.", ("focus", "flow"), "good"),
    (17, "Merlin guessed my answer word for word. Strange and good.", ("agents",), "great"),
    (15, "Waited for reviews, wrote none myself.", ("reviews",), "low"),
    (12, "Rehearsed the restore. It works, and now I sleep.", ("backup",), "good"),
    (10, "Lights for @lighthouse-cottage. Warm windows carry far.", ("worlds",), "good"),
    (8, "Talked with the first players. They all want the gate.", ("gates",), "wired"),
    (6, "A build that broke three times for three reasons.", ("builds",), "rough"),
    (4, "Deep work on the shader, two hours without a look at chat.", ("flow", "shader"), "great"),
    (1, "Level up. More to the point: the gate opens on the phone.", ("gates", "flow"), "great"),
)
MEMORIES = (
    ("preference", "reviews", "Wants small diffs and the reason first."),
    ("habit", "mornings", "Does deep work before noon, talks after."),
    ("goal", "autumn", "The gate opens for ten players at once."),
    ("fact", "hardware", "Tests on a phone from 2021."),
    ("pattern", "estimates", "Takes twice the guess when a shader is involved."),
)
