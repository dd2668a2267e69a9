"""Words for missions: the same for the same number, and as many as one likes."""

from __future__ import annotations

COMMON_WORD = "world"
RARE_WORD = "quokka"
RARE_COUNT = 8
RARE_ASSIGNEE = "night-shift"
RARE_DHARMA = "livelihood"

VERB_WORDS = (
    "Add Build Check Clean Compare Describe Draw Extend Fix Guard Import Join Measure Mend Move"
    " Name Order Paint Publish Review Shorten Sketch Split Test Trace"
)
OBJECT_WORDS = (
    "account archive avatar backup board bridge brush calendar camera chart clock cursor door"
    " export fence filter garden gate glossary harbour history import index journal keyboard ladder"
    " lamp ledger letter light link list map meadow menu message mirror note palette path picture"
    " pillar portal preview queue river roof route sail screen script season shadow sound stair"
    " store summary table terrain texture timer toolbar tower tutorial wall water window"
)
VERBS = VERB_WORDS.split()
OBJECTS = OBJECT_WORDS.split()
AREAS = (
    "before the release",
    "for the small world",
    "for visitors",
    "in the admin",
    "in the night world",
    "of the first island",
    "of the shared world",
    "on phones",
    "without scripts",
    "with less memory",
)
SENTENCES = (
    "The present one takes too long when many things are on the screen.",
    "It must keep what was typed when the connection is gone.",
    "Ask the two people who use it every day before the shape is fixed.",
    "There is a sketch in the notebook; the numbers in it are old.",
    "Measure before and after, on the slow machine too.",
    "The import of last spring left rows here that nobody owns.",
    "Leave the old way in place until the new one was used for a week.",
    "What happens on a night when the clocks change is not decided yet.",
    "Keep the colours, they were chosen with care.",
    "The agent may prepare this, but a human should look at the result.",
)
QUESTS = ("", "", "", "Harbour", "First island", "Quiet summer", "Open gates")
DHARMA = ("", "", "view", "speech,action", "effort", "mindfulness,concentration", "intention")
ASSIGNEES = ("", "", "carbondev", "silicondev", "anorak")


def name_of(number: int) -> str:
    verb = VERBS[number * 7 % len(VERBS)]
    thing = OBJECTS[number * 13 % len(OBJECTS)]
    return f"{verb} the {thing} {AREAS[number * 3 % len(AREAS)]}"


def description_of(number: int, *, has_rare_word: bool) -> str:
    """Two to four sentences; with the rare word in the last of a few."""
    count = 2 + number % 3
    chosen = [SENTENCES[(number * 3 + place * 7) % len(SENTENCES)] for place in range(count)]
    if has_rare_word:
        chosen.append(f"Nobody has asked the {RARE_WORD} yet.")
    return " ".join(chosen)


def cycled(words: tuple[str, ...], number: int) -> str:
    return words[number * 11 % len(words)]
