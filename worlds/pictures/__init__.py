"""Pictures of worlds, drawn on the server from what a state says; pure.

VERSION is part of the key under which pictures are kept; raise it when they change.
"""

VERSION = 1
