"""The XP award table: what each action pays, as data in AppConfig."""

import json

CONFIG_KEY = "xp_awards"
DEFAULTS = {
    "PLACE_CATALOG_OBJECT": 5,
    "ADD_LIGHT": 5,
    "PAINT_GROUND_BATCH": 10,
    "CONJURE_ASSET": 25,
    "CRAFT_SCENE": 30,
    "GENERATE_IMAGE": 15,
    "DAILY_LOGIN": 15,
    "QUEST_STEP_COMPLETE": 25,
    "QUEST_ALL_COMPLETE": 200,
    "FIRST_OBJECT_IN_WORLD": 50,
    "FIRST_WORLD_CREATED": 200,
    "SET_WORLD_PUBLIC": 100,
    "WORLD_10_OBJECTS": 50,
    "WORLD_50_OBJECTS": 150,
    "WORLD_VISITED": 2,
    "WORLD_UPVOTED": 10,
    "VISIT_OTHER_WORLD": 3,
    "UPVOTE_WORLD": 2,
    "CO_BUILD": 15,
    "VIBECODE_REPORT": 100,
}
NAMES = {
    "PLACE_CATALOG_OBJECT": "Placed an object from the catalog",
    "ADD_LIGHT": "Added a light",
    "PAINT_GROUND_BATCH": "Painted the ground",
    "CONJURE_ASSET": "Conjured an object",
    "CRAFT_SCENE": "Crafted a scene",
    "GENERATE_IMAGE": "Made an image",
    "DAILY_LOGIN": "First visit of the day",
    "QUEST_STEP_COMPLETE": "Finished a step of a quest",
    "QUEST_ALL_COMPLETE": "Finished every quest",
    "FIRST_OBJECT_IN_WORLD": "First object in a world",
    "FIRST_WORLD_CREATED": "First world made",
    "SET_WORLD_PUBLIC": "Opened a world to the public",
    "WORLD_10_OBJECTS": "Ten objects in a world",
    "WORLD_50_OBJECTS": "Fifty objects in a world",
    "WORLD_VISITED": "A world of yours was visited",
    "WORLD_UPVOTED": "A world of yours was upvoted",
    "VISIT_OTHER_WORLD": "Visited a world of somebody else",
    "UPVOTE_WORLD": "Upvoted a world",
    "CO_BUILD": "Built in a world of somebody else",
    "VIBECODE_REPORT": "Reported on a session of work",
}
"""What people read for each action."""
MOST = 10_000


class BadAwardTable(ValueError):
    """The text is not a JSON object of known actions with whole points."""


def parse(text: str) -> dict[str, int]:
    """The table that TEXT describes, over the defaults. Raises BadAwardTable."""
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAwardTable("Value must be a JSON object of action and points.") from error
    if not isinstance(table, dict):
        raise BadAwardTable("Value must be a JSON object of action and points.")
    for action, points in table.items():
        if action not in DEFAULTS:
            raise BadAwardTable(f"Value names {action!r}, which is not an action.")
        if type(points) is not int or not 0 <= points <= MOST:
            raise BadAwardTable(f"Value of {action} must be a whole number from 0 to {MOST}.")
    return DEFAULTS | table
