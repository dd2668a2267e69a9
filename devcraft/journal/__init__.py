"""The journal over all rooms: the facts of a day, and the worlds that texts refer to."""
